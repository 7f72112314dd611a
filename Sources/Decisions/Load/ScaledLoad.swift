package import Domain
internal import EventCore
internal import Randomness

extension Scenario {
  /// Returns the scenario with the request rates of some tenants multiplied by a factor.
  ///
  /// Draws keep their streams: all other tenants' requests stay as they were, bit for bit, and the
  /// scaled ones come from the same random numbers, closer together or farther apart. Batch
  /// workloads have no rate and stay as they are.
  ///
  /// - Precondition: `factor` is finite and not negative.
  package func scaled(by factor: Double, tenants scaledTenants: Set<TenantID>) -> Scenario {
    precondition(factor.isFinite && factor >= 0, "a load can't be multiplied by \(factor)")
    guard factor != 1 else { return self }
    var scaled = self
    for id in scaledTenants {
      for service in scaled.tenants[id.index].services.indices {
        scaled.tenants[id.index].services[service].endpoints.scale(by: factor, in: self)
      }
      for use in scaled.tenants[id.index].uses.indices {
        scaled.tenants[id.index].uses[use].endpoints.scale(by: factor, in: self)
      }
    }
    return scaled
  }

  /// Returns the scenario in which batch workloads of some tenants never compute; their pods stay.
  package func withoutBatch(of tenants: Set<TenantID>) -> Scenario {
    var quiet = self
    // On-off activity begins idle; three years outlast every run.
    let rest = BatchWorkload.Activity.onOff(
      activeSeconds: .constant(1),
      idleSeconds: .constant(1e8)
    )
    for id in tenants {
      for index in quiet.tenants[id.index].batchWorkloads.indices {
        quiet.tenants[id.index].batchWorkloads[index].activity = rest
      }
    }
    return quiet
  }
}

extension [Endpoint] {
  fileprivate mutating func scale(by factor: Double, in scenario: Scenario) {
    for index in indices {
      self[index].arrivals = self[index].arrivals.scaled(
        by: factor,
        traces: scenario.traces,
        over: scenario.run.duration
      )
    }
  }
}

extension ArrivalProcess {
  /// Phases of on-off traffic and the points of a schedule keep their times, only rates change.
  ///
  /// A trace is replayed faster or slower: the same rows in the same order. One that fills the run
  /// as it stands begins again when it ends, or at a higher load the end of the run would be quiet.
  fileprivate func scaled(
    by factor: Double,
    traces: [RequestTrace],
    over duration: SimDuration
  ) -> ArrivalProcess {
    switch self {
    case .renewal(let gaps, let rate):
      return .renewal(gaps: gaps, rate: rate.scaled(by: factor))
    case .trace(var replay):
      guard factor > 0 else {
        return .renewal(gaps: .deterministic, rate: .constant(perSecond: 0))
      }
      let filled = traces[replay.trace].length.inSeconds / replay.speed
      replay.repeats = replay.repeats || filled >= duration.inSeconds
      replay.speed *= factor
      return .trace(replay)
    }
  }
}

extension RateProfile {
  fileprivate func scaled(by factor: Double) -> RateProfile {
    switch self {
    case .constant(let perSecond): return .constant(perSecond: perSecond * factor)
    case .schedule(let points, let isLinear, let period):
      let scaled = points.map { RatePoint(at: $0.at, perSecond: $0.perSecond * factor) }
      return .schedule(points: scaled, isLinear: isLinear, period: period)
    case .onOff(var phases):
      phases.onPerSecond *= factor
      phases.offPerSecond *= factor
      return .onOff(phases)
    }
  }
}
