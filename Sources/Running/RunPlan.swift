internal import Domain
internal import ScenarioLoading

/// What a run is going to simulate: every pattern at every point, compiled.
struct RunPlan {
  /// With what the user asked for beside it; of a sweep, that of the first point.
  let scenario: Scenario
  /// Empty without a sweep.
  let points: [SweepPoint]
  /// Point by point.
  let variants: [PointVariant]

  init(_ loaded: LoadedScenario, _ options: RunOptions) {
    scenario = options.applied(to: loaded.scenario)
    points = loaded.points.map { point in
      var point = point
      point.scenario = options.applied(to: point.scenario)
      return point
    }
    let scenarios = points.isEmpty ? [scenario] : points.map(\.scenario)
    variants = scenarios.enumerated().flatMap { index, scenario in
      scenario.patterns.map { pattern in
        PointVariant(point: index, scenario: scenario, compiled: Variant(pattern, of: scenario))
      }
    }
  }
}
