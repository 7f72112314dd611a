internal import Domain
internal import ScenarioLoading

/// Counts what a whole run takes: the models of its points, together.
struct RunModel {
  let plan: RunPlan
  /// One per point; one in all without a sweep.
  let models: [MemoryModel]

  init(_ plan: RunPlan, of loaded: LoadedScenario) {
    self.plan = plan
    let scenarios = plan.points.isEmpty ? [plan.scenario] : plan.points.map(\.scenario)
    models = scenarios.map { MemoryModel($0, of: loaded) }
  }

  /// The patterns of a point that can be built.
  private func deployments(ofPoint point: Int) -> [Deployment] {
    plan.variants.filter { $0.point == point }.compactMap(\.compiled.deployment)
  }

  func memory(workers: Int) -> MemoryEstimate {
    let deployments = models.indices.map(deployments)
    let each = Array(zip(models, deployments))
    let units = deployments.joined().count * plan.scenario.run.replications
    let states = each.flatMap { model, built in built.map { model.state(of: $0) } }.sorted(by: >)
    // Patterns and points advance together, so the workers hold different ones.
    let held = (0..<min(workers, units)).reduce(Int64(0)) { $0 + states[$1 % states.count] }
    let samples = each.reduce(Int64(0)) { sum, pair in
      sum + pair.0.samples * Int64(pair.1.count * plan.scenario.run.replications)
    }
    let pods = deployments.joined().reduce(0) { $0 + $1.plan.pods.count }
    return MemoryEstimate(
      // Points share their traces, as far as they have the same.
      scenario: MemoryModel.program + (models.map(\.traceBytes).max() ?? 0)
        + each.reduce(0) { $0 + $1.0.scenarioBytes($1.1) },
      workers: held,
      records: each.reduce(0) { $0 + $1.0.recordBytes($1.1) },
      // One table at a time, the longest is most of it.
      results: max(samples, Int64(pods)) * MemoryModel.perRow
    )
  }

  /// Rows that the tables have together, but for the short ones.
  var rows: Double {
    models.enumerated().reduce(0) { $0 + $1.element.rows(of: deployments(ofPoint: $1.offset)) }
  }
}
