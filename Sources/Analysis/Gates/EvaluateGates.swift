package import Domain
internal import Statistics

/// Holds gates against what a run left.
///
/// Each gate is evaluated for every pattern and subject that it covers. A pattern that can't be
/// built fails every gate that covers it. What a gate names and the run doesn't have is a problem;
/// patterns that were not run are named as omissions. O(gates × subjects).
package func evaluate(_ gates: [Gate], on evidence: GateEvidence) -> GateReport {
  let index = EvidenceIndex(evidence)
  var report = GateReport()
  for gate in gates {
    let missing = (gate.patterns ?? []).filter { pattern in
      !evidence.variants.contains { $0.pattern == pattern }
    }
    if !missing.isEmpty {
      report.omissions.append(GateReport.Omission(gate: gate.name, patterns: missing))
    }
    for variant in evidence.variants where gate.covers(variant.pattern) {
      if let reason = evidence.infeasibleReasons[variant] {
        report.results.append(infeasible(gate, variant, reason))
        continue
      }
      let results = index.results(of: gate, under: variant)
      report.results += results
      if results.isEmpty { report.problems.append(nothingToJudge(gate, variant)) }
    }
  }
  return report
}

extension Gate {
  fileprivate func covers(_ pattern: IsolationPattern) -> Bool {
    patterns?.contains(pattern) ?? true
  }
}

/// The numbers of a run by what gates ask for.
private struct EvidenceIndex {
  private struct Key: Hashable {
    var metric: Metric
    var variant: GateEvidence.Variant
  }

  private let values: [Key: [MetricValue]]
  private let objectives: [GateEvidence.Variant: [GateEvidence.ObjectiveResult]]
  private let currency: String

  init(_ evidence: GateEvidence) {
    values = Dictionary(grouping: evidence.values) { value in
      Key(metric: value.metric, variant: .init(value.pattern, point: value.point))
    }
    objectives = Dictionary(grouping: evidence.objectives, by: \.variant)
    currency = evidence.currency
  }

  func results(of gate: Gate, under variant: GateEvidence.Variant) -> [GateResult] {
    switch gate.condition {
    case .verdict:
      objectives[variant, default: []].filter(gate.covers).map { verdict($0, gate, variant) }
    case .limit(let metric, let comparison, let limit):
      values[Key(metric: metric, variant: variant), default: []].filter(gate.covers).map { value in
        let limit = Limit(metric: metric, comparison: comparison, value: limit, currency: currency)
        return result(of: value, limit, gate, variant)
      }
    }
  }
}

extension Gate {
  fileprivate func covers(_ result: GateEvidence.ObjectiveResult) -> Bool {
    (tenant == nil || result.tenant == tenant) && (objectives?.contains(result.name) ?? true)
  }

  fileprivate func covers(_ value: MetricValue) -> Bool {
    guard tenant == nil || value.tenant == tenant else { return false }
    switch value.metric.scope {
    case .endpoint:
      guard let endpoint else { return true }
      let label = value.tenant.map { value.subject.dropFirst($0.count + 1) } ?? value.subject[...]
      // A label is the bare service where it has one endpoint of the same name.
      return label == endpoint || "\(label)/\(label)" == endpoint
    case .objective: return objectives?.contains(value.subject) ?? true
    case .tenant, .pattern: return true
    }
  }
}

private func verdict(
  _ objective: GateEvidence.ObjectiveResult,
  _ gate: Gate,
  _ variant: GateEvidence.Variant
) -> GateResult {
  let target = NumberText.percent(objective.target)
  let burnt = objective.goodRatio.map { (1 - $0.value) / (1 - objective.target) }
  let limit = Limit(metric: .goodRatio, comparison: .atLeast, value: objective.target, currency: "")
  return gate.result(
    under: variant,
    on: objective.name,
    status: objective.judgement.verdict,
    metric: .goodRatio,
    limit: "verdict pass (≥ \(target) good)",
    observed: objective.goodRatio.map { ($0, limit.observed($0)) },
    count: objective.count,
    message: objective.judgement.reason,
    severity: (burnt ?? 1) - 1,
    margin: objective.goodRatio?.scaled(by: 1, plus: -objective.target)
  )
}

private func result(
  of value: MetricValue,
  _ limit: Limit,
  _ gate: Gate,
  _ variant: GateEvidence.Variant
) -> GateResult {
  let known = limit.known(value)
  let judgement = limit.judge(value)
  let margin = known.map(limit.margin)
  let scale = max(abs(limit.value), .leastNormalMagnitude)
  return gate.result(
    under: variant,
    on: value.subject,
    status: judgement.verdict,
    metric: value.metric,
    limit: limit.text,
    observed: known.map { ($0, limit.observed($0)) },
    count: value.count,
    needed: value.needed,
    message: judgement.reason,
    severity: margin.map { -$0.value / scale } ?? 0,
    margin: margin
  )
}

private func infeasible(
  _ gate: Gate,
  _ variant: GateEvidence.Variant,
  _ reason: String
) -> GateResult {
  gate.result(
    under: variant,
    on: "",
    status: .fail,
    limit: "a pattern that can be built",
    count: 0,
    message: "The pattern can't be built: \(reason)",
    severity: .infinity
  )
}

private func nothingToJudge(_ gate: Gate, _ variant: GateEvidence.Variant) -> GateReport.Problem {
  let what =
    switch gate.condition {
    case .verdict: "objective \(gate.objectives?.text ?? "*")"
    case .limit(let metric, _, _): metric.rawValue
    }
  let whose = [gate.tenant, gate.endpoint, gate.metric == nil ? nil : gate.objectives?.text]
    .compactMap { $0 }
  let place = whose.isEmpty ? "" : " of \(whose.joined(separator: "/"))"
  return GateReport.Problem(
    gate: gate.name,
    place: gate.place,
    message: "the run has no \(what)\(place) under \(variant.pattern.rawValue)"
  )
}

extension Gate {
  fileprivate func result(
    under variant: GateEvidence.Variant,
    on subject: String,
    status: Verdict,
    metric: Metric? = nil,
    limit: String,
    observed: (estimate: Estimate, text: String)? = nil,
    count: Int,
    needed: Int? = nil,
    message: String,
    severity: Double,
    margin: Estimate? = nil
  ) -> GateResult {
    let parts = [variant.pattern.rawValue, variant.point, subject].filter { !$0.isEmpty }
    return GateResult(
      gate: name,
      place: place,
      pattern: variant.pattern,
      point: variant.point,
      subject: subject,
      finding: Finding(
        kind: .gate,
        id: name,
        subject: parts.joined(separator: " "),
        status: status,
        metric: metric,
        limit: limit,
        observed: observed?.estimate,
        count: count,
        needed: needed,
        message: message,
        severity: severity
      ),
      observed: observed?.text,
      margin: margin
    )
  }
}
