package import Domain
internal import EventCore
internal import Statistics

/// Returns the answer to the scenario's question in one to four plain sentences, and notes.
///
/// First which pattern to choose, then who is hurt, then what stays open, then what can't be built,
/// then what a pattern does that the scenario doesn't say.
///
/// Of a sweep: where along it the answer changes.
package func headline(_ summary: RunSummary, of run: RunRecord) -> [String] {
  run.points.isEmpty
    ? headline(summary, scenario: run.scenario) : sweepHeadline(summary, of: run)
}

/// The sentences of a single scenario.
package func headline(_ summary: RunSummary, scenario: Scenario) -> [String] {
  let built = summary.variants.filter { $0.infeasibleReason == nil }
  var sentences: [String] = []
  if scenario.objectives.isEmpty {
    sentences.append(cheapest(of: built, summary, scenario))
  } else {
    sentences.append(recommendation(among: built, summary, scenario))
    if let miss = worstMiss(in: built, summary, scenario) { sentences.append(miss) }
    if let open = openVerdicts(in: built) { sentences.append(open) }
  }
  let infeasible = summary.variants.filter { $0.infeasibleReason != nil }
  if !infeasible.isEmpty {
    let reasons = infeasible.map { variant in
      "\(variant.pattern.title) can't be built: \(variant.infeasibleReason ?? "")"
    }
    sentences += reasons.map(\.endingWithFullStop)
  }
  return sentences + built.flatMap(\.notes)
}

/// The cheapest of the patterns under which every objective passes, or how close any comes.
private func recommendation(
  among built: [VariantSummary],
  _ summary: RunSummary,
  _ scenario: Scenario
) -> String {
  let passing = built.filter { $0.passed == scenario.objectives.count }
  let lowest = passing.map(\.assetCost).min()
  let winners = passing.filter { $0.assetCost == lowest }
  guard let winner = winners.first else { return closest(among: built, scenario) }
  let names = sentenceList(winners.map(\.pattern.title))
  let isPlural = winners.count > 1
  if winner.assetCost == .zero {
    return "Every objective passes under \(names); the scenario states no prices to choose by."
  }
  let price = price(of: winner, in: scenario)
  if built.count == 1 {
    return "Under \(names) every objective passes, at \(price)\(caveat(about: winner))."
  }
  let claim =
    switch (winners.count, passing.count) {
    case (1, 1): "is the only pattern under which every objective passes: \(price)"
    case (1, _): "is the cheapest pattern under which every objective passes: \(price)"
    default: "are the cheapest patterns under which every objective passes: \(price) each"
    }
  let rest = comparison(of: winner, with: summary, unlessAmong: winners)
  return "\(names) \(claim)\(rest)\(isPlural ? caveat(about: winners) : caveat(about: winner))."
}

/// Of several patterns, those that leave pods out.
private func caveat(about variants: [VariantSummary]) -> String {
  let parts = variants.filter { $0.podsNotRunning > 0 }.map { variant in
    "\(variant.podsNotRunning) under \(variant.pattern.title)"
  }
  return parts.isEmpty ? "" : "; pods that do not run: \(sentenceList(parts))"
}

/// Pods that do not run serve nobody, whatever the objectives say.
private func caveat(about variant: VariantSummary) -> String {
  let missing = variant.podsNotRunning
  guard missing > 0 else { return "" }
  return "; \(missing) of its pods \(missing == 1 ? "does" : "do") not run"
}

private func closest(among built: [VariantSummary], _ scenario: Scenario) -> String {
  let count = scenario.objectives.count
  guard let most = built.map(\.passed).max() else { return "No pattern can be built." }
  if most == 0 {
    let noun = count == 1 ? "the objective" : "any objective"
    return built.count == 1
      ? "Under \(built[0].pattern.title), \(noun) is not shown to pass."
      : "No pattern is shown to pass \(noun)."
  }
  let nearest = built.filter { $0.passed == most }
  let score = "\(most) of \(count) objectives"
  if built.count == 1 { return "Under \(built[0].pattern.title), \(score) pass." }
  let names = sentenceList(nearest.map(\.pattern.title))
  return "No pattern is shown to pass every objective; \(names)"
    + " \(nearest.count == 1 ? "comes" : "come") closest with \(score)."
}

private func cheapest(
  of built: [VariantSummary],
  _ summary: RunSummary,
  _ scenario: Scenario
) -> String {
  let prefix = "The scenario states no objective"
  let lowest = built.map(\.assetCost).min() ?? .zero
  let winners = built.filter { $0.assetCost == lowest }
  guard let winner = winners.first, lowest > .zero else { return "\(prefix)." }
  let names = sentenceList(winners.map(\.pattern.title))
  let price = price(of: winner, in: scenario)
  let rest = caveat(about: winners)
  if built.count == 1 { return "\(prefix); \(names) costs \(price)\(rest)." }
  return winners.count == 1
    ? "\(prefix); \(names) is the cheapest pattern at \(price)\(rest)."
    : "\(prefix); \(names) are the cheapest patterns at \(price) each\(rest)."
}

