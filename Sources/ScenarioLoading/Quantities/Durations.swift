package import EventCore

/// Durations such as `800ms`, `1.5h` or `28d`, exact to the nanosecond.
func duration(_ range: ClosedRange<SimDuration> = .zero...longestDuration) -> Grammar<SimDuration> {
  let units = durationUnits.map(\.name).joined(separator: "|")
  let grammar = Grammar(
    schema: ScalarSchema(kinds: [.string], pattern: "^[0-9]+(\\.[0-9]+)?(\(units))$"),
    standIn: SimDuration.seconds(1),
    parse: parseDuration
  )
  return grammar.limited(
    to: "from \(written(range.lowerBound)) to \(written(range.upperBound))",
    range.contains
  )
}

/// Durations above zero.
func positiveDuration(to most: SimDuration = longestDuration) -> Grammar<SimDuration> {
  duration(SimDuration(nanoseconds: 1)...most)
}

/// Times of a token, in seconds: at most an hour, and parts of a nanosecond count.
func tokenTime() -> Grammar<Double> {
  let whole = duration(.zero...SimDuration.seconds(3600)).map(\.inSeconds)
  var grammar = whole
  grammar.parse = { text throws(GrammarProblem) in
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let name = String(text.dropFirst(number.count))
    guard let amount = Decimal(number), let unit = durationUnits.first(where: { $0.name == name })
    else { return try whole.parse(text) }
    let seconds = amount.double * Double(unit.nanoseconds) / 1e9
    return seconds > 3600 ? try whole.parse(text) : seconds
  }
  return grammar
}

/// The longest a simulated run may last.
let longestDuration = SimDuration.seconds(7 * 86_400)

/// Writes a duration in the largest unit that divides it.
func written(_ duration: SimDuration) -> String {
  guard duration.nanoseconds != 0 else { return "0s" }
  for unit in durationUnits.reversed() where unit.name != "w" {
    let (count, rest) = duration.nanoseconds.quotientAndRemainder(dividingBy: unit.nanoseconds)
    if rest == 0 { return "\(count)\(unit.name)" }
  }
  return "\(duration.nanoseconds)ns"
}

private let durationUnits: [(name: String, nanoseconds: Int64)] = [
  ("ns", 1),
  ("us", 1000),
  ("ms", 1_000_000),
  ("s", 1_000_000_000),
  ("m", 60 * 1_000_000_000),
  ("h", 3600 * 1_000_000_000),
  ("d", 86_400 * 1_000_000_000),
  ("w", 7 * 86_400 * 1_000_000_000),
]

/// Reads the text of a duration.
package func parseDuration(_ text: String) throws(GrammarProblem) -> SimDuration {
  let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
  let unitName = String(text.dropFirst(number.count))
  guard let amount = Decimal(number) else {
    throw GrammarProblem("needs a duration such as `800ms` or `1.5h`, found \(quoted(text))")
  }
  guard let unit = durationUnits.first(where: { $0.name == unitName }) else {
    throw GrammarProblem(
      "needs a duration with a unit (ns, us, ms, s, m, h, d or w), found \(quoted(text))",
      help: durationHelp(amount: String(number), unit: unitName)
    )
  }
  guard let nanoseconds = amount.times(Int128(unit.nanoseconds)) else {
    throw GrammarProblem("needs a whole number of nanoseconds, found \(quoted(text))")
  }
  guard let length = Int64(exactly: nanoseconds) else {
    throw GrammarProblem("is longer than the clock can count, found \(quoted(text))")
  }
  return SimDuration(nanoseconds: length)
}

private func durationHelp(amount: String, unit: String) -> String? {
  // OpenSLO writes months with a capital, and minutes without.
  if unit == "M" {
    return "months differ in length; give days, for example `30d`, or minutes as `\(amount)m`"
  }
  return switch unit.lowercased() {
  case "": "write `\(amount)s` for seconds or `\(amount)ms` for milliseconds"
  case "mo", "mon", "month", "months", "q", "y", "yr", "year", "years":
    "months and years differ in length; give days or weeks, for example `30d`"
  case "min", "mins", "minute", "minutes": "write `\(amount)m` for minutes"
  case "sec", "secs", "second", "seconds": "write `\(amount)s` for seconds"
  case "msec", "millis", "milliseconds": "write `\(amount)ms` for milliseconds"
  case "µs", "μs": "write `\(amount)us` for microseconds"
  default: nil
  }
}
