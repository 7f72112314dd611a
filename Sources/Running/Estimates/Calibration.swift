internal import Domain
internal import EventCore
internal import Simulation

/// How much work this scenario is on this machine.
package struct Calibration: Sendable, Equatable {
  /// Events of a short simulation of the scenario's first pattern; nil if there was none, and the
  /// figures are those of a machine like the one that Bulkhead was built on.
  package var measuredEvents: Int?
  /// Of one core, between the events of a replication.
  package var secondsPerEvent: Double
  /// Of one core, for the beginning and the end of a replication.
  package var secondsPerReplication: Double
  /// The arrival included.
  package var eventsPerRequest: Double

  /// Measured on one core of a virtual machine of 2026, with a thousand tenants: an arrival and a
  /// departure of 0.2 µs each, and 40 µs to fill an endpoint's histogram and read it out.
  static func typical(endpoints: Int) -> Self {
    Self(
      measuredEvents: nil,
      secondsPerEvent: 0.2e-6,
      secondsPerReplication: 40e-6 * Double(endpoints),
      eventsPerRequest: 2
    )
  }
}

/// Measures a fraction of a second of the very simulation that is to run.
///
/// The same scenario is simulated twice, so long that 50,000 requests arrive and four times as
/// long; the difference is the work per event, and the rest is what a replication costs to begin
/// and to end. One that is not as long is compared with no time at all. Nothing of it is kept.
func calibrate(
  _ deployment: Deployment,
  _ layout: DeviceLayout,
  of scenario: Scenario,
  _ traffic: ExpectedTraffic
) -> Calibration {
  let enough = 50_000.0
  let typical = Calibration.typical(endpoints: traffic.requests.count)
  // The end of a minute looks at every tenant and container, which is quick, but not nothing.
  let lookedAt = Double(scenario.tenants.count + deployment.plan.pods.count)
  let minutes = scenario.run.duration.inSeconds / 60 * lookedAt / 20
  let share = min(1, enough / max(traffic.totalRequests + traffic.clockEvents + minutes, 1))
  let clock = ContinuousClock()
  func seconds(_ share: Double) -> (seconds: Double, record: ReplicationRecord)? {
    let short = scenario.shortened(to: share)
    let start = clock.now
    let record = try? simulate(deployment, layout: layout, of: short, replication: 1)
    return record.map { ((clock.now - start) / .seconds(1), $0) }
  }
  let longShare = min(1, 4 * share)
  guard let short = seconds(longShare / 4 < share ? 0 : share), let some = seconds(longShare) else {
    return typical
  }
  let clockEvents = ExpectedTraffic(scenario.shortened(to: longShare)).clockEvents
  let arrived = some.record.usage.reduce(0) { $0 + $1.arrived }
  let events = Double(some.record.events)
  // In so short a time many requests are still to leave, which is an event each.
  let unfinished = Double(some.record.endpoints.reduce(0) { $0 + $1.unfinished })
  guard arrived > 1000, events > 1000 else { return typical }
  let more = events - Double(short.record.events)
  let perEvent = max(some.seconds - short.seconds, some.seconds / 10) / max(more, 1)
  return Calibration(
    measuredEvents: Int(some.record.events),
    secondsPerEvent: perEvent,
    secondsPerReplication: max(0, some.seconds - perEvent * events),
    eventsPerRequest: max(1, (events - clockEvents + unfinished) / Double(arrived))
  )
}

extension Scenario {
  /// The scenario with a share of its simulated time, and at least a microsecond.
  fileprivate func shortened(to share: Double) -> Scenario {
    var short = self
    let nanoseconds = Double(run.duration.nanoseconds) * share
    short.run.duration = SimDuration(nanoseconds: max(1000, Int64(nanoseconds)))
    short.run.warmUp = SimDuration(nanoseconds: Int64(Double(run.warmUp.nanoseconds) * share))
    return short
  }
}
