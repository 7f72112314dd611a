import Domain
import EventCore
import Randomness
import Simulation
import TestSupport

/// Small scenarios about memory and starts, written out in code.
enum LifeWorkbench {
  static let mebibyte = Fixtures.mebibyte

  /// Clockwork arrivals, round robin, one worker unless said otherwise.
  static func service(
    _ name: String = "s",
    replicas: Int = 1,
    every gap: Double = 1,
    work: Double = 0.1,
    workers: Int = 1,
    request: Int64 = 100 * Fixtures.mebibyte,
    limit: Int64? = nil,
    memory: MemoryUse? = nil,
    startup: Startup = Startup()
  ) -> InferenceService {
    InferenceService(
      name: name,
      replicas: replicas,
      requests: Fixtures.resources(cpu: 100, memory: request),
      limits: limit.map { ResourceList([.memory: $0]) } ?? ResourceList(),
      runtime: .concurrent(workers: workers, threadsPerRequest: 1, gpuStreams: 1),
      balancing: .roundRobin,
      endpoints: [
        Endpoint(
          name: "e",
          arrivals: .renewal(gaps: .deterministic, rate: .constant(perSecond: 1 / gap)),
          demand: .time(.constant(work))
        )
      ],
      memoryUse: memory,
      startup: startup
    )
  }

  static func batch(
    _ name: String,
    replicas: Int = 1,
    request: Int64,
    memory: MemoryUse? = nil,
    startup: Startup = Startup()
  ) -> BatchWorkload {
    BatchWorkload(
      name: name,
      replicas: replicas,
      requests: Fixtures.resources(cpu: 100, memory: request),
      threads: 1,
      memoryUse: memory,
      startup: startup
    )
  }

  static func scenario(
    _ tenants: [Tenant],
    nodes: Int = 1,
    memory: Int64 = 1000 * Fixtures.mebibyte,
    duration: Int64 = 600,
    registry: Double? = nil,
    bandwidth: NodeBandwidth = NodeBandwidth()
  ) -> Scenario {
    Scenario(
      name: "lives",
      run: RunSettings(duration: .seconds(duration), replications: 1),
      cluster: ClusterTemplate(registryBandwidth: registry),
      nodePools: [
        NodePool(
          name: "n",
          nodeCount: nodes,
          allocatable: ResourceList([.cpu: 64_000, .memory: memory, .pods: 100]),
          bandwidth: bandwidth
        )
      ],
      tenants: tenants
    )
  }

  /// Simulates a scenario whose pods are dealt to its nodes in turn.
  static func run(
    _ scenario: Scenario,
    _ change: (inout Deployment) -> Void = { _ in }
  ) throws -> ReplicationRecord {
    var deployment = Fixtures.deployment(of: scenario)
    change(&deployment)
    let layout = DeviceLayout(deployment, of: scenario)
    return try simulate(deployment, layout: layout, of: scenario, replication: 1)
  }
}

extension ReplicationRecord {
  /// When something happened, in seconds, to whole milliseconds.
  func times(of kind: PodEventRecord.Kind) -> [Double] {
    podEvents.filter { $0.kind == kind }.map {
      (Double(($0.time - .start).nanoseconds) / 1e6).rounded() / 1000
    }
  }

  func count(of rule: EnforcementRule) -> Int {
    enforcement.filter { $0.rule == rule }.reduce(0) { $0 + $1.count }
  }

  func seconds(of rule: EnforcementRule) -> Double {
    enforcement.filter { $0.rule == rule }.reduce(0) { $0 + $1.boundSeconds }
  }
}
