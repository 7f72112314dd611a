internal import Domain
internal import EventCore
internal import ScenarioLoading

/// What a run is going to simulate: every pattern at every point, compiled.
struct RunPlan {
  /// With what the user asked for beside it; of a sweep, that of the first point.
  let scenario: Scenario
  /// Empty without a sweep.
  let points: [SweepPoint]
  /// Point by point.
  let variants: [PointVariant]

  /// The plan on the hardware that is found for it, if it is to be found: `hardware: fitted`.
  func fitted(
    workers: Int,
    stop: StopFlag,
    progressed: (SizingProgress) -> Void
  ) async throws(RunError) -> RunPlan {
    var (first, points, variants) = (scenario, points, variants)
    let scenarios = points.isEmpty ? [scenario] : points.map(\.scenario)
    for (point, scenario) in scenarios.enumerated() {
      let found = try await fitHardware(
        of: scenario,
        workers: workers,
        stop: stop,
        progressed: progressed
      )
      guard let found else { continue }
      if point == 0 { first = found.scenario }
      if !points.isEmpty { points[point].scenario = found.scenario }
      let places = variants.indices.filter { variants[$0].point == point }
      for (place, (compiled, sized)) in zip(places, zip(found.variants, found.sized)) {
        variants[place] = PointVariant(
          point: point,
          scenario: found.scenario,
          compiled: compiled,
          sizing: sized.record
        )
      }
    }
    return RunPlan(scenario: first, points: points, variants: variants)
  }

  private init(scenario: Scenario, points: [SweepPoint], variants: [PointVariant]) {
    self.scenario = scenario
    self.points = points
    self.variants = variants
  }

  /// The plan with another warm-up, at every point.
  func warmed(up length: SimDuration) -> RunPlan {
    func warmed(_ scenario: Scenario) -> Scenario {
      var scenario = scenario
      scenario.run.warmUp = length
      return scenario
    }
    return RunPlan(
      scenario: warmed(scenario),
      points: points.map { point in
        var point = point
        point.scenario = warmed(point.scenario)
        return point
      },
      variants: variants.map { variant in
        var variant = variant
        variant.scenario = warmed(variant.scenario)
        return variant
      }
    )
  }

  init(_ loaded: LoadedScenario, _ options: RunOptions) {
    self.init(loaded, changed: options.applied)
  }

  /// The plan of a scenario, and of every point of its sweep, with a change.
  init(_ loaded: LoadedScenario, changed: (Scenario) -> Scenario) {
    scenario = changed(loaded.scenario)
    points = loaded.points.map { point in
      var point = point
      point.scenario = changed(point.scenario)
      return point
    }
    let scenarios = points.isEmpty ? [scenario] : points.map(\.scenario)
    variants = scenarios.enumerated().flatMap { Self.variants(of: $1, atPoint: $0) }
  }

  /// The plan of a scenario as it stands.
  init(of scenario: Scenario) {
    self.scenario = scenario
    points = []
    variants = Self.variants(of: scenario, atPoint: 0)
  }

  private static func variants(of scenario: Scenario, atPoint point: Int) -> [PointVariant] {
    scenario.patterns.map { pattern in
      PointVariant(
        point: point,
        scenario: scenario,
        // Hardware that is to be found is not known yet.
        compiled: Variant(pattern, of: scenario.onFewestNodes)
      )
    }
  }
}
