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
  /// departure of 0.4 µs each, and 40 µs to set up an endpoint's histogram and read it out.
  static func typical(endpoints: Int) -> Self {
    Self(
      measuredEvents: nil,
      secondsPerEvent: 0.4e-6,
      secondsPerReplication: 40e-6 * Double(endpoints),
      eventsPerRequest: 2
    )
  }
}

/// Measures a fraction of a second of the very simulation that is to run.
///
/// The same scenario is simulated twice, once for so long that 50,000 requests arrive and once for
/// no time at all; the difference is the work per event. Nothing of it is kept.
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
  // The first time code and memory are touched is slower than any other.
  guard let none = seconds(0), let some = seconds(share) else { return typical }
  let clockEvents = ExpectedTraffic(scenario.shortened(to: share)).clockEvents
  let arrived = some.record.usage.reduce(0) { $0 + $1.arrived }
  let events = Double(some.record.events)
  // In so short a time many requests are still to leave, which is an event each.
  let unfinished = Double(some.record.endpoints.reduce(0) { $0 + $1.unfinished })
  guard arrived > 1000, events > 1000 else { return typical }
  return Calibration(
    measuredEvents: Int(some.record.events),
    secondsPerEvent: max(some.seconds - none.seconds, some.seconds / 10) / events,
    secondsPerReplication: none.seconds,
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
