/// A table in the making: named columns and rows of finished text.
struct TextTable {
  /// A column: its title, and the unit that all its cells share.
  struct Column {
    var title: String
    var unit = ""
    var isNumber = false
    /// Whether it belongs to the column before it, and stands one space from it rather than two.
    var isAttached = false
    /// Longer cells lose their middle in a terminal.
    var maxWidth = 120
  }

  var columns: [Column]
  var rows: [[String]] = []

  /// Lines of aligned columns under a header of one or two lines.
  var aligned: [String] {
    let header = [columns.map(\.title), columns.map(\.unit)]
    let cells = (header + rows).map { row in
      zip(row, columns).map { shortened($0, to: $1.maxWidth) }
    }
    let widths = columns.indices.map { column in
      cells.map { displayWidth(of: $0[column]) }.max() ?? 0
    }
    return cells.filter { $0.contains { !$0.isEmpty } }.map { row in
      var line = ""
      for (index, column) in columns.enumerated() {
        let padding = String(repeating: " ", count: widths[index] - displayWidth(of: row[index]))
        if index > 0 { line += column.isAttached ? " " : "  " }
        line += column.isNumber ? padding + row[index] : row[index] + padding
      }
      return trimmingEnd(of: line)
    }
  }
}

/// Returns how many terminal columns a text takes: two for East Asian wide characters and emoji.
func displayWidth(of text: String) -> Int {
  text.reduce(0) { width, character in
    guard let scalar = character.unicodeScalars.first else { return width }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return width + 2
    default:
      return width + 1
    }
  }
}

private func shortened(_ text: String, to width: Int) -> String {
  guard displayWidth(of: text) > width else { return text }
  var head = text.prefix(width / 2)
  var tail = text.suffix(width - width / 2 - 1)
  while displayWidth(of: "\(head)…\(tail)") > width {
    if head.count > tail.count { head.removeLast() } else { tail.removeFirst() }
  }
  return "\(head)…\(tail)"
}

private func trimmingEnd(of line: String) -> String {
  var trimmed = line
  while trimmed.hasSuffix(" ") { trimmed.removeLast() }
  return trimmed
}
