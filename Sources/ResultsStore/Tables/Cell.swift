/// One value of one row, on its way into SQL, CSV and the digest.
enum Cell: Hashable {
  /// Not measured.
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  /// A whole number, or nothing.
  init(_ value: Int64?) { self = value.map(Cell.integer) ?? .null }

  /// A number, or nothing if it isn't finite: neither SQL nor CSV knows NaN or infinity.
  init(_ value: Double?) {
    guard let value, value.isFinite else {
      self = .null
      return
    }
    self = .real(value == 0 ? 0 : value)
  }

  /// Text without anything that acts on a terminal or a spreadsheet, or nothing.
  init(_ value: String?) { self = value.map { .text(printable($0)) } ?? .null }
}
