import Domain
import EventCore
import Simulation
import TestSupport
import Testing

/// Kubelets that run short of memory, followed by hand.
@Suite struct EvictionTests {
  private let mebi = Fixtures.mebibyte

  /// Two nodes of 1,000 Mi; a node comes under pressure when its pods use more than that.
  ///
  /// On node 0 `big` holds 800 Mi and `leak` grows from 100 Mi by 5 Mi/s, so that 1,000 are passed
  /// after 20 s; on node 1 a small one. The pass at 20 s finds exactly 1,000, which is not below
  /// the threshold; that at 30 s evicts `leak`, which goes to node 1 and begins anew.
  @Test func anEvictedPodGoesElsewhere() throws {
    let record = try LifeWorkbench.run(scenario())
    #expect(record.times(of: .eviction).first == 30)
    #expect(record.times(of: .rescheduling).first == 30)
    let events = record.podEvents.filter { $0.pod == PodID(2) }
    #expect(events.map(\.kind).prefix(2) == [.eviction, .rescheduling])
    #expect(events.map(\.node).prefix(2) == [NodeID(0), NodeID(1)])
    #expect(record.pods[2].evictions >= 1)
    #expect(record.pods[0].evictions == 0)
    // Ever since it computes on node 1: a thread, all the time.
    let cpu = record.pods[2].cpuSeconds
    #expect(abs(cpu - 100) < 1e-6)
  }

  /// The same on a single node: nobody else is there, the taint holds for five minutes after the
  /// last pressure, and then the pod comes back.
  @Test func withoutAnotherNodeItWaitsForTheTaint() throws {
    var one = scenario(duration: 400, big: 700)
    one.nodePools[0].nodeCount = 1
    let record = try LifeWorkbench.run(one)
    #expect(record.times(of: .eviction).first == 30)
    #expect(record.times(of: .pending) == [30, 360])
    let cause = record.podEvents.first { $0.kind == .pending }?.cause ?? ""
    #expect(cause.contains("node.kubernetes.io/memory-pressure"))
    #expect(record.times(of: .rescheduling) == [30 + 300])
    #expect(record.podEvents.first { $0.kind == .rescheduling }?.seconds == 300)
    #expect(record.podEvents.first { $0.kind == .eviction }?.cause == "u/leak")
    // Out from 30 to 330; again at 360, until the end.
    #expect(record.seconds(of: .eviction) == 300 + 40)
  }

  /// Whoever is above its request goes first, then by priority: `big` is above by a little and of
  /// lower priority, `leak` by much.
  @Test func priorityComesBeforeExcess() throws {
    var one = scenario(duration: 35, big: 700)
    one.nodePools[0].nodeCount = 1
    one.tenants[0].services[0].memoryUse = MemoryUse(base: 701 * mebi)
    let record = try LifeWorkbench.run(one) { $0.plan.pods[2].priority = 10 }
    let evicted = record.podEvents.first { $0.kind == .eviction }
    #expect(evicted?.pod == PodID(0))
    #expect(evicted?.time == .start + .seconds(20))
    #expect(evicted?.cause == "u/leak")
    let row = record.enforcement.first { $0.rule == .eviction }
    #expect(row?.tenant == TenantID(0))
    #expect(row?.takenBy == "u/leak")
  }

  private func scenario(duration: Int64 = 100, big: Int64 = 800) -> Scenario {
    let leak = LifeWorkbench.batch(
      "leak",
      request: 100 * mebi,
      memory: MemoryUse(
        base: 100 * mebi,
        growthPerSecond: 5 * Double(mebi),
        growsTo: 290 * mebi
      )
    )
    let tenants = [
      Tenant(
        name: "t",
        services: [
          LifeWorkbench.service("big", request: big * mebi),
          LifeWorkbench.service("small", request: 100 * mebi),
        ]
      ),
      Tenant(name: "u", batchWorkloads: [leak]),
    ]
    var scenario = LifeWorkbench.scenario(tenants, nodes: 2, duration: duration)
    scenario.nodePools[0].allocatable[.pods] = 3
    return scenario
  }
}
