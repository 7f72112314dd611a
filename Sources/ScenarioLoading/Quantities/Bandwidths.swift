internal import Domain

/// Bandwidths such as `10Gbit/s` or `2GiB/s`, in bytes per second.
func bandwidth() -> Grammar<Double> {
  let units = bandwidthUnits.map(\.name).joined(separator: "|")
  let grammar = Grammar(
    schema: ScalarSchema(kinds: [.string], pattern: "^[0-9]+(\\.[0-9]+)?(\(units))/s$"),
    standIn: 1e9,
    parse: { text throws(GrammarProblem) in try parseBandwidth(text) }
  )
  return grammar.limited(to: "above 0B/s and at most 1000TB/s") { $0 > 0 && $0 <= 1e15 }
}

private let bandwidthUnits: [(name: String, bytes: Double)] = [
  ("bit", 0.125), ("kbit", 125), ("Mbit", 125e3), ("Gbit", 125e6), ("Tbit", 125e9),
  ("B", 1), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
  ("KiB", 1024), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("TiB", 1_099_511_627_776),
]

private func parseBandwidth(_ text: String) throws(GrammarProblem) -> Double {
  let accepted = "a bandwidth such as `10Gbit/s` or `2GiB/s`"
  let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
  let rest = text.dropFirst(number.count)
  guard let amount = Decimal(number) else {
    throw GrammarProblem("needs \(accepted), found \(quoted(text))")
  }
  guard rest.hasSuffix("/s"),
    let unit = bandwidthUnits.first(where: { $0.name == rest.dropLast(2) })
  else {
    let suffix = rest.dropLast(rest.hasSuffix("/s") ? 2 : 0)
    let isKubernetes = ["Ki", "Mi", "Gi", "Ti"].contains(suffix)
    let help =
      isKubernetes
      ? "write `\(text.prefix(number.count + 2))B/s` for bytes"
      : "bits are `Gbit/s`, bytes `GB/s` or `GiB/s`"
    throw GrammarProblem("needs \(accepted), found \(quoted(text))", help: help)
  }
  return amount.double * unit.bytes
}

/// How fast memory grows, such as `2Mi/m`, in bytes per second.
func growth() -> Grammar<Double> {
  Grammar(
    schema: ScalarSchema(
      kinds: [.string],
      pattern: "^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?/(s|m|h)$"
    ),
    standIn: 1,
    parse: { text throws(GrammarProblem) in
      let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      let units = ["s": 1.0, "m": 60, "h": 3600]
      guard parts.count == 2, let seconds = units[String(parts[1])] else {
        let help = parts.last == "min" ? "write `\(parts[0])/m` for minutes" : nil
        let message = "needs memory per time such as `2Mi/m`, found \(quoted(text))"
        throw GrammarProblem(message, help: help)
      }
      return Double(try bytesQuantity().parse(String(parts[0]))) / seconds
    }
  )
}
