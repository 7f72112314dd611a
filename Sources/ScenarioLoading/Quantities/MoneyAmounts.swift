package import Domain

/// Money as a plain decimal (`"0.340"`), exact to a millionth.
func money() -> Grammar<Money> {
  let grammar = Grammar(
    schema: ScalarSchema(kinds: [.string, .number], pattern: "^[0-9]+(\\.[0-9]{1,6})?$"),
    standIn: Money.zero,
    parse: parseMoney
  )
  return grammar.limited(to: "at most 100000") { $0.micros <= 100_000 * 1_000_000 }
}

/// Reads the text of an amount of money.
package func parseMoney(_ text: String) throws(GrammarProblem) -> Money {
  guard let amount = Decimal(text), let micros = amount.times(1_000_000),
    let exact = Int64(exactly: micros)
  else {
    let accepted = "needs a plain amount of money with at most 6 decimals, such as \"0.34\""
    throw GrammarProblem("\(accepted), found \(quoted(text))")
  }
  return Money(micros: exact)
}
