internal import Foundation

/// Writes one table as RFC 4180 text: UTF-8, line feeds, a header always, empty for NULL.
final class CSVWriter {
  private let file: NewFile
  private let isProse: [Bool]
  private var buffer: [UInt8] = []
  private static let bufferSize = 1 << 16

  init(path: String, columns: [ColumnFacts]) throws {
    file = try NewFile(path: path)
    isProse = columns.map { $0.kind == .prose }
    buffer.reserveCapacity(Self.bufferSize + 4096)
    for (index, column) in columns.enumerated() {
      if index > 0 { buffer.append(comma) }
      append(quotingIfNeeded: column.name)
    }
    buffer.append(lineFeed)
  }

  func append(_ cells: [Cell]) throws {
    for (index, cell) in cells.enumerated() {
      if index > 0 { buffer.append(comma) }
      switch cell {
      case .null: break
      case .integer(let value): buffer.append(contentsOf: String(value).utf8)
      case .real(let value): buffer.append(contentsOf: value.description.utf8)
      case .blob(let bytes): buffer.append(contentsOf: Data(bytes).base64EncodedString().utf8)
      case .text(let text):
        append(quotingIfNeeded: isProse[index] ? guardedAgainstFormulas(text) : text)
      }
    }
    buffer.append(lineFeed)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Writes what is left and makes it durable.
  func finish() throws {
    try flush()
    try file.finish()
  }

  private func flush() throws {
    try file.write(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// An empty text is quoted, so that it stays apart from NULL.
  private func append(quotingIfNeeded text: String) {
    let isPlain = !text.isEmpty && !text.utf8.contains(where: mustBeQuoted)
    guard !isPlain else {
      buffer.append(contentsOf: text.utf8)
      return
    }
    buffer.append(quote)
    for byte in text.utf8 {
      if byte == quote { buffer.append(quote) }
      buffer.append(byte)
    }
    buffer.append(quote)
  }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")

private func mustBeQuoted(_ byte: UInt8) -> Bool {
  byte == comma || byte == quote || byte == lineFeed || byte == carriageReturn
}
