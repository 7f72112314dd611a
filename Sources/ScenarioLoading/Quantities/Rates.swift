/// Rates such as `12/s`, `30/m` or `1000/h`, in events per second.
func rate(allowsZero: Bool = false) -> Grammar<Double> {
  let grammar = Grammar(
    schema: ScalarSchema(kinds: [.string], pattern: "^[0-9]+(\\.[0-9]+)?/(s|m|h)$"),
    standIn: 1,
    parse: parseRate
  )
  let most = 10_000_000.0
  let accepted = allowsZero ? "at least 0/s and" : "above 0/s and"
  return grammar.limited(to: "\(accepted) at most 10000000/s") { perSecond in
    perSecond <= most && (allowsZero || perSecond > 0)
  }
}

private let rateUnits: [(name: String, seconds: Double)] = [("s", 1), ("m", 60), ("h", 3600)]

/// Reads the text of a rate.
package func parseRate(_ text: String) throws(GrammarProblem) -> Double {
  let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
  guard let amount = Decimal(parts[0]) else {
    throw GrammarProblem("needs a rate such as `12/s`, `30/m` or `1000/h`, found \(quoted(text))")
  }
  guard parts.count == 2, let unit = rateUnits.first(where: { $0.name == parts[1] }) else {
    let help = parts.count == 1 ? "write `\(parts[0])/s` for a rate per second" : nil
    let message = "needs a rate with a unit (/s, /m or /h), found \(quoted(text))"
    throw GrammarProblem(message, help: help)
  }
  return amount.double / unit.seconds
}
