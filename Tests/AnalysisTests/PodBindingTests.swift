import Analysis
import Domain
import EventCore
import TestSupport
import Testing

/// Which rules are said to have bound pods, and for how long.
@Suite struct PodBindingTests {
  private let hour = SimTime.start + .seconds(3600)

  /// An hour of the two tenants, whose four pods are changed by hand: two of `victim`, two of
  /// `noisy`.
  private func enforcement(_ change: (inout Deployment) -> Void) -> [EnforcementRecord] {
    var scenario = Fixtures.twoTenants()
    scenario.run.duration = .seconds(3600)
    var deployment = HandMadeRun.deployment(.namespaces, of: scenario)
    deployment.plan.namespaces = ["victim", "noisy"].map {
      PlannedNamespace(name: $0, cluster: 0, quota: [:], limitRange: nil)
    }
    for pod in deployment.plan.pods.indices { deployment.plan.pods[pod].namespace = pod / 2 }
    change(&deployment)
    var run = HandMadeRun.run(scenario, variants: [(.namespaces, [])])
    run.variants[0].deployment = deployment
    return summarize(run).variants[0].enforcement
  }

  private func pending(_ reason: String) -> PodPlacement {
    PodPlacement(
      outcome: .unschedulable,
      requests: ResourceList(),
      limits: ResourceList(),
      reason: reason
    )
  }

  /// The rule that kept a pod off most nodes; what follows about preemption is no reason.
  @Test(
    arguments: [
      ("no nodes available to schedule pods", EnforcementRule.scheduling),
      ("0/8 nodes are available: 8 Insufficient cpu.", .scheduling),
      (
        "0/9 nodes are available: 4 Insufficient cpu, 5 node(s) had untolerated taint {a: b}.",
        .taint
      ),
      // Six nodes lack cpu, the same six memory: they are six and not twelve.
      (
        "0/13 nodes are available: 6 Insufficient cpu, 6 Insufficient memory, 7 node(s) didn't "
          + "match Pod's node affinity/selector.",
        .affinity
      ),
      (
        "0/4 nodes are available: 1 Too many pods, 3 node(s) didn't match pod anti-affinity rules. "
          + "preemption: 0/4 nodes are available: 4 No preemption victims found for incoming pod.",
        .affinity
      ),
      (
        "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't match pod topology spread "
          + "constraints.",
        .topologySpread
      ),
      // As many by taint as by lack of room: the scheduler looks at taints first.
      (
        "0/4 nodes are available: 2 Insufficient cpu, 2 node(s) had untolerated taint {a: }.",
        .taint
      ),
      ("Workload waits: its cohort has no unused quota for cpu", .cohort),
    ] as [(String, EnforcementRule)]
  )
  func aPendingPodIsHeldBackByTheRuleOfMostNodes(_ reason: String, _ rule: EnforcementRule) {
    let records = enforcement { $0.placements[3] = pending(reason) }
    #expect(records.map(\.rule) == [rule])
    #expect(records.map(\.subject) == ["bulk"])
    #expect(records.map(\.boundSeconds) == [3600])
  }

  @Test func pendingTimeIsCounted() {
    let reason = "0/2 nodes are available: 2 Insufficient cpu."
    let records = enforcement { deployment in
      // Created after ten minutes and never placed; and one deleted after half an hour.
      deployment.placements[2] = pending(reason)
      deployment.plan.pods[2].createdAt = SimTime.start + .seconds(600)
      deployment.placements[3] = pending(reason)
      deployment.plan.pods[3].deletedAt = SimTime.start + .seconds(1800)
      // One that waited for two minutes, and says why.
      deployment.placements[1].waited = .seconds(120)
      deployment.placements[1].boundAt = SimTime.start + .seconds(120)
      deployment.placements[1].reason = reason
    }
    #expect(records.map(\.rule) == [.scheduling, .scheduling])
    #expect(records.map(\.count) == [1, 2])
    #expect(records.map(\.boundSeconds) == [120, 3000 + 1800])
  }

