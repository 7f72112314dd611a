package import Domain

/// Returns a scenario whose warm-up and hardware are known: as it gives them, or else found as
/// before a run.
///
/// Whoever tries out a scenario in memory calls this first.
///
/// - Throws: `RunError.interrupted` if `stop` is raised, `.invariantBroken`.
package func settled(
  _ scenario: Scenario,
  workers: Int,
  stop: StopFlag = StopFlag()
) async throws(RunError) -> Scenario {
  try await RunPlan(of: scenario).settled(workers: workers, stop: stop).plan.scenario
}

extension RunPlan {
  /// The plan with its warm-up and its hardware, and how the warm-up was found; nil if given.
  ///
  /// Hardware that is to be found needs a warm-up to be found with, from pilots on the fewest
  /// nodes. Those may be overloaded, so the warm-up of the run itself is found anew on what was
  /// fitted.
  func settled(
    workers: Int,
    stop: StopFlag,
    sized: (SizingProgress) -> Void = { _ in }
  ) async throws(RunError) -> (plan: RunPlan, search: WarmUpSearch?) {
    let (warmed, search) = try await withWarmUp(self, workers: workers, stop: stop)
    let plan = try await warmed.fitted(workers: workers, stop: stop, progressed: sized)
    guard search != nil, variants.contains(where: \.scenario.hardware.isFitted) else {
      return (plan, search)
    }
    return try await withWarmUp(plan, workers: workers, stop: stop)
  }
}

extension HardwareRule {
  /// Whether the nodes are to be found, or have been.
  package var isFitted: Bool { if case .fitted = self { true } else { false } }
}
