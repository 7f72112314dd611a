package import Domain
internal import EventCore
package import Randomness

/// Small scenarios, written out in code, that several rooms test against.
package enum Fixtures {
  /// One mebibyte and one gibibyte, in bytes.
  package static let mebibyte: Int64 = 1 << 20
  package static let gibibyte: Int64 = 1 << 30

  /// A list of cpu (in milli-CPU) and memory (in bytes), and GPUs if any.
  package static func resources(
    cpu: Int64,
    memory: Int64 = gibibyte,
    gpu: Int64? = nil
  ) -> ResourceList {
    var list = ResourceList([.cpu: cpu, .memory: memory])
    list[.gpu] = gpu
    return list
  }

  /// A CPU service of `concurrent` runtime with Poisson arrivals and one endpoint `api`.
  package static func service(
    name: String = "chat",
    replicas: Int = 1,
    workers: Int = 1,
    cpu: Int64 = 1000,
    ratePerSecond: Double,
    work: Distribution,
    limit: Int64? = nil
  ) -> InferenceService {
    InferenceService(
      name: name,
      model: "model-\(name)",
      replicas: replicas,
      requests: resources(cpu: cpu),
      limits: limit.map { ResourceList([.cpu: $0]) } ?? ResourceList(),
      runtime: .concurrent(workers: workers, threadsPerRequest: 1, gpuStreams: 1),
      endpoints: [
        Endpoint(
          name: "api",
          arrivals: .renewal(gaps: .poisson, rate: .constant(perSecond: ratePerSecond)),
          demand: .time(work)
        )
      ]
    )
  }

  /// Two tenants on two four-core nodes: a latency-sensitive `victim` and a greedy `noisy`.
  package static func twoTenants() -> Scenario {
    let victim = Tenant(
      name: "victim",
      displayName: "Victim & Sons",
      riskTier: .high,
      serviceTier: .gold,
      quota: [.requests(.cpu): 4000, .pods: 4],
      services: [
        service(replicas: 2, workers: 4, ratePerSecond: 20, work: .exponential(mean: 0.02))
      ]
    )
    let noisy = Tenant(
      name: "noisy",
      quota: [.requests(.cpu): 3000],
      services: [
        service(
          name: "bulk",
          replicas: 2,
          workers: 16,
          ratePerSecond: 30,
          work: .exponential(mean: 0.1),
          limit: 2000
        )
      ]
    )
    return Scenario(
      name: "two-tenants",
      description: "A victim beside a noisy neighbour.",
      run: RunSettings(duration: .seconds(180), warmUp: .seconds(60), replications: 3, seed: 7),
      nodePools: [
        NodePool(
          name: "cpu",
          nodeCount: 2,
          allocatable: ResourceList([.cpu: 4000, .memory: 16 * gibibyte, .pods: 110]),
          pricePerHour: Money(micros: 340_000)
        )
      ],
      tenants: [victim, noisy],
      objectives: [
        Objective(
          name: "victim-latency",
          tenants: [TenantID(0)],
          endpoints: [EndpointID(0)],
          threshold: .milliseconds(100),
          target: 0.95,
          timeWindow: .seconds(28 * 86_400)
        )
      ],
      costs: CostRules(
        overhead: [OverheadPrice(name: "control-plane", pricePerHour: Money(micros: 100_000))]
      )
    )
  }
}
