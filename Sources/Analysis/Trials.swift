package import Domain

/// Returns how the objectives fared in a trial of one pattern, in the order of the scenario.
package func objectiveSummaries(
  of trial: VariantRecord,
  in scenario: Scenario
) -> [ObjectiveSummary] {
  scenario.objectives.indices.map { index in
    summarizeObjective(index, of: scenario, from: trial.replications)
  }
}

/// Returns all that a trial of one pattern says.
package func summarize(_ trial: VariantRecord, of scenario: Scenario) -> VariantSummary {
  summarize(trial, of: scenario, scenario.roster, comparedWith: nil)
}
