import Domain
import IsolationPatterns
import Randomness
import TestSupport
import Testing

/// What a pod asks for must not depend on the pattern, or two scenarios would be compared.
@Suite struct EffectiveRequestTests {
  private func placements(
    of service: InferenceService,
    under pattern: IsolationPattern,
    on pool: NodePool
  ) throws -> [PodPlacement] {
    var scenario = Fixtures.twoTenants()
    scenario.nodePools = [pool]
    scenario.tenants = [Tenant(name: "only", services: [service])]
    scenario.objectives = []
    guard case .deployment(let deployment) = compile(scenario, into: pattern, seed: 1) else {
      Issue.record("\(pattern) should be feasible")
      return []
    }
    return deployment.placements
  }

  private let cpuPool = NodePool(
    name: "cpu",
    nodeCount: 1,
    allocatable: ResourceList([.cpu: 4000, .memory: 16 * Fixtures.gibibyte])
  )

  /// The API server makes a missing request equal to the limit; the baseline drops the limit later.
  @Test(arguments: IsolationPattern.allCases)
  func aLimitAloneIsARequestToo(pattern: IsolationPattern) throws {
    var service = Fixtures.service(ratePerSecond: 1, work: .constant(0.1))
    service.requests = ResourceList()
    service.limits = Fixtures.resources(cpu: 1500)
    for placement in try placements(of: service, under: pattern, on: cpuPool) {
      #expect(placement.requests[.cpu] == 1500)
      #expect(placement.requests[.memory] == Fixtures.gibibyte)
      #expect(placement.limits[.cpu] == (pattern == .sharedNodes ? nil : 1500))
    }
  }

  /// A GPU named only under limits is held all the same.
  @Test(arguments: IsolationPattern.allCases)
  func aGPULimitAloneIsAGPU(pattern: IsolationPattern) throws {
    var service = Fixtures.service(ratePerSecond: 1, work: .constant(0.1))
    service.limits = ResourceList([.gpu: 1])
    #expect(service.runsOnGPU)
    var pool = cpuPool
    pool.gpus = NodeGPUs(model: "A10G", count: 1, memoryEach: Bytes(24 * Fixtures.gibibyte))
    let placements = try placements(of: service, under: pattern, on: pool)
    #expect(placements.map(\.gpu) == [0])
  }

  /// Asking for no GPU is not asking for one.
  @Test func aRequestOfNoneIsNone() {
    var service = Fixtures.service(ratePerSecond: 1, work: .constant(0.1))
    service.requests[.gpu] = 0
    #expect(!service.runsOnGPU)
  }
}
