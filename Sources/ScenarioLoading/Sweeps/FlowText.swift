extension YAMLNode {
  /// The value in flow style, cut off where it gets longer than so many bytes.
  func flowText(atMost most: Int) -> String {
    var text = ""
    write(to: &text, atMost: most)
    return String(String.UnicodeScalarView(text.unicodeScalars.prefix(most)))
  }

  private func write(to text: inout String, atMost most: Int) {
    guard text.utf8.count < most else { return }
    switch content {
    case .scalar(let own, _):
      text += own.utf8.count > most ? String(own.unicodeScalars.prefix(most)) : own
    case .sequence(let items):
      text += "["
      for (index, item) in items.enumerated() where text.utf8.count < most {
        if index > 0 { text += ", " }
        item.write(to: &text, atMost: most)
      }
      text += "]"
    case .mapping(let entries):
      text += "{"
      for (index, entry) in entries.enumerated() where text.utf8.count < most {
        text += (index > 0 ? ", " : "") + entry.key + ": "
        entry.value.write(to: &text, atMost: most)
      }
      text += "}"
    }
  }
}
