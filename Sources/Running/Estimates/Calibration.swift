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
  static func typical(endpoints: Int, _ traffic: ExpectedTraffic) -> Self {
    Self(
      measuredEvents: nil,
      secondsPerEvent: 0.2e-6,
      secondsPerReplication: 40e-6 * Double(endpoints),
      eventsPerRequest: traffic.typicalEventsPerRequest
    )
  }
}

extension ExpectedTraffic {
  /// An arrival and a departure, and steps where there are any.
  var typicalEventsPerRequest: Double { 2 + steps / max(totalRequests, 1) }
}

/// Measures a fraction of a second of the very simulation that is to run.
///
/// The same scenario is simulated twice, so long that 50,000 requests arrive and four times as
/// long; the difference is the work per event, and the rest is what a replication costs to begin
/// and to end. One that is not as long is compared with no time at all. Where all traffic comes in
/// the first moments it is given up after a million events, and these are the measure. Nothing of
/// it is kept.
func calibrate(
  _ deployment: Deployment,
  _ layout: DeviceLayout,
  of scenario: Scenario,
  _ traffic: ExpectedTraffic
) -> Calibration {
  let enough = 50_000.0
  // The end of a minute looks at every tenant and container, which is quick, but not nothing.
  let lookedAt = Double(scenario.tenants.count + deployment.plan.pods.count)
  let minutes = scenario.run.duration.inSeconds / 60 * lookedAt / 20
  let share = min(1, enough / max(traffic.totalRequests + traffic.clockEvents + minutes, 1))
  let longShare = min(1, 4 * share)
  func sample(_ share: Double) -> Sample {
    Sample(deployment, layout, of: scenario.shortened(to: share))
  }
  let short = sample(longShare / 4 < share ? 0 : share)
  let long = sample(longShare)
  if let given = [short, long].first(where: { $0.record == nil }) {
    return given.calibration(traffic)
  }
  return Calibration(
    between: short,
    and: long,
    clockEvents: ExpectedTraffic(scenario.shortened(to: longShare)).clockEvents
  ) ?? .typical(endpoints: traffic.requests.count, traffic)
}

/// A short simulation and how long it took.
private struct Sample {
  /// Nil if it was given up.
  var record: ReplicationRecord?
  /// In all, and before the first event.
  var seconds: Double
  var secondsBefore = 0.0
  /// Events and their time until it was given up.
  var events = 0
  var eventSeconds = 0.0

  init(_ deployment: Deployment, _ layout: DeviceLayout, of scenario: Scenario) {
    let most = 16
    let clock = ContinuousClock()
    let start = clock.now
    var asked: [ContinuousClock.Instant] = []
    record = try? simulate(deployment, layout: layout, of: scenario, replication: 1) {
      asked.append(clock.now)
      return asked.count > most
    }
    seconds = (clock.now - start) / .seconds(1)
    guard let first = asked.first, let last = asked.last else { return }
    secondsBefore = (first - start) / .seconds(1)
    events = (asked.count - 1) * Int(eventsPerQuestion)
    eventSeconds = (last - first) / .seconds(1)
  }

  /// What a sample says that was given up.
  func calibration(_ traffic: ExpectedTraffic) -> Calibration {
    Calibration(
      measuredEvents: events,
      secondsPerEvent: eventSeconds / Double(max(events, 1)),
      secondsPerReplication: secondsBefore,
      eventsPerRequest: traffic.typicalEventsPerRequest
    )
  }
}

extension Calibration {
  /// What two samples of different length say; nil if they are too small.
  fileprivate init?(between short: Sample, and long: Sample, clockEvents: Double) {
    guard let record = long.record else { return nil }
    let arrived = record.usage.reduce(0) { $0 + $1.arrived }
    let events = Double(record.events)
    // In so short a time many requests are still to leave, which is an event each.
    let unfinished = Double(record.endpoints.reduce(0) { $0 + $1.unfinished })
    guard arrived > 1000, events > 1000 else { return nil }
    let more = events - Double(short.record?.events ?? 0)
    let difference = max(long.seconds - short.seconds, long.seconds / 10)
    // Two samples of the same events differ by chance.
    secondsPerEvent = more > events / 10 ? difference / more : long.seconds / events
    measuredEvents = Int(record.events)
    secondsPerReplication = max(0, long.seconds - secondsPerEvent * events)
    eventsPerRequest = max(1, (events - clockEvents + unfinished) / Double(arrived))
  }
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
