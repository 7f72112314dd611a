internal import Domain
internal import EventCore
internal import IsolationPatterns

/// How many requests are in the system at once, at the busiest, as far as the queues hold them.
///
/// Twenty times those in service; and where the busiest second brings more than can be served, the
/// share of all requests that is too much then, until their clients give up. All endpoints are
/// taken to be busiest together.
struct RequestsInFlight {
  private let scenario: Scenario
  private let roster: Roster
  private let traffic: ExpectedTraffic
  /// The rate of each endpoint in its busiest second.
  private let peaks: [Double]

  init(_ scenario: Scenario, _ roster: Roster, _ traffic: ExpectedTraffic) {
    self.scenario = scenario
    self.roster = roster
    self.traffic = traffic
    // Endpoints that replay one trace in one way have the same busiest second.
    var known: [ArrivalProcess: Double] = [:]
    peaks = roster.endpoints.map { entry in
      let arrivals = entry.endpoint.arrivals
      let peak = known[arrivals] ?? arrivals.peakPerSecond(scenario.traces)
      known[arrivals] = peak
      return peak
    }
  }

  var count: Int64 {
    let duration = max(scenario.run.duration.inSeconds, 1e-9)
    let means = traffic.requests.map { $0 / duration }
    let tooMuch = excess(of: offeredCores(at: peaks), over: cores)
    let isShort = excess(of: offeredCores(at: means), over: cores) > 0
    return roster.endpoints.indices.reduce(0) { sum, index in
      let entry = roster.endpoints[index]
      let service = roster.services[entry.service.index].service
      let requests = traffic.requests[index]
      let work = scenario.meanSeconds(of: entry.endpoint, service.runtime)
      let patience = entry.endpoint.timeout?.inSeconds ?? .infinity
      let lanes = lanes(of: service)
      let backlog = max(tooMuch, excess(of: peaks[index] * work, over: lanes))
      // Bursts end a backlog only where the mean can be served.
      let lasts = isShort || excess(of: means[index] * work, over: lanes) > 0
      let burst = lasts ? .infinity : entry.endpoint.arrivals.requestsOfBursts ?? .infinity
      let tooMany = backlog > 0 ? min(requests, burst) * backlog : 0
      let waiting = min(tooMany, peaks[index] * patience)
      let served = peaks[index] * min(20 * work, patience) + batched(at: service)
      let room =
        Double(service.replicas) * Double(service.queueCapacity + 1000) + batched(at: service)
      return sum + Int64(min(requests, served + waiting, room).rounded(.up))
    }
  }

  /// Requests that run in the batches of a service, if they are full.
  private func batched(at service: InferenceService) -> Double {
    guard case .continuousBatching(let settings) = service.runtime else { return 0 }
    return Double(service.replicas) * Double(settings.maxSequences)
  }

  /// The share of what is wanted that can't be had.
  private func excess(of wanted: Double, over available: Double) -> Double {
    wanted > 0.9 * available ? 1 - 0.9 * available / wanted : 0
  }

  /// Work that requests bring to CPUs at the given rates, in cores.
  private func offeredCores(at rates: [Double]) -> Double {
    zip(roster.endpoints, rates).reduce(0) { sum, pair in
      let service = roster.services[pair.0.service.index].service
      guard !service.runsOnGPU else { return sum }
      let work = scenario.meanSeconds(of: pair.0.endpoint, service.runtime)
      return sum + pair.1 * work * Double(service.runtime.threads)
    }
  }

  /// Cores of the scenario's machines; as many as it takes where they are bought as needed.
  private var cores: Double {
    guard scenario.hardware == .equal else { return .infinity }
    return scenario.nodePools.reduce(0) { sum, pool in
      sum + Double(pool.nodeCount) * MilliCPU(pool.allocatable.amount(.cpu)).cores
    }
  }

  /// Requests that a service's replicas can work on at full speed within their limits.
  private func lanes(of service: InferenceService) -> Double {
    let replicas = Double(service.replicas)
    if service.runsOnGPU { return replicas }
    guard let limit = service.limits[.cpu] else { return .infinity }
    return replicas * MilliCPU(limit).cores / Double(max(1, service.runtime.threads))
  }
}
