package import Domain

/// A scenario with the hardware that was found for each of its patterns.
package struct FittedScenario: Sendable {
  /// Its hardware names the nodes found.
  package var scenario: Scenario
  /// One per pattern of the scenario.
  package var sized: [SizedPattern]

  /// The patterns on their hardware.
  var variants: [Variant] {
    sized.map { sized in
      sized.infeasibleReason.map { .infeasible(sized.pattern, reason: $0) }
        ?? Variant(sized.pattern, of: scenario)
    }
  }
}

/// Returns a scenario that asks for `hardware: fitted` with nodes found for each of its patterns;
/// nil if it asks for other hardware.
///
/// Whoever simulates scenarios of others calls this first.
///
/// - Throws: `RunError.interrupted` if `stop` is raised, `.invariantBroken`.
package func fitHardware(
  of scenario: Scenario,
  workers: Int,
  stop: StopFlag = StopFlag(),
  progressed: (SizingProgress) -> Void = { _ in }
) async throws(RunError) -> FittedScenario? {
  guard case .fitted(var hardware) = scenario.hardware else { return nil }
  let limits = SizingLimits(of: scenario, workers: workers)
  var sized: [SizedPattern] = []
  for pattern in scenario.patterns {
    sized.append(
      try await sizeHardware(
        of: scenario,
        under: pattern,
        limits: limits,
        stop: stop,
        progressed: progressed
      )
    )
  }
  hardware.nodes = sized.flatMap(\.nodes)
  var fitted = scenario
  fitted.hardware = .fitted(hardware)
  return FittedScenario(scenario: fitted, sized: sized)
}

extension Scenario {
  /// The scenario for those who want to know of its pods before its hardware has been fitted: on
  /// the fewest nodes on which they have a place.
  var onFewestNodes: Scenario {
    guard case .fitted = hardware else { return self }
    var copy = self
    copy.hardware = .needed(targetUtilization: 1)
    return copy
  }
}
