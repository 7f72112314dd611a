import Domain
import EventCore
import Foundation
import Randomness
import ScenarioLoading
import Testing

/// A scenario that says everything there is to say, and what it comes to.
@Suite struct FullScenarioTests {
  @Test func readsTheRunAndTheStudy() throws {
    let scenario = try load()
    #expect(scenario.name == "full")
    #expect(scenario.description == "All of it")
    #expect(
      scenario.study
        == Study(
          purpose: "Why not?",
          decisionOwner: "J. Rao",
          assumptions: [Assumption(id: "A1", text: "It holds", pedigree: .vendor)]
        )
    )
    #expect(
      scenario.run
        == RunSettings(
          duration: .seconds(2 * 3600),
          warmUp: .seconds(60),
          replications: 20,
          seed: .max,
          confidence: 0.99
        )
    )
    #expect(scenario.patterns == [.hybrid, .sharedNodes])
    #expect(scenario.hardware == .needed(targetUtilization: 0.7))
    #expect(scenario.isolation.nodePoolsBy == .serviceTier)
    #expect(scenario.isolation.clustersFor == [TenantID(1)])
  }

  @Test func readsTheMachines() throws {
    let scenario = try load()
    #expect(scenario.cluster.version == .minor35)
    #expect(scenario.cluster.reservedPerNode == ResourceList([.cpu: 100, .memory: 256 << 20]))
    #expect(
      scenario.cluster.addOns
        == [AddOn(name: "ingress", replicas: 2, requests: ResourceList([.cpu: 500]))]
    )
    let mig = [("1g.10gb", 1), ("2g.20gb", 2), ("3g.40gb", 3)].map {
      MIGSlice(profile: $0.0, computeSlices: $0.1, computeSlicesTotal: 7)
    }
    let gigabytes: Int64 = 1 << 30
    let slicing = TimeSlicing(
      replicas: 4,
      slice: .milliseconds(2),
      switchCost: SimDuration(nanoseconds: 100_000)
    )
    let pools = scenario.nodePools
    #expect(pools.map(\.name) == ["mig", "shared", "cpu"])
    #expect(pools[0].gpus?.sharing == .mig(mig))
    #expect(pools[0].gpus?.count == 2)
    #expect(pools[1].gpus?.sharing == .timeSlicing(slicing))
    #expect(
      pools[2]
        == NodePool(
          name: "cpu",
          nodeCount: 8,
          allocatable: ResourceList([
            .cpu: 7910, .memory: 14_162 << 20, .pods: 110, .ephemeralStorage: 100 * gigabytes,
          ]),
          labels: ["disk": "ssd"],
          taints: [Taint(key: "a.example/b", value: "c", effect: .preferNoSchedule)],
          pricePerHour: Money(micros: 340_000),
          priceCategory: .spot
        )
    )
  }

  @Test func readsTheTenants() throws {
    let tenants = try load().tenants
    #expect(tenants.map(\.name) == ["retail", "bank"])
    #expect(tenants[0].displayName == "Retail <b>banking</b>")
    #expect(tenants[0].riskTier == .high)
    #expect(tenants[0].serviceTier == .gold)
    #expect(tenants[0].weight == 2)
    #expect(tenants[0].priorityClass == "gold")
    #expect(
      tenants[0].quota == [
        .requests(.cpu): 8000, .limits(.cpu): 12_000, .requests(.memory): 16 << 30, .pods: 10,
        .requests(.gpu): 2,
      ]
    )
    #expect(
      tenants[0].limitRange
        == LimitRange(
          defaultLimits: ResourceList([.cpu: 2000]),
          defaultRequests: ResourceList([.cpu: 500]),
          max: ResourceList([.cpu: 4000]),
          maxLimitRequestRatioMilli: ResourceList([.cpu: 4500])
        )
    )
    #expect(
      tenants[1].batchWorkloads == [
        BatchWorkload(
          name: "training",
          replicas: 2,
          requests: ResourceList([.cpu: 1000, .memory: 1 << 30]),
          limits: ResourceList([.cpu: 8000]),
          threads: 16,
          activity: .onOff(activeSeconds: .exponential(mean: 60), idleSeconds: .constant(0.5))
        )
      ]
    )
  }

  @Test func readsTheServices() throws {
    let services = try load().tenants[0].services
    let chat = services[0]
    #expect(chat.model == "small-chat")
    #expect(chat.version == "3")
    #expect(chat.queueCapacity == 64)
    #expect(chat.balancing == .roundRobin)
    #expect(chat.nodeSelector == ["disk": "ssd"])
    let toleration = Toleration(key: "nvidia.com/gpu", comparison: .exists, effect: .noSchedule)
    #expect(chat.tolerations == [toleration])
    #expect(chat.runtime == .concurrent(workers: 4, threadsPerRequest: 2, gpuStreams: 1))
    let curve = [(1.0, 8), (16, 40)].map {
      ServingRuntime.LatencyPoint(items: $0.0, latency: .milliseconds($0.1))
    }
    let batching = ServingRuntime.Batching(
      maxBatch: 16,
      maxQueueDelay: .milliseconds(5),
      latencyCurve: curve
    )
    #expect(services[1].runtime == .batching(batching))
    #expect(services[1].queueCapacity == 1_000_000)
    #expect(services[1].endpoints[0].demand == .items(.constant(1)))
  }

  @Test func readsTheTraffic() throws {
    let endpoints = try load().tenants[0].services[0].endpoints
    let onOff = RateProfile.OnOff(
      onPerSecond: 80,
      offPerSecond: 0,
      onSeconds: .exponential(mean: 20),
      offSeconds: .uniform(low: 1, high: 40)
    )
    let points = [(0, 5.0), (120, 20)].map {
      RateProfile.RatePoint(at: .start + .seconds($0.0), perSecond: $0.1)
    }
    let schedule = RateProfile.schedule(points: points, isLinear: true, period: .seconds(3600))
    #expect(
      endpoints.map(\.arrivals) == [
        .renewal(gaps: .poisson, rate: .constant(perSecond: 44)),
        .renewal(gaps: .deterministic, rate: .constant(perSecond: 0.5)),
        .renewal(gaps: .gamma(cv: 2.5), rate: schedule),
        .renewal(gaps: .weibull(shape: 0.6), rate: .onOff(onOff)),
        .renewal(gaps: .poisson, rate: .onOff(onOff)),
        .renewal(gaps: .poisson, rate: schedule),
      ]
    )
    #expect(endpoints[0].timeout == .seconds(2))
    #expect(endpoints[0].rateLimit == RateLimit(perSecond: 50, burst: 100))
    #expect(endpoints[0].demand == .time(.exponential(mean: 0.02)))
    #expect(endpoints[1].demand == .time(.gamma(mean: 0.1, cv: 2)))
    #expect(endpoints[2].demand == .time(.weibull(mean: 0.1, shape: 0.5)))
    let quantiles = [(0.0, 0.001), (1, 0.01)].map {
      Distribution.QuantilePoint(probability: $0.0, value: $0.1)
    }
    #expect(endpoints[3].demand == .time(.empirical(quantiles)))
    #expect(
      endpoints[4].demand
        == .tokens(
          RequestDemand.TokenDemand(
            input: .logNormal(median: 400, p95: 2400),
            output: .constant(100),
            base: 0.005,
            perInputToken: 1e-05,
            perOutputToken: 0.001
          )
        )
    )
  }

  /// By the moments of the law: a mean of 2 and a deviation of 1.
  @Test func readsALogNormalByMeanAndVariation() throws {
    let endpoint = try load().tenants[0].services[0].endpoints[5]
    guard case .time(let law) = endpoint.demand, case .logNormal(let mu, let sigma) = law else {
      Issue.record("not a log-normal law: \(endpoint.demand)")
      return
    }
    #expect(abs(law.mean - 2) < 1e-12)
    let variance = (exp(sigma * sigma) - 1) * exp(2 * mu + sigma * sigma)
    #expect(abs(variance - 1) < 1e-12)
  }

  @Test func readsTheObjectivesAndCosts() throws {
    let scenario = try load()
    let month = SimDuration.seconds(28 * 86_400)
    #expect(
      scenario.objectives == [
        Objective(
          name: "retail-chat",
          displayName: "Chat",
          tenants: [TenantID(0)],
          endpoints: [EndpointID(0)],
          threshold: .milliseconds(250),
          target: 0.95,
          timeWindow: .seconds(7 * 86_400),
          alerts: BurnRateAlert.usual(for: .seconds(7 * 86_400))
        ),
        Objective(
          name: "retail-chat-2",
          displayName: "Chat",
          tenants: [TenantID(0)],
          endpoints: [EndpointID(0)],
          threshold: .seconds(1),
          target: 0.99,
          timeWindow: .seconds(7 * 86_400),
          alerts: BurnRateAlert.usual(for: .seconds(7 * 86_400))
        ),
        Objective(
          name: "bank-all",
          tenants: [TenantID(1)],
          endpoints: [EndpointID(7)],
          threshold: .seconds(1),
          target: 0.999,
          budgetingMethod: .timeslices(sliceTarget: 0.8, slice: .seconds(60)),
          timeWindow: month,
          alerts: BurnRateAlert.usual(for: month)
        ),
      ]
    )
    #expect(
      scenario.costs
        == CostRules(
          currency: "EUR",
          overhead: [OverheadPrice(name: "control-plane", pricePerHour: Money(micros: 100_000))],
          idleSharing: .weighted,
          overheadSharing: .proportional
        )
    )
    #expect(scenario.priorityClasses == [PriorityClass(name: "gold", value: 1000)])
  }

  @Test func keepsEveryQuantityWithItsPedigree() throws {
    let loaded = try Workbench().load(fullScenario)
    let byPath = Dictionary(grouping: loaded.parameters, by: \.path)
    #expect(byPath.values.allSatisfy { $0.count == 1 })
    let duration = try #require(byPath["spec.run.duration"]?.first)
    #expect(duration.value == "2h")
    #expect(duration.line == 9)
    #expect(duration.pedigree == nil)
    let path = "spec.tenants[0].services[0].endpoints[0].work.exponential.mean"
    let mean = try #require(byPath[path]?.first)
    #expect(mean.value == "20ms")
    #expect(mean.pedigree == .measured)
    #expect(mean.source == "bench/chat.json")
    #expect(byPath["spec.tenants[0].quota[\"requests.cpu\"]"]?.first?.value == "8")
    #expect(loaded.inputFiles.map(\.role) == ["scenario"])
    #expect(loaded.inputFiles[0].bytes == fullScenario.utf8.count)
    #expect(loaded.inputFiles[0].sha256 == loaded.scenarioDigest)
    #expect(loaded.scenarioDigest.count == 64)
  }

  private func load() throws -> Scenario { try Workbench().load(fullScenario).scenario }
}
