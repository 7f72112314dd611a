internal import Domain

/// The nodes that were found for a pattern, and what they could not help, in sentences.
func notesOnSizing(_ variant: VariantRecord, in scenario: Scenario) -> [String] {
  guard let record = variant.sizing else { return [] }
  let title = variant.pattern.title
  var totals = scenario.nodePools.map { _ in 0 }
  for pool in record.pools { totals[pool.nodePool] += pool.nodes }
  let machines = zip(scenario.nodePools, totals).filter { $1 > 0 }.map { pool, count in
    "\(NumberText.count(count)) × \(pool.name)"
  }
  let trials = "\(record.trials.count) \(record.trials.count == 1 ? "trial" : "trials")"
  var notes = ["\(title) is fitted with \(sentenceList(machines)), found in \(trials)."]
  notes += record.unmet.map { unmet in
    "Under \(title), \(scenario.objectives[unmet.objective].name) passes on no number of nodes "
      + "that was tried. \(unmet.reason)"
  }
  if !record.isConfirmed {
    notes.append("Under \(title), fresh replications did not confirm the nodes found.")
  }
  return notes
}
