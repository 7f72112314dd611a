import Domain
import Randomness
import TestSupport

/// Small scenarios drawn at random, with and without GPUs.
enum RandomScenarios {
  static func next(hardware: HardwareRule, _ draws: inout RandomStream) -> Scenario {
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &draws) }
    var tenants: [Tenant] = []
    for index in 0..<pick(1...5) {
      var tenant = Small.tenant(
        "t\(index)",
        RiskTier.allCases[pick(0...2)],
        ServiceTier.allCases[pick(0...3)],
        replicas: pick(1...6),
        cpu: Int64(pick(1...14)) * 250,
        load: Double(pick(1...40)) / 10,
        batch: pick(0...3)
      )
      if pick(0...3) == 0 {
        tenant.services[0].requests[.gpu] = Int64(pick(1...2))
        tenant.services[0].tolerations = [Toleration(key: "nvidia.com/gpu", comparison: .exists)]
      }
      if pick(0...3) == 0 { tenant.quota = [.requests(.cpu): Int64(pick(1...4)) * 1000] }
      tenants.append(tenant)
    }
    var scenario = Small.scenario(nodes: pick(1...12), hardware: hardware, tenants: tenants)
    scenario.nodePools.append(Small.gpuPool(pick(1...6)))
    scenario.isolation.nodePoolsBy = IsolationChoices.PoolKey.allCases[pick(0...3)]
    scenario.cluster.addOns[0].replicas = pick(0...3)
    return scenario
  }
}
