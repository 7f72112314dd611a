internal import Domain

/// Gives every gate a name of its own: what it asks, as a lower-case slug.
func named(_ gates: [Gate]) -> [Gate] {
  var taken = Set(gates.map(\.name))
  return gates.map { gate in
    guard gate.name.isEmpty else { return gate }
    var gate = gate
    let stem = slug(of: gate)
    var number = 1
    gate.name = stem
    while !taken.insert(gate.name).inserted {
      number += 1
      gate.name = String(stem.prefix(63 - "-\(number)".count)) + "-\(number)"
    }
    return gate
  }
}

/// For example `p95-lte-150ms-claims-chat` or `slo-all-pass-hybrid`; a valid name.
private func slug(of gate: Gate) -> String {
  var words: [String]
  switch gate.condition {
  case .verdict: words = ["slo", objectiveWord(gate), "pass"]
  case .limit(let metric, let comparison, let limit):
    words = [metric.rawValue, comparison.rawValue, writtenLimit(limit, of: metric)]
    if gate.objectives != nil { words.append(objectiveWord(gate)) }
  }
  words += [gate.tenant, gate.endpoint].compactMap { $0 } + (gate.patterns ?? []).map(\.rawValue)
  var slug = ""
  for scalar in words.joined(separator: "-").unicodeScalars {
    switch scalar {
    case "a"..."z", "0"..."9": slug.unicodeScalars.append(scalar)
    case "A"..."Z": slug += "-" + String(scalar).lowercased()
    default: slug += "-"
    }
  }
  let parts = String(slug.prefix(63)).split(separator: "-")
  return parts.joined(separator: "-")
}

private func objectiveWord(_ gate: Gate) -> String {
  let text = gate.objectives?.text ?? "*"
  return text == "*" ? "all" : text
}
