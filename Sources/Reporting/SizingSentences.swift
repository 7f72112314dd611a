internal import Analysis
internal import Domain
internal import Running

/// Returns the answer in sentences: which pattern needs least, what stops others, what to doubt.
func sizingSentences(_ sizing: Sizing) -> [String] {
  [cheapest(sizing)] + sizing.patterns.flatMap { doubts(about: $0, sizing) }
    + [assumptions(of: sizing)]
}

/// The cheapest of the patterns that meet every objective.
private func cheapest(_ sizing: Sizing) -> String {
  let met = sizing.patterns.filter { $0.record?.isMet == true }
  let costs = met.compactMap { $0.summary?.assetCost }
  guard let least = costs.min() else {
    return "No pattern meets every objective on any number of nodes that was tried."
  }
  let names = met.filter { $0.summary?.assetCost == least }.map(\.pattern.title)
  let list = names.joined(separator: ", ")
  let verb = names.count == 1 ? "meets" : "meet"
  let score = met.count == 1 ? "" : ", the least of \(met.count) patterns that do"
  guard least > .zero else {
    return "\(list) \(verb) every objective; the scenario states no prices to choose by."
  }
  return "\(list) \(verb) every objective for \(monthly(least)) "
    + "\(sizing.scenario.costs.currency) a month\(score)."
}

/// What a reader must know of one pattern's answer.
private func doubts(about pattern: SizedPattern, _ sizing: Sizing) -> [String] {
  let title = pattern.pattern.title
  if let reason = pattern.infeasibleReason { return ["\(title) can't be built: \(reason)"] }
  guard let record = pattern.record else { return [] }
  var sentences = record.unmet.map { unmet in
    "\(title): \(sizing.scenario.objectives[unmet.objective].name) passes on no number of nodes "
      + "that was tried; the nodes are sized without it. \(unmet.reason)"
  }
  if !record.isConfirmed {
    sentences.append(
      "\(title): fresh replications did not confirm the answer, however often it was raised; use "
        + "more or longer replications."
    )
  }
  for surprise in record.surprises {
    sentences.append("\(title): more was not better: \(surprise).")
  }
  let missing = pattern.summary?.podsNotRunning ?? 0
  if missing > 0 {
    sentences.append(
      "\(title): \(counted(missing, "pod")) \(missing == 1 ? "is" : "are") refused by quotas or "
        + "rules on any hardware."
    )
  }
  return sentences
}

private func assumptions(of sizing: Sizing) -> String {
  let replicas =
    sizing.patterns.contains { $0.record?.replicas.isEmpty == false }
    ? "Other replicas, quotas and limits are the scenario's"
    : "Replicas, quotas and limits are the scenario's"
  return "\(replicas); every pod has a place; each workload runs on the first kind of machine that "
    + "fits it. Every answer was tried with replications that had no part in finding it."
}
