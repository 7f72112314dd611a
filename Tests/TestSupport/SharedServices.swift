package import Domain
package import EventCore
package import Randomness

extension Fixtures {
  /// Three tenants on one shared service; `work` is the same for all, on one-core replicas.
  package static func sharedScenario(
    rates: [Double],
    weights: [Int] = [1, 1, 1],
    priorities: [Int?] = [nil, nil, nil],
    replicas: Int = 1,
    workers: Int = 1,
    scheduling: RequestScheduling = .firstComeFirstServed,
    work: Distribution = .exponential(mean: 0.02),
    timeout: SimDuration? = nil,
    duration: SimDuration = .seconds(600)
  ) -> Scenario {
    let names = ["ann", "bob", "cat"]
    let risks: [RiskTier] = [.low, .medium, .high]
    let tenants = rates.indices.map { index in
      Tenant(
        name: names[index],
        riskTier: risks[index],
        weight: weights[index],
        uses: [
          SharedUse(
            service: "assistant",
            endpoints: [
              Endpoint(
                name: "ask",
                arrivals: .renewal(
                  gaps: .poisson,
                  rate: .constant(perSecond: rates[index])
                ),
                demand: .time(work),
                timeout: timeout,
                priority: priorities[index]
              )
            ]
          )
        ]
      )
    }
    var service = service(name: "assistant", replicas: replicas, ratePerSecond: 1, work: work)
    service.endpoints = []
    service.runtime = .concurrent(workers: workers, threadsPerRequest: 1, gpuStreams: 1)
    service.scheduling = scheduling
    return Scenario(
      name: "shared",
      run: RunSettings(duration: duration, warmUp: .seconds(60), replications: 1, seed: 11),
      nodePools: [
        NodePool(
          name: "cpu",
          nodeCount: 8,
          allocatable: ResourceList([.cpu: 8000, .memory: 32 * gibibyte, .pods: 110]),
          pricePerHour: Money(micros: 400_000)
        )
      ],
      sharedServices: [SharedService(service: service)],
      tenants: tenants
    )
  }
}
