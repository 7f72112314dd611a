/// Processor time as Kubernetes writes it (`500m`, `2`, `0.5`), in thousandths of a core.
func cpuQuantity(most: Int64 = 10_000 * 1000) -> Grammar<Int64> {
  Grammar(
    schema: kubernetesSchema,
    standIn: 1000,
    parse: { text throws(GrammarProblem) in
      try parseKubernetesQuantity(
        text,
        parts: 1000,
        accepted: "an amount of cpu such as `500m` or `2`",
        most: most,
        mostText: "\(most / 1000) cores"
      )
    }
  )
}

/// Memory or storage as Kubernetes writes it (`4Gi`, `512Mi`, `1e9`, `2G`), in bytes.
func bytesQuantity(most: Int64 = 32 << 40) -> Grammar<Int64> {
  Grammar(
    schema: kubernetesSchema,
    standIn: 1 << 30,
    parse: { text throws(GrammarProblem) in
      if text.hasSuffix("m"), let amount = Decimal(text.dropLast()) {
        let help = amount.scale == 0 ? "did you mean `\(text.dropLast())Mi`?" : nil
        let message = "needs whole bytes; the suffix m means thousandths, found \(quoted(text))"
        throw GrammarProblem(message, help: help)
      }
      return try parseKubernetesQuantity(
        text,
        parts: 1,
        accepted: "an amount of memory such as `512Mi` or `4Gi`",
        most: most,
        mostText: "\(most >> 40)Ti"
      )
    }
  )
}

/// A count of devices or pods.
func countQuantity(_ most: Int = 1_000_000) -> Grammar<Int64> {
  wholeNumber(0...most).map(Int64.init)
}

private let kubernetesSchema = ScalarSchema(
  kinds: [.string, .number],
  pattern: "^[0-9]+(\\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][0-9]{1,2})?$"
)

private let suffixes: [(name: String, numerator: Int128, denominator: Int128)] = [
  ("", 1, 1), ("m", 1, 1000), ("k", 1000, 1), ("M", 1_000_000, 1), ("G", 1_000_000_000, 1),
  ("T", 1_000_000_000_000, 1), ("P", 1_000_000_000_000_000, 1),
  ("E", 1_000_000_000_000_000_000, 1), ("Ki", 1 << 10, 1), ("Mi", 1 << 20, 1), ("Gi", 1 << 30, 1),
  ("Ti", 1 << 40, 1), ("Pi", 1 << 50, 1), ("Ei", 1 << 60, 1),
]

/// Reads a quantity as a whole number of parts of its unit; source: apimachinery's `Quantity`.
private func parseKubernetesQuantity(
  _ text: String,
  parts: Int128,
  accepted: String,
  most: Int64,
  mostText: String
) throws(GrammarProblem) -> Int64 {
  let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
  let suffix = String(text.dropFirst(number.count))
  guard let amount = Decimal(number), let factor = factor(of: suffix) else {
    let isFractional = suffix.contains("B") || suffix.contains("b")
    let help = isFractional ? "Kubernetes writes `Gi` or `Mi`, without a B" : nil
    throw GrammarProblem("needs \(accepted), found \(quoted(text))", help: help)
  }
  guard let scaled = amount.times(parts * factor.numerator) else {
    throw GrammarProblem("needs \(accepted), without fractions of it, found \(quoted(text))")
  }
  let (value, rest) = scaled.quotientAndRemainder(dividingBy: factor.denominator)
  guard rest == 0 else {
    throw GrammarProblem("needs \(accepted), without fractions of it, found \(quoted(text))")
  }
  guard value <= Int128(most) else {
    throw GrammarProblem("must be at most \(mostText), found \(quoted(text))")
  }
  return Int64(value)
}

private func factor(of suffix: String) -> (numerator: Int128, denominator: Int128)? {
  if let known = suffixes.first(where: { $0.name == suffix }) {
    return (known.numerator, known.denominator)
  }
  guard suffix.hasPrefix("e") || suffix.hasPrefix("E"), suffix.utf8.count <= 3,
    let exponent = Int(suffix.dropFirst()), (0...18).contains(exponent)
  else { return nil }
  return ((0..<exponent).reduce(1) { power, _ in power * 10 }, 1)
}

/// Reads the text of an amount of cpu, in thousandths of a core.
package func parseCPU(_ text: String) throws(GrammarProblem) -> Int64 {
  try cpuQuantity().parse(text)
}

/// Reads the text of an amount of memory, in bytes.
package func parseBytes(_ text: String) throws(GrammarProblem) -> Int64 {
  try bytesQuantity().parse(text)
}
