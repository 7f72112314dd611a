import Domain
import EventCore
import Randomness
import Simulation
import TestSupport
import Testing

/// Containers that use too much memory, followed by hand.
@Suite struct MemoryTests {
  private let mebi = Fixtures.mebibyte

  /// 100 Mi and 1 Mi/s up to a limit of 160 Mi: dead after 60 s of life, then the backoff.
  @Test func aLeakDiesOnTime() throws {
    let leak = LifeWorkbench.service(
      limit: 160 * mebi,
      memory: MemoryUse(base: 100 * mebi, growthPerSecond: Double(mebi))
    )
    let record = try LifeWorkbench.run(
      LifeWorkbench.scenario([Tenant(name: "t", services: [leak])])
    )
    // Up from 0, 60, 130, 210, 310, 450: each life lasts 60 s, then it waits 0, 10, 20, 40, 80 s.
    let deaths: [Double] = [60, 60 + 60, 130 + 60, 210 + 60, 310 + 60, 450 + 60]
    #expect(record.times(of: .memoryLimitKill) == deaths)
    #expect(
      record.podEvents.filter { $0.kind == .memoryLimitKill }.map(\.seconds)
        == [0, 10, 20, 40, 80, 160]
    )
    #expect(record.pods[0].deaths == 6)
    #expect(record.count(of: .memoryLimit) == 6)
    // Out for 10, 20, 40 and 80 s, and at last from 510 to the end.
    #expect(abs(record.seconds(of: .memoryLimit) - (10 + 20 + 40 + 80 + 90)) < 1e-6)
    // A request a second, answered in 0.1 s; refused while nobody is there. The one of the very
    // instant of a death is lost, or refused.
    let endpoint = record.endpoints[0]
    #expect(endpoint.arrived == 599)
    #expect(endpoint.noReplica + endpoint.lost >= 240 - 5)
    #expect(endpoint.noReplica + endpoint.lost <= 240 + 6)
    #expect(record.usage.reduce(0) { $0 + $1.restarts } == 6)
  }

  /// 100 Mi and 10 Mi a request, 4 in service at most; the limit leaves room for three.
  ///
  /// Requests take a second and come 0.25 s apart: the fourth is one too many at 1.0 s, the first
  /// being still at work.
  @Test func aRequestTooManyKillsAll() throws {
    let service = LifeWorkbench.service(
      every: 0.25,
      work: 1.1,
      workers: 4,
      limit: 135 * mebi,
      memory: MemoryUse(base: 100 * mebi, perRequest: 10 * mebi)
    )
    let record = try LifeWorkbench.run(
      LifeWorkbench.scenario([Tenant(name: "t", services: [service])], duration: 2)
    )
    // Restarted at once; the next four come at 1.25, 1.5, 1.75 and 2.
    #expect(record.times(of: .memoryLimitKill) == [1])
    #expect(record.podEvents.first { $0.kind == .memoryLimitKill }?.lost == 4)
    #expect(record.endpoints[0].lost == 4)
    #expect(record.endpoints[0].unfinished == 3)
  }

  /// Requests that wait weigh as stated: 4 in service and 3 waiting make 100 + 4 × 10 + 3 × 5.
  @Test func requestsThatWaitWeighToo() throws {
    let service = LifeWorkbench.service(
      every: 0.1,
      work: 100,
      workers: 4,
      limit: 154 * mebi,
      memory: MemoryUse(base: 100 * mebi, perRequest: 10 * mebi, perWaiting: 5 * mebi)
    )
    let record = try LifeWorkbench.run(
      LifeWorkbench.scenario([Tenant(name: "t", services: [service])], duration: 1)
    )
    #expect(record.times(of: .memoryLimitKill) == [0.7])
    #expect(record.endpoints[0].lost == 7)
  }

  /// A batch of a batching runtime weighs by its requests.
  @Test func batchesWeighByTheirRequests() throws {
    var service = LifeWorkbench.service(
      every: 0.1,
      limit: 125 * mebi,
      memory: MemoryUse(base: 100 * mebi, perRequest: 10 * mebi)
    )
    service.runtime = .batching(
      .init(
        maxBatch: 3,
        maxQueueDelay: .seconds(10),
        latencyCurve: [.init(items: 1, latency: .seconds(5))]
      )
    )
    service.endpoints[0].demand = .items(.constant(1))
    let record = try LifeWorkbench.run(
      LifeWorkbench.scenario([Tenant(name: "t", services: [service])], duration: 1)
    )
    // The batch of three begins at 0.3 and uses 130 Mi; the next ones at 0.6, in backoff till 10.6.
    #expect(record.times(of: .memoryLimitKill) == [0.3, 0.6])
    #expect(record.endpoints[0].lost == 6)
  }

  /// A node of 1,000 Mi, and 100 Mi that the kubelet withholds: the kernel kills at 1,100 Mi.
  ///
  /// `big` requests 800 and uses 800 at once. `leak` requests 100 and grows from 100 by 50 Mi/s: at
  /// 4 s they use 1,100, before the kubelet looks at 10 s. `leak` is further above its request.
  @Test func theKernelKillsBeforeTheKubeletLooks() throws {
    let leak = LifeWorkbench.batch(
      "leak",
      request: 100 * mebi,
      memory: MemoryUse(base: 100 * mebi, growthPerSecond: 50 * Double(mebi))
    )
    let big = LifeWorkbench.service("big", request: 800 * mebi)
    let scenario = LifeWorkbench.scenario(
      [Tenant(name: "t", services: [big]), Tenant(name: "u", batchWorkloads: [leak])],
      duration: 9
    )
    let record = try LifeWorkbench.run(scenario)
    // Restarted at once with 100 Mi, and dead again 4 s later.
    #expect(record.times(of: .nodeMemoryKill) == [4, 8])
    #expect(record.podEvents.allSatisfy { $0.pod == PodID(1) })
    #expect(record.podEvents.first?.cause == "u/leak")
    #expect(record.pods[0].deaths == 0 && record.pods[1].deaths == 2)
  }

  /// Growth that ends below every bound harms nobody.
  @Test func growthEnds() throws {
    let cache = LifeWorkbench.service(
      limit: 160 * mebi,
      memory: MemoryUse(
        base: 100 * mebi,
        growthPerSecond: Double(mebi),
        growsTo: 150 * mebi
      )
    )
    let record = try LifeWorkbench.run(
      LifeWorkbench.scenario([Tenant(name: "t", services: [cache])], duration: 120)
    )
    #expect(record.podEvents.isEmpty)
    #expect(record.usage.map(\.memoryUsed) == [Bytes(150 * mebi), Bytes(150 * mebi)])
  }

  /// A scenario that states no memory uses what it requests, and nothing happens.
  @Test func useIsTheRequestUnlessStated() throws {
    let service = LifeWorkbench.service(request: 300 * mebi)
    let record = try LifeWorkbench.run(
      LifeWorkbench.scenario([Tenant(name: "t", services: [service])], duration: 60)
    )
    #expect(record.podEvents.isEmpty)
    #expect(record.usage.map(\.memoryUsed) == [Bytes(300 * mebi)])
    #expect(record.pods[0].readyAt == .start)
  }

  /// A replica that drains hands back what waits, and the one that takes it runs out of memory.
  ///
  /// Of ten requests none is near its end: each replica has one in service and the others waiting.
  /// The other one has memory for six, so the second of those handed back kills it with seven, and
  /// the rest find no replica.
  @Test func aReplicaDiesOfWhatAnotherHandsBack() throws {
    let mebibyte = LifeWorkbench.mebibyte
    var service = LifeWorkbench.service(
      replicas: 2,
      every: 0.1,
      limit: 106 * mebibyte + mebibyte / 2,
      memory: MemoryUse(base: 100 * mebibyte, perRequest: mebibyte, perWaiting: mebibyte)
    )
    let steps = StepTimes(perPrefillToken: 0, decodeBase: .seconds(100))
    service.runtime = .continuousBatching(
      ContinuousBatching(steps: steps, maxSequences: 1, cacheTokens: 1000)
    )
    service.endpoints[0].demand = .tokens(
      .init(input: .constant(10), output: .constant(10), prefixReuse: nil)
    )
    let tenant = Tenant(name: "t", services: [service])
    let record = try LifeWorkbench.run(LifeWorkbench.scenario([tenant], duration: 2)) {
      $0.placements[0].terminatingAt = SimTime(nanoseconds: 1_050_000_000)
    }
    let kills = record.podEvents.filter { $0.kind == .memoryLimitKill }
    #expect(kills.first?.time == SimTime(nanoseconds: 1_050_000_000))
    #expect(kills.first?.lost == 7)
    #expect(record.endpoints[0].noReplica >= 2)
  }
}
