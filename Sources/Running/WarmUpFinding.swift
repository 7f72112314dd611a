internal import Domain
internal import EventCore
internal import Simulation
internal import Statistics

/// Pilot replications under each pattern; together they calm the series a little.
private let pilots = 3

/// Returns a plan whose warm-up is known, and how it was found; nil if the scenario gives it.
///
/// Pilot replications, whose random numbers no other replication has, are simulated under each
/// pattern from an empty system. Where the series of response times of an endpoint leaves its
/// beginning is found by MSER-5; the latest truncation, rounded up to a whole second, is the
/// warm-up, a single one for every point of a sweep. Depends on nothing but the scenario.
///
/// - Throws: `RunError.interrupted` if `stop` is raised, `.invariantBroken`.
func withWarmUp(
  _ plan: RunPlan,
  workers: Int,
  stop: StopFlag
) async throws(RunError) -> (plan: RunPlan, search: WarmUpSearch?) {
  guard plan.scenario.run.findsWarmUp else { return (plan, nil) }
  let search = try await searchWarmUp(
    of: plan.variants,
    { plan.points.isEmpty ? "" : plan.points[$0].label },
    workers: workers,
    stop: stop
  )
  return (plan.warmed(up: search.warmUp), search)
}

private func searchWarmUp(
  of variants: [PointVariant],
  _ label: (Int) -> String,
  workers: Int,
  stop: StopFlag
) async throws(RunError) -> WarmUpSearch {
  var findings: [WarmUpSearch.Finding] = []
  var half = SimDuration.zero
  for variant in variants {
    guard case .feasible(let deployment, let layout) = variant.compiled else { continue }
    var pilot = variant.scenario
    pilot.run.warmUp = .zero
    pilot.run.isAntithetic = false
    half = SimDuration(nanoseconds: pilot.run.duration.nanoseconds / 2)
    let series = try await pilotSeries(deployment, layout, pilot, workers: workers, stop)
    var found = truncations(of: series, deployment.plan.pattern, in: variant.scenario)
    for index in found.indices { found[index].point = label(variant.point) }
    findings += found
  }
  let isUnsteady = findings.contains { $0.truncation == nil }
  let latest = findings.compactMap(\.truncation).max() ?? .zero
  let changing = variants.flatMap(\.scenario.changingLoads)
  return WarmUpSearch(
    warmUp: min(isUnsteady ? half : latest.roundedUpToSecond, half),
    findings: findings,
    changingLoads: Set(changing).sorted()
  )
}

/// Negative numbers are those of pilots.
private func pilotSeries(
  _ deployment: Deployment,
  _ layout: DeviceLayout,
  _ scenario: Scenario,
  workers: Int,
  _ stop: StopFlag
) async throws(RunError) -> ResponseSeries? {
  let results = await inParallel(1...pilots, workers: workers) { number in
    Result { () throws(SimulationError) in
      try simulatePilot(
        deployment,
        layout: layout,
        of: scenario,
        replication: -number,
        isCancelled: { stop.isRaised }
      )
    }
  }
  var sum: ResponseSeries?
  for result in results {
    switch result {
    case .success(let series): if sum?.merge(series) == nil { sum = series }
    case .failure(.cancelled):
      throw .interrupted(signal: stop.number, finished: 0, total: 0)
    case .failure(.invariantBroken(let what)): throw .invariantBroken(what)
    }
  }
  return sum
}

/// What each endpoint's series shows; nothing of those with too few requests to say.
private func truncations(
  of series: ResponseSeries?,
  _ pattern: IsolationPattern,
  in scenario: Scenario
) -> [WarmUpSearch.Finding] {
  guard let series else { return [] }
  return scenario.roster.endpoints.enumerated().compactMap { index, entry in
    guard let means = series.means(of: index, atLeast: 100) else { return nil }
    let name = "\(scenario.tenants[entry.tenant.index].name)/\(entry.label)"
    switch mser5(means) {
    case .tooFew: return nil
    case .beyondMiddle:
      return WarmUpSearch.Finding(pattern: pattern, endpoint: name, truncation: nil)
    case .first(let count):
      let slots = Int64(ResponseSeries.slotCount / means.count * count)
      let length = SimDuration(nanoseconds: series.slotLength.nanoseconds * slots)
      return WarmUpSearch.Finding(pattern: pattern, endpoint: name, truncation: length)
    }
  }
}

extension SimDuration {
  fileprivate var roundedUpToSecond: SimDuration {
    let second: Int64 = 1_000_000_000
    let rest = nanoseconds % second
    return rest == 0 ? self : SimDuration(nanoseconds: nanoseconds - rest + second)
  }
}

extension Scenario {
  /// Endpoints whose load is meant to change over a run, as `tenant/service/endpoint`.
  fileprivate var changingLoads: [String] {
    roster.endpoints.filter { $0.endpoint.arrivals.isMeantToChange }.map {
      "\(tenants[$0.tenant.index].name)/\($0.label)"
    }
  }
}

extension ArrivalProcess {
  /// A trace that begins anywhere and on-off bursts change, but are the same at all times.
  fileprivate var isMeantToChange: Bool {
    switch self {
    case .trace(let replay): !replay.startsAtRandom
    case .renewal(_, .schedule(let points, _, _)): points.count > 1
    case .renewal: false
    }
  }
}
