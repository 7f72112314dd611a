internal import Domain
internal import EventCore
internal import IsolationPatterns
internal import Randomness
internal import Simulation
internal import Statistics

/// One service on one big node: a textbook queue, run as any scenario is.
struct ScenarioQueue: Sendable {
  var runtime: ServingRuntime
  var demand: RequestDemand
  /// Requests per second of the whole service.
  var rate: Double
  var cores: Int64 = 64
  var replicas = 1
  var queueCapacity = 1_000_000
  var balancing = LoadBalancing.leastRequest
  /// In seconds.
  var warmUp: Double
  var end: Double

  /// What one replication shows.
  struct Observation {
    /// Mean response time of the answered, in seconds.
    var mean: Double
    var p95: Double
    /// Share of the arrivals that found no room.
    var refused: Double
  }

  func observe(seed: UInt64, replication: Int) throws -> Observation {
    let scenario = scenario(seed: seed)
    guard case .deployment(let deployment) = compile(scenario, into: .sharedNodes, seed: seed)
    else { throw TheoryFailure.noDeployment }
    let layout = DeviceLayout(deployment, of: scenario)
    let record = try simulate(deployment, layout: layout, of: scenario, replication: replication)
    let endpoint = record.endpoints[0]
    guard endpoint.completed > 0, let p95 = endpoint.latency.quantile(0.95) else {
      throw TheoryFailure.nothingObserved
    }
    return Observation(
      mean: endpoint.latencySum / Double(endpoint.completed) / 1e9,
      p95: Double(p95) / 1e9,
      refused: Double(endpoint.queueFull) / Double(endpoint.arrived)
    )
  }

  private func scenario(seed: UInt64) -> Scenario {
    func length(_ seconds: Double) -> SimDuration {
      SimDuration(nanoseconds: Int64(nearest: seconds * 1e9))
    }
    let service = InferenceService(
      name: "queue",
      replicas: replicas,
      requests: ResourceList([.cpu: 500, .memory: 1 << 20]),
      runtime: runtime,
      queueCapacity: queueCapacity,
      balancing: balancing,
      endpoints: [
        Endpoint(
          name: "api",
          arrivals: .renewal(gaps: .poisson, rate: .constant(perSecond: rate)),
          demand: demand
        )
      ]
    )
    let capacity = ResourceList([.cpu: cores * 1000, .memory: 1 << 34, .pods: 110])
    return Scenario(
      name: "theory",
      run: RunSettings(duration: length(end), warmUp: length(warmUp), replications: 1, seed: seed),
      nodePools: [NodePool(name: "big", nodeCount: 1, allocatable: capacity)],
      tenants: [Tenant(name: "only", services: [service])]
    )
  }
}

/// Why a queue could not be watched; a fault of the suite.
package enum TheoryFailure: Error {
  case noDeployment
  case nothingObserved
}
