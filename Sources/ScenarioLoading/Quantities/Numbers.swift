/// Whole numbers within a range, written in decimal digits and nothing else.
func wholeNumber(_ range: ClosedRange<Int>) -> Grammar<Int> {
  var grammar = Grammar(
    schema: ScalarSchema(
      kinds: [.integer],
      minimum: Double(range.lowerBound),
      maximum: Double(range.upperBound)
    ),
    standIn: min(max(1, range.lowerBound), range.upperBound),
    parse: { text throws(GrammarProblem) in
      let accepted = "must be a whole number from \(range.lowerBound) to \(range.upperBound)"
      guard let value = parseWholeNumber(text), range.contains(value) else {
        let help = wholeNumberHelp(text)
        throw GrammarProblem("\(accepted), found \(quoted(text))", help: help)
      }
      return value
    }
  )
  grammar.isNumber = true
  return grammar
}

/// Seeds: whole numbers of 64 bits.
func seed() -> Grammar<UInt64> {
  Grammar(
    schema: ScalarSchema(kinds: [.integer], minimum: 0, maximum: 0x1p64),
    standIn: 1,
    isNumber: true,
    parse: { text throws(GrammarProblem) in
      guard let decimal = parseWholeDigits(text), let value = UInt64(exactly: decimal) else {
        let accepted = "must be a whole number from 0 to \(UInt64.max)"
        throw GrammarProblem("\(accepted), found \(quoted(text))", help: wholeNumberHelp(text))
      }
      return value
    }
  )
}

/// Numbers without a unit, such as ratios; `accepted` names the range in messages.
func number(_ accepted: String, _ isAccepted: @escaping (Double) -> Bool) -> Grammar<Double> {
  Grammar(
    schema: ScalarSchema(kinds: [.number]),
    standIn: isAccepted(1) ? 1 : 0.5,
    isNumber: true,
    parse: { text throws(GrammarProblem) in
      guard let value = Decimal(text)?.double, isAccepted(value) else {
        throw GrammarProblem("must be a number \(accepted), found \(quoted(text))")
      }
      return value
    }
  )
}

/// Percentages of at least 0 and below 100, as ratios; 99.9 is as near to 0.999 as can be.
func percentage() -> Grammar<Double> {
  Grammar(
    schema: ScalarSchema(kinds: [.number], minimum: 0, maximum: 100),
    standIn: 0.5,
    isNumber: true,
    parse: { text throws(GrammarProblem) in
      guard let ratio = Decimal(text)?.hundredth.double, ratio < 1 else {
        let accepted = "must be a number of at least 0 and below 100"
        throw GrammarProblem("\(accepted), found \(quoted(text))")
      }
      return ratio
    }
  )
}

/// Reads decimal digits with an optional minus; `012`, `1_000`, `0x10` and `1e3` are refused.
package func parseWholeNumber(_ text: String) -> Int? {
  guard text.hasPrefix("-") else { return parseWholeDigits(text).flatMap { Int(exactly: $0) } }
  return parseWholeDigits(String(text.dropFirst())).flatMap { Int(exactly: -$0) }
}

private func parseWholeDigits(_ text: String) -> Int128? {
  let digits = text.utf8
  guard !digits.isEmpty, digits.count <= 20 else { return nil }
  guard digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
  guard digits.count == 1 || digits.first != 0x30 else { return nil }
  return Int128(text)
}

private func wholeNumberHelp(_ text: String) -> String? {
  if text.contains("_") { return "leave out the `_`" }
  if text.hasPrefix("0"), text.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber }), text.count > 1
  {
    return "leave out the leading zeros"
  }
  if text.contains(".") || text.lowercased().contains("e") { return "write the digits out" }
  return nil
}
