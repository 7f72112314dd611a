/// The header of Azure's LLM inference traces of 2023.
let azureHeader = "TIMESTAMP,ContextTokens,GeneratedTokens"

extension ByteScanner {
  /// Reads a row such as `2023-11-16 18:15:46.6805900,374,44`.
  mutating func azureRow() throws(TraceRowProblem) -> TraceRow {
    let nanoseconds = try timestamp()
    try expectComma()
    let input = try tokens()
    try expectComma()
    let output = try tokens()
    guard isAtEnd else { throw problem("the end of the row", at..<end) }
    return TraceRow(nanoseconds: nanoseconds, inputTokens: input, outputTokens: output)
  }

  private mutating func expectComma() throws(TraceRowProblem) {
    guard skip(UInt8(ascii: ",")) else { throw problem("a comma", at..<end) }
  }

  private mutating func tokens() throws(TraceRowProblem) -> Int32 {
    let start = at
    guard let count = digits(atMost: 9)?.value, count <= mostTokens,
      isAtEnd || next == UInt8(ascii: ",")
    else {
      throw problem("a count of tokens from 0 to \(mostTokens)", field(from: start))
    }
    return Int32(count)
  }

  /// Nanoseconds since 1970, exact for up to nine decimals.
  private mutating func timestamp() throws(TraceRowProblem) -> Int64 {
    let start = at
    guard let seconds = wholeSeconds() else {
      let accepted = "a time such as `2023-11-16 18:15:46.6805900`"
      throw problem(accepted, field(from: start))
    }
    guard skip(UInt8(ascii: ".")) else { return seconds * 1_000_000_000 }
    guard let fraction = digits(atMost: 9) else {
      throw problem("one to nine decimals of a second", field(from: at))
    }
    var nanoseconds = fraction.value
    for _ in fraction.count..<9 { nanoseconds *= 10 }
    return seconds * 1_000_000_000 + nanoseconds
  }

  private mutating func wholeSeconds() -> Int64? {
    guard let year = number(of: 4, in: 1970...2200), skip(UInt8(ascii: "-")),
      let month = number(of: 2, in: 1...12), skip(UInt8(ascii: "-")),
      let day = number(of: 2, in: 1...daysIn(month: month, year: year)),
      skip(UInt8(ascii: " ")) || skip(UInt8(ascii: "T")),
      let hour = number(of: 2, in: 0...23), skip(UInt8(ascii: ":")),
      let minute = number(of: 2, in: 0...59), skip(UInt8(ascii: ":")),
      let second = number(of: 2, in: 0...59)
    else { return nil }
    let days = daysSince1970(year: year, month: month, day: day)
    return days * 86_400 + hour * 3600 + minute * 60 + second
  }

  private mutating func number(of count: Int, in range: ClosedRange<Int64>) -> Int64? {
    guard let read = digits(atMost: count), read.count == count, range.contains(read.value) else {
      return nil
    }
    return read.value
  }
}

private func daysIn(month: Int64, year: Int64) -> Int64 {
  switch month {
  case 4, 6, 9, 11: 30
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  default: 31
  }
}

/// Days of the Gregorian calendar; the year begins in March, so that leap days come last
/// (Hinnant, "chrono-compatible low-level date algorithms", days_from_civil).
private func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
  let marchYear = month <= 2 ? year - 1 : year
  let era = marchYear / 400
  let yearOfEra = marchYear % 400
  let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
