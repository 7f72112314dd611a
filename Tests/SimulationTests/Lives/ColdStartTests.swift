import Domain
import EventCore
import Simulation
import TestSupport
import Testing

/// Images, weights and compilation before the first request.
@Suite struct ColdStartTests {
  private let mebi = Fixtures.mebibyte

  /// 1,000 MB from a registry of 100 MB/s and 5 s of compilation.
  private func startup(
    image: Int64 = 0,
    weights: Int64 = 1_000_000_000,
    cold: Bool = true
  ) -> Startup {
    Startup(image: image, weights: weights, compile: .seconds(5), startsCold: cold)
  }

  /// *n* replicas at once on as many nodes: n × 10 s + 5 s, all of them.
  @Test(arguments: [1, 2, 5, 20])
  func aStormTakesNTimesAsLong(replicas: Int) throws {
    let service = LifeWorkbench.service(replicas: replicas, startup: startup())
    let record = try LifeWorkbench.run(
      LifeWorkbench.scenario(
        [Tenant(name: "t", services: [service])],
        nodes: replicas,
        registry: 100e6
      )
    )
    let ready = Double(replicas) * 10 + 5
    #expect(record.times(of: .ready) == Array(repeating: ready, count: replicas))
    #expect(record.pods.allSatisfy { $0.readyAt == .start + .seconds(rounding: ready) })
    // A request a second; those that come before are refused.
    #expect(record.endpoints[0].noReplica == Int(ready) - 1)
    #expect(record.usage[0].replicas == (ready > 60 ? 0 : replicas))
    // Each was held back for as long as it loaded.
    let bound = record.seconds(of: .registryBandwidth)
    #expect(abs(bound - Double(replicas) * (ready - 5)) < 1e-3)
    #expect(record.count(of: .registryBandwidth) == replicas)
  }

  /// Two replicas of one image on a node pull it once, and load their weights together; on the
  /// second node, which has the image, nothing is pulled.
  @Test func anImageIsPulledOnceForEachNode() throws {
    var service = LifeWorkbench.service(replicas: 3, startup: startup(image: 500_000_000))
    service.terms.rules.images = ["chat:1"]
    var scenario = LifeWorkbench.scenario(
      [Tenant(name: "t", services: [service])],
      bandwidth: NodeBandwidth(network: 100e6, disk: 50e6)
    )
    var second = scenario.nodePools[0]
    second.name = "m"
    second.images = ["chat:1": Bytes(500_000_000)]
    scenario.nodePools.append(second)
    // Pods 0 and 2 on the first node, pod 1 on the second.
    let record = try LifeWorkbench.run(scenario) { deployment in
      deployment.plan.nodes[1].images = second.images
    }
    // The disk takes 10 s for the image; then two share 100 MB/s for 20 s.
    let shared = 500e6 / 50e6 + 2 * 1000e6 / 100e6 + 5
    let alone = 1000e6 / 100e6 + 5.0
    #expect(
      record.pods.map(\.readyAt).map { ($0.map { $0 - .start })?.inSeconds }
        == [shared, alone, shared]
    )
    #expect(record.seconds(of: .diskBandwidth) == 10)
    #expect(record.seconds(of: .networkBandwidth) == 10 + 2 * 20)
  }

  /// A node pulls images one after the other: 5 s and 5 s at 100 MB/s.
  @Test func imagesArePulledInTurn() throws {
    let start = Startup(image: 500_000_000, startsCold: true)
    let record = try LifeWorkbench.run(
      LifeWorkbench.scenario(
        [
          Tenant(
            name: "t",
            services: ["a", "b"].map { LifeWorkbench.service($0, startup: start) }
          )
        ],
        bandwidth: NodeBandwidth(network: 100e6)
      )
    )
    #expect(record.times(of: .ready) == [5, 10])
  }

  /// A pod bound during the run starts cold whatever pods of the beginning do, and requests go to
  /// the others meanwhile.
  @Test func whoComesLaterStartsCold() throws {
    let service = LifeWorkbench.service(
      replicas: 2,
      every: 0.1,
      work: 0.01,
      startup: startup(cold: false)
    )
    let scenario = LifeWorkbench.scenario(
      [Tenant(name: "t", services: [service])],
      duration: 60,
      registry: 100e6
    )
    let record = try LifeWorkbench.run(scenario) {
      $0.placements[1].boundAt = .start + .seconds(20)
    }
    #expect(record.times(of: .ready) == [20 + 10 + 5])
    #expect(record.podEvents[0].seconds == 15)
    #expect(record.endpoints[0].noReplica == 0)
    #expect(record.endpoints[0].completed == 599)
    // From 35 s on every second one.
    #expect(abs(record.pods[1].cpuSeconds - 125 * 0.01) < 0.011)
  }

  /// A container that dies loads its weights again, but not its image: dead at 60 s, restarted at
  /// once, ready 15 s later.
  @Test func aRestartLoadsWeightsAgain() throws {
    let service = LifeWorkbench.service(
      limit: 160 * mebi,
      memory: MemoryUse(base: 100 * mebi, growthPerSecond: Double(mebi)),
      startup: startup(image: 1_000_000_000, cold: false)
    )
    let record = try LifeWorkbench.run(
      LifeWorkbench.scenario(
        [Tenant(name: "t", services: [service])],
        duration: 100,
        registry: 100e6
      )
    )
    #expect(record.times(of: .memoryLimitKill) == [60])
    #expect(record.times(of: .ready) == [60 + 10 + 5])
    #expect(abs(record.seconds(of: .memoryLimit) - 15) < 1e-6)
  }

  /// A batch pod computes from when it is up; a pod that is told to end while it loads never is.
  @Test func batchPodsLoadTooAndSomeNeverGetReady() throws {
    let start = Startup(weights: 1_000_000_000, weightsFrom: .disk, startsCold: true)
    let batch = LifeWorkbench.batch("b", replicas: 2, request: mebi, startup: start)
    let scenario = LifeWorkbench.scenario(
      [Tenant(name: "t", batchWorkloads: [batch])],
      duration: 60,
      bandwidth: NodeBandwidth(disk: 100e6)
    )
    let record = try LifeWorkbench.run(scenario) {
      $0.placements[1].terminatingAt = .start + .seconds(5)
      $0.placements[1].goneAt = .start + .seconds(35)
    }
    // Both share the disk for 5 s, in which each gets 250 MB; the other 750 MB take 7.5 s.
    #expect(record.times(of: .ready) == [12.5])
    #expect(record.pods[1].readyAt == nil && record.pods[1].cpuSeconds == 0)
    #expect(abs(record.pods[0].cpuSeconds - 47.5) < 1e-6)
  }
}
