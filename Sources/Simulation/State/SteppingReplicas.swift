internal import Domain
internal import EventCore
internal import Serving

/// The replicas that work in steps, under dense numbers of their own.
struct SteppingReplicas {
  /// The container of each.
  private(set) var containers: [Int] = []
  /// For each the index of its settings.
  private(set) var settingsOfReplica: [Int] = []
  /// One per service that works in steps.
  private(set) var settings: [BatcherSettings] = []
  /// What the requests of each endpoint are to them.
  private(set) var turns: [RequestTurn]

  init(layout: DeviceLayout, scenario: Scenario, roster: Roster) {
    turns = Array(repeating: RequestTurn(), count: roster.endpoints.count)
    var number = Array(repeating: -1, count: roster.services.count)
    for (index, entry) in roster.services.enumerated() {
      guard case .continuousBatching(let batching) = entry.service.runtime else { continue }
      number[index] = settings.count
      let weights = assignFlows(to: entry.endpoints, scenario, roster)
      settings.append(
        BatcherSettings(
          batching: batching,
          scheduling: entry.service.scheduling,
          flowWeights: weights.isEmpty ? [1] : weights
        )
      )
    }
    for (index, container) in layout.containers.enumerated() {
      guard case .service(let service) = container.workload, number[service.index] >= 0 else {
        continue
      }
      containers.append(index)
      settingsOfReplica.append(number[service.index])
    }
  }

  /// Gives each tenant of some endpoints a flow, and returns the weights of the flows.
  private mutating func assignFlows(
    to endpoints: [EndpointID],
    _ scenario: Scenario,
    _ roster: Roster
  ) -> [Double] {
    var flows: [TenantID: Int] = [:]
    var weights: [Double] = []
    for id in endpoints {
      let entry = roster.endpoints[id.index]
      let flow = flows[entry.tenant] ?? weights.count
      if flow == weights.count {
        flows[entry.tenant] = flow
        weights.append(Double(max(1, scenario.tenants[entry.tenant.index].weight)))
      }
      turns[id.index] = RequestTurn(
        flow: Int32(flow),
        priority: Int32(clamping: scenario.requestPriority(of: entry))
      )
    }
    return weights
  }
}

/// What an endpoint's requests are to the scheduler of a replica.
struct RequestTurn: BitwiseCopyable {
  var flow: Int32 = 0
  var priority: Int32 = 0
}

/// What held requests back at a replica that works in steps, since measuring began.
struct BatcherMeasure: BitwiseCopyable {
  var bound = BatchBound.nothing
  var since = SimTime.start
  var cache = BoundTime()
  var sequences = BoundTime()
  /// Of the engine's count, those before measuring began.
  var preemptionsBefore: Int64 = 0
  var preemptions: Int64 = 0

  /// How often, and for how long, something bound.
  struct BoundTime: BitwiseCopyable {
    var count = 0
    var nanoseconds: Int64 = 0
  }

  /// Notes what binds from now on.
  mutating func note(_ next: BatchBound, at now: SimTime) {
    guard next != bound else { return }
    settle(at: now)
    bound = next
    begin()
  }

  /// Forgets what was before an instant; what binds goes on.
  mutating func startMeasuring(at now: SimTime, preemptions: Int64) {
    (cache, sequences, since) = (BoundTime(), BoundTime(), now)
    preemptionsBefore = preemptions
    begin()
  }

  /// Brings the times up to an instant.
  mutating func settle(at now: SimTime) {
    let length = (now - since).nanoseconds
    since = now
    switch bound {
    case .nothing: break
    case .cache: cache.nanoseconds += length
    case .sequences: sequences.nanoseconds += length
    }
  }

  private mutating func begin() {
    switch bound {
    case .nothing: break
    case .cache: cache.count += 1
    case .sequences: sequences.count += 1
    }
  }
}
