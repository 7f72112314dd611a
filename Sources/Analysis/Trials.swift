package import Domain

/// Returns how the objectives fared in a trial of one pattern, in the order of the scenario.
package func objectiveSummaries(
  of trial: VariantRecord,
  in scenario: Scenario
) -> [ObjectiveSummary] {
  scenario.objectives.indices.map { summarizeObjective($0, of: scenario, from: trial) }
}
