/// A source line made fit for a terminal, with carets under the marked columns.
struct Excerpt {
  /// Characters kept before the marked text of a long line, and in all.
  private static let lead = 60
  private static let longest = 160

  private(set) var text = ""
  private(set) var underline = ""
  private(set) var endColumn: Int

  /// Columns count from one; those beyond the end of the line are marked as one place after it.
  init(of line: [Unicode.Scalar], marking marked: Range<Int>) {
    endColumn = marked.lowerBound + 1
    let first = max(1, marked.lowerBound - Self.lead)
    if first > 1 { append("…", isMarked: false) }
    for (offset, scalar) in line.dropFirst(first - 1).prefix(Self.longest).enumerated() {
      let isMarked = marked.contains(first + offset)
      if isMarked { endColumn = first + offset + 1 }
      append(scalar == "\t" ? " " : visible(scalar), isMarked: isMarked)
    }
    if line.count >= first + Self.longest { append("…", isMarked: false) }
    if !underline.contains("^") { underline += "^" }
    while underline.last == " " { underline.removeLast() }
  }

  private mutating func append(_ characters: String, isMarked: Bool) {
    text += characters
    let width = characters.unicodeScalars.reduce(0) { $0 + $1.terminalWidth }
    underline += String(repeating: isMarked ? "^" : " ", count: width)
  }
}

extension Unicode.Scalar {
  /// Cells that a terminal gives the scalar; wide for the common East Asian and emoji blocks.
  fileprivate var terminalWidth: Int {
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
