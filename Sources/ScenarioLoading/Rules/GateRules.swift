internal import Domain

/// Every gate asks for something that a run of the scenario can answer.
///
/// Takes the scenario with its names resolved; returns the gates, each with a name of its own and
/// its limit in the unit of its metric.
func checkGates(_ written: [WrittenGate], of scenario: Scenario, _ reading: Reading) -> [Gate] {
  let asked = Asked(scenario)
  var gates: [Gate] = []
  unique(written.map(\.gate.name), "gate", at: { written[$0].path["name"] }, reading)
  if written.count > mostGates {
    reading.report("a scenario takes at most \(mostGates) gates", at: "spec.gates")
    return []
  }
  for one in written {
    var gate = one.gate
    if reading.isSound(one.path) {
      checkPatterns(of: one, scenario, reading)
      checkFields(of: one, reading)
      checkSubjects(of: one, asked, reading)
    }
    if let text = one.value, case .limit(let metric, let comparison, _) = gate.condition,
      reading.isSound(one.path)
    {
      let limit = readLimit(text, metric, comparison, at: one.path["value"], reading)
      gate.condition = .limit(metric, comparison, limit)
    }
    gate.place = reading.place(of: one.path)
    gates.append(gate)
  }
  return named(gates)
}

/// Beyond this nobody reads what a gate says.
private let mostGates = 1000

/// A pattern that the scenario doesn't run can't be asked about.
private func checkPatterns(of written: WrittenGate, _ scenario: Scenario, _ reading: Reading) {
  guard reading.isSound("spec.patterns") else { return }
  for (index, pattern) in (written.gate.patterns ?? []).enumerated()
  where !scenario.patterns.contains(pattern) {
    let run = list(scenario.patterns.map { "`\($0.rawValue)`" }, "and")
    reading.report(
      "the scenario doesn't run the pattern `\(pattern.rawValue)`; it runs \(run)",
      at: written.path["patterns"][index],
      help: "add it to `spec.patterns`"
    )
  }
}

/// A gate says only what its metric is a number of.
private func checkFields(of written: WrittenGate, _ reading: Reading) {
  let gate = written.gate
  let whose =
    switch gate.scope {
    case .endpoint: "an endpoint"
    case .objective: "an objective"
    case .tenant: "a tenant"
    case .pattern: "a whole pattern"
    }
  let what = gate.metric.map { "`\($0.rawValue)` is" } ?? "a verdict is"
  func refuse(_ field: String, if isGiven: Bool) {
    guard isGiven else { return }
    let message = "`\(field)` can't stand here: \(what) that of \(whose)"
    reading.report(message, at: written.path[field])
  }
  refuse("tenant", if: gate.tenant != nil && gate.scope == .pattern)
  refuse("endpoint", if: gate.endpoint != nil && gate.scope != .endpoint)
  refuse("slo", if: gate.objectives != nil && gate.scope != .objective)
}

/// Reads the limit and checks that a run could ever show that it is kept.
private func readLimit(
  _ text: String,
  _ metric: Metric,
  _ comparison: Gate.Comparison,
  at path: FieldPath,
  _ reading: Reading
) -> Double {
  let limit: Double
  do {
    limit = try parseLimit(text, of: metric)
  } catch {
    let message = text.isEmpty ? "a value is missing here" : error.message
    reading.report("the limit of `\(metric.rawValue)` \(message)", at: path, help: error.help)
    return 0
  }
  if metric.isShare, limit > 1 {
    reading.report("the limit of `\(metric.rawValue)` is a share and at most 1", at: path)
  }
  let isExtreme = comparison == .atMost ? limit == 0 : metric.isShare && limit == 1
  if metric.unit == .ratio, isExtreme {
    reading.report(
      "no number of requests can show a share of exactly \(limit == 0 ? "0" : "1")",
      at: path,
      help: limit == 0
        ? "give the largest share that would do, such as 0.0001"
        : "give the smallest share that would do, such as 0.9999"
    )
  }
  if metric.isBetterHigh != (comparison == .atLeast) {
    let side = metric.isBetterHigh ? "low" : "high"
    reading.warn(
      "`\(comparison.rawValue)` demands that `\(metric.rawValue)` is \(side), which is worse",
      at: path
    )
  }
  return limit
}

extension Metric {
  /// Whether it lies between 0 and 1.
  var isShare: Bool { unit == .ratio && self != .budgetBurnt }
}

extension Reading {
  /// Where a value stands.
  func place(of path: FieldPath) -> SourcePlace {
    let start = mark(of: path).start
    return SourcePlace(line: start.line, column: start.column)
  }
}