/// The failed objective that burns most of its budget, under the baseline if it fails any there.
private func worstMiss(
  in built: [VariantSummary],
  _ summary: RunSummary,
  _ scenario: Scenario
) -> String? {
  let failing = built.filter { $0.objectives.contains { $0.verdict == .fail } }
  guard let variant = failing.first(where: { $0.pattern == summary.baseline }) ?? failing.first
  else { return nil }
  let failures = variant.objectives.filter { $0.verdict == .fail }
  func burnt(_ objective: ObjectiveSummary) -> Double { objective.budgetBurnt?.value ?? 0 }
  guard let worst = failures.max(by: { burnt($0) < burnt($1) }) else { return nil }
  let objective = scenario.objectives[worst.objective]
  let ratio = worst.goodRatio?.value ?? 0
  var sentence =
    "Under \(variant.pattern.title), \(subject(of: objective, in: scenario)) "
    + "\(objective.tenant == nil ? "miss" : "misses") objective "
    + "\(objective.name): \(NumberText.bound(ratio, .down, worst.target)) "
    + "\(objective.goodUnits) against \(NumberText.percent(worst.target))"
  if let tail = tail(of: objective, under: variant) { sentence += ", p95 \(tail)" }
  if failures.count > 1 { sentence += "; \(failures.count - 1) more fail there" }
  return sentence + "."
}

/// The 95th percentile, where the objective covers a single endpoint.
private func tail(of objective: Objective, under variant: VariantSummary) -> String? {
  guard objective.endpoints.count == 1, let endpoint = objective.endpoints.first,
    let p95 = variant.latencies[endpoint.index].p95(of: objective.metric)?.estimate
  else { return nil }
  return "\(EstimateText(p95).joined) ms"
}

private func subject(of objective: Objective, in scenario: Scenario) -> String {
  guard let owner = objective.tenant else { return "\(objective.tenants.count) tenants" }
  let tenant = scenario.tenants[owner.index].name
  guard objective.endpoints.count == 1, let endpoint = objective.endpoints.first else {
    return tenant
  }
  return "\(tenant)/\(scenario.roster.endpoints[endpoint.index].label)"
}

private func openVerdicts(in built: [VariantSummary]) -> String? {
  let open = built.filter { $0.objectives.contains { $0.verdict == .inconclusive } }
  let count = open.reduce(0) { $0 + $1.objectives.count { $0.verdict == .inconclusive } }
  guard count > 0 else { return nil }
  return "\(count) \(count == 1 ? "verdict is" : "verdicts are") inconclusive, under "
    + "\(sentenceList(open.map(\.pattern.title))); more or longer replications can decide."
}

private func price(of variant: VariantSummary, in scenario: Scenario) -> String {
  let month = variant.assetCost * CostSummary.hoursPerMonth
  return "\(NumberText.money(month)) \(scenario.costs.currency) a month"
}

/// How much more or less than the baseline; nothing if there is none to compare with.
private func comparison(
  of variant: VariantSummary,
  with summary: RunSummary,
  unlessAmong winners: [VariantSummary]
) -> String {
  guard let baseline = summary.variants.first(where: { $0.pattern == summary.baseline }),
    !winners.contains(where: { $0.pattern == baseline.pattern }), baseline.assetCost > .zero
  else { return "" }
  let change = CostChange(of: variant.assetCost, from: baseline.assetCost)
  return ", \(change.inWords) \(baseline.pattern.rawValue)"
}

extension VariantSummary {
  /// Nodes and overhead for one hour.
  package var assetCost: Money { costs?.assetCost ?? .zero }

  /// Pods that were refused or that no node could take.
  package var podsNotRunning: Int {
    PlacementOutcome.neverRun.reduce(0) { $0 + (podCounts[$1] ?? 0) }
  }

  /// How many objectives pass.
  package var passed: Int { objectives.count { $0.verdict == .pass } }
}

extension Objective {
  fileprivate var goodUnits: String {
    let limit = threshold.map { "within \(NumberText.plain($0.inSeconds * 1e3)) ms" } ?? "answered"
    let good = "of requests \(limit)\(metric.ending)"
    switch budgetingMethod {
    case .occurrences: return good
    case .timeslices(let sliceTarget, let slice):
      return "of slices of \(NumberText.plain(slice.inSeconds)) s with "
        + "\(NumberText.percent(sliceTarget)) \(good)"
    case .ratioTimeslices(let slice):
      return "\(good), mean of slices of \(NumberText.plain(slice.inSeconds)) s"
    }
  }
}

extension ObjectiveMetric {
  /// What follows a threshold in a sentence; response times need no word.
  fileprivate var ending: String {
    switch self {
    case .latency, .availability: ""
    case .timeToFirstToken: " to the first token"
    case .timePerOutputToken: " per output token"
    }
  }
}
