import Domain
import EventCore
import IsolationPatterns
import Randomness
import TestSupport
import Testing

/// Small scenarios whose arithmetic fits in one's head.
enum Small {
  /// Nodes of four cores and 16 GiB, and one add-on pod of 100m per cluster.
  static func scenario(
    nodes: Int,
    hardware: HardwareRule = .equal,
    tenants: [Tenant]
  ) -> Scenario {
    Scenario(
      name: "small",
      run: RunSettings(duration: .seconds(60)),
      hardware: hardware,
      cluster: ClusterTemplate(
        addOns: [AddOn(name: "ingress", replicas: 1, requests: ResourceList([.cpu: 100]))]
      ),
      nodePools: [cpuPool(nodes)],
      priorityClasses: [PriorityClass(name: "urgent", value: 100)],
      tenants: tenants
    )
  }

  static func cpuPool(_ nodes: Int) -> NodePool {
    NodePool(
      name: "cpu",
      nodeCount: nodes,
      allocatable: ResourceList([.cpu: 4000, .memory: 16 * Fixtures.gibibyte, .pods: 110]),
      labels: ["disk": "ssd"],
      pricePerHour: Money(micros: 200_000)
    )
  }

  /// GPU nodes are tainted, as they usually are, against pods that don't ask for one.
  static func gpuPool(_ nodes: Int) -> NodePool {
    var pool = cpuPool(nodes)
    pool.name = "gpu"
    pool.gpus = NodeGPUs(model: "A100", count: 2, memoryEach: Bytes(80 << 30))
    pool.taints = [Taint(key: "nvidia.com/gpu", effect: .noSchedule)]
    return pool
  }

  /// A tenant whose service asks for one core per replica and offers `load` cores of work.
  static func tenant(
    _ name: String,
    _ risk: RiskTier = .low,
    _ tier: ServiceTier = .silver,
    replicas: Int = 1,
    cpu: Int64 = 1000,
    load: Double = 1,
    batch: Int = 0
  ) -> Tenant {
    var service = Fixtures.service(
      replicas: replicas,
      cpu: cpu,
      ratePerSecond: 100 * load,
      work: .constant(0.01)
    )
    service.limits = ResourceList([.cpu: cpu])
    let train = BatchWorkload(
      name: "train",
      replicas: batch,
      requests: Fixtures.resources(cpu: 500),
      limits: ResourceList([.cpu: 1000]),
      threads: 4
    )
    return Tenant(
      name: name,
      riskTier: risk,
      serviceTier: tier,
      priorityClass: "urgent",
      quota: [.pods: 10],
      services: [service],
      batchWorkloads: batch == 0 ? [] : [train]
    )
  }

  static func deployment(
    _ scenario: Scenario,
    _ pattern: IsolationPattern,
    seed: UInt64 = 1
  ) throws -> Deployment {
    guard case .deployment(let deployment) = compile(scenario, into: pattern, seed: seed) else {
      Issue.record("\(pattern): \(reason(scenario, pattern, seed: seed) ?? "")")
      throw Infeasible()
    }
    return deployment
  }

  struct Infeasible: Error {}

  static func reason(
    _ scenario: Scenario,
    _ pattern: IsolationPattern,
    seed: UInt64 = 1
  ) -> String? {
    guard case .infeasible(_, let reason) = compile(scenario, into: pattern, seed: seed) else {
      return nil
    }
    return reason
  }

  static func ids(_ indices: Int...) -> [TenantID] { indices.map { TenantID($0) } }

  /// Each element once, in order of first appearance.
  static func distinct(_ names: [String]) -> [String] {
    names.enumerated().filter { names.firstIndex(of: $1) == $0 }.map(\.element)
  }

  /// Nodes by `pool/node pool`.
  static func nodeCounts(_ deployment: Deployment, _ scenario: Scenario) -> [String: Int] {
    deployment.plan.nodes.reduce(into: [:]) { counts, node in
      counts["\(node.pool)/\(scenario.nodePools[node.nodePool].name)", default: 0] += 1
    }
  }
}