  /// A pod of `victim` is taken away for `noisy` after ten minutes, and another is there after
  /// fifteen: five minutes lost, which are not counted again as waiting.
  @Test func preemptionIsBookedWithWhoTookThePlace() {
    let records = enforcement { deployment in
      deployment.placements[0].outcome = .preempted
      deployment.placements[0].terminatingAt = SimTime.start + .seconds(600)
      deployment.placements[0].preemptedBy = PodID(2)
      var other = deployment.plan.pods[0]
      other.replaces = PodID(0)
      deployment.plan.pods.append(other)
      var placement = deployment.placements[1]
      placement.boundAt = SimTime.start + .seconds(900)
      placement.waited = .seconds(300)
      placement.reason = "0/2 nodes are available: 2 Insufficient cpu."
      deployment.placements.append(placement)
    }
    #expect(
      records == [
        EnforcementRecord(
          rule: .preemption,
          tenant: TenantID(0),
          subject: "chat",
          takenBy: "noisy/bulk",
          count: 1,
          boundSeconds: 300
        )
      ]
    )
  }

  /// Both pods of `victim` are taken, one after the other; at least one was to stay.
  @Test(arguments: [PodDisruptionBudget.Bound.minAvailable(1), .maxUnavailable(1)])
  func brokenBudgetsAreCounted(_ bound: PodDisruptionBudget.Bound) {
    let records = enforcement { deployment in
      deployment.plan.namespaces[0].disruptionBudgets = [
        PodDisruptionBudget(name: "one", selector: LabelSelector(), bound: bound)
      ]
      for pod in [0, 1] {
        deployment.placements[pod].outcome = .preempted
        deployment.placements[pod].terminatingAt = SimTime.start + .seconds(600 + 60 * Int64(pod))
        deployment.placements[pod].preemptedBy = PodID(2)
      }
    }
    #expect(records.map(\.rule) == [.preemption, .disruptionBudget])
    #expect(records.map(\.count) == [2, 1])
    // Nobody took their place: the rest of the hour from minutes 10 and 11 on.
    #expect(records.map(\.boundSeconds) == [3000 + 2940, 0])
  }

  /// One of two goes while one may be missing; that a third is to come later changes nothing.
  @Test func budgetsDontMissPodsBeforeTheirTime() {
    let records = enforcement { deployment in
      deployment.plan.namespaces[0].disruptionBudgets = [
        PodDisruptionBudget(name: "one", selector: LabelSelector(), bound: .maxUnavailable(1))
      ]
      deployment.placements[0].outcome = .preempted
      deployment.placements[0].terminatingAt = SimTime.start + .seconds(600)
      deployment.placements[0].preemptedBy = PodID(2)
      var late = deployment.plan.pods[1]
      late.createdAt = SimTime.start + .seconds(1200)
      var placement = deployment.placements[1]
      placement.boundAt = late.createdAt
      deployment.plan.pods.append(late)
      deployment.placements.append(placement)
    }
    #expect(records.map(\.rule) == [.preemption])
  }

  /// A pod that is there for half of the measured window is charged for half its requests.
  @Test func requestsCostForAsLongAsThePodIsThere() throws {
    func usage(_ change: (inout PodPlacement) -> Void) throws -> Int64 {
      var scenario = Fixtures.twoTenants()
      scenario.run.duration = .seconds(3600)
      scenario.run.warmUp = .zero
      var run = HandMadeRun.run(scenario, variants: [(.namespaces, [])])
      var deployment = HandMadeRun.deployment(.namespaces, of: scenario)
      // Of `victim` one pod stays out altogether.
      deployment.placements[1] = pending("")
      change(&deployment.placements[0])
      run.variants[0].deployment = deployment
      let costs = try #require(summarize(run).variants[0].costs)
      return costs.tenants[0].usage.micros
    }
    let whole = try usage { _ in }
    let half = try usage { placement in
      placement.boundAt = SimTime.start + .seconds(900)
      placement.goneAt = SimTime.start + .seconds(2700)
    }
    // Rounded to a millionth for cpu and for memory.
    #expect(whole > 1000)
    #expect(abs(whole - 2 * half) <= 4)
  }
}
