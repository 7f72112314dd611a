import Domain
import EventCore
import Scheduling
import Testing

/// The life of pods in a cluster's own time: attempts, backoff, preemption, quota, deletion.
@Suite struct ControlPlaneTests {
  private func pod(
    cpu: Int,
    priority: Int = 0,
    namespace: Int? = nil,
    from start: Int64 = 0,
    to end: Int64? = nil
  ) -> PlannedPod {
    var pod = Plans.pod(cpu: cpu, namespace: namespace, priority: priority)
    pod.createdAt = .start + .seconds(start)
    pod.deletedAt = end.map { .start + .seconds($0) }
    return pod
  }

  private func place(_ plan: DeploymentPlan, hours: Int64 = 1) -> Deployment {
    Scheduling.place(plan, until: .start + .seconds(3600 * hours), seed: 1)
  }

  private func seconds(_ time: SimTime?) -> Double? { time.map { ($0 - .start).inSeconds } }

  @Test func podsOfTheStartAreBoundAtTheStart() {
    // 680 pods a second: the third has waited three cycles.
    let plan = Plans.plan(nodes: [Plans.node(cpu: 4000)], pods: (0..<3).map { _ in pod(cpu: 100) })
    let placements = place(plan).placements
    #expect(placements.map(\.boundAt) == [.start, .start, .start])
    #expect(placements.map(\.attempts) == [1, 1, 1])
    let cycle = SimDuration.seconds(rounding: 1.0 / 680)
    #expect(placements[2].waited == cycle + cycle + cycle)
  }

  @Test func affinityTakesLonger() {
    var shy = pod(cpu: 100)
    shy.rules.podAffinity.requiredAnti = [
      .init(topologyKey: NodePool.hostnameLabel, selector: LabelSelector())
    ]
    let plan = Plans.plan(nodes: [Plans.node(cpu: 4000)], pods: [shy])
    // 60 a second, by upstream's benchmark.
    #expect(place(plan).placements[0].waited == .seconds(rounding: 1.0 / 60))
  }

  @Test func aDeletedPodMakesRoomThirtySecondsLater() {
    let plan = Plans.plan(
      nodes: [Plans.node(cpu: 1000)],
      pods: [pod(cpu: 800, to: 100), pod(cpu: 800, from: 50)]
    )
    let placements = place(plan).placements
    #expect(placements.map(\.outcome) == [.completed, .running])
    #expect(seconds(placements[0].terminatingAt) == 100)
    #expect(seconds(placements[0].goneAt) == 130)
    // Woken when the room is there; its backoff of a second is long over.
    #expect(placements[1].attempts == 2)
    #expect((seconds(placements[1].boundAt) ?? 0).rounded(.down) == 130)
    #expect(placements[1].waited.inSeconds.rounded(.down) == 80)
  }

  @Test func pendingPodsAreTriedAgainEveryFiveMinutes() {
    let plan = Plans.plan(nodes: [Plans.node(cpu: 1000)], pods: [pod(cpu: 2000, from: 10)])
    // Tried at 10 s; then at the first full half minute of the cluster's clock that is more than
    // 300 s later, ten times in all until 3300 s.
    let placement = place(plan).placements[0]
    #expect(placement.outcome == .unschedulable)
    #expect(placement.attempts == 11)
    #expect(placement.waited == .seconds(3590))
  }

  @Test func aPodThatFailsAgainAndAgainBacksOff() {
    // Ten pods end one by one, a second apart; none makes room enough but the last.
    let small = (0..<10).map { pod(cpu: 100, to: 100 + Int64($0)) }
    let plan = Plans.plan(
      nodes: [Plans.node(cpu: 1000)],
      pods: small + [pod(cpu: 1000, from: 50)]
    )
    let placement = place(plan).placements[10]
    #expect(placement.outcome == .running)
    // At 50 s, then woken at 130 s; from then on 2, 4 and 8 s must pass, looked at once a second.
    #expect(placement.attempts == 5)
    #expect((seconds(placement.boundAt) ?? 0) >= 139)
  }

  @Test func aHigherPriorityPreempts() {
    let plan = Plans.plan(
      nodes: [Plans.node(cpu: 1000), Plans.node(cpu: 1000)],
      pods: [
        pod(cpu: 700, priority: 5), pod(cpu: 700), pod(cpu: 700, priority: 10, from: 60),
      ]
    )
    let deployment = place(plan)
    let placements = deployment.placements
    #expect(placements.map(\.outcome) == [.running, .preempted, .running, .unschedulable])
    // The lower priority goes, and after its grace period the new pod is bound.
    #expect(placements[1].preemptedBy == PodID(2))
    #expect(placements[2].node == placements[1].node)
    #expect(((seconds(placements[1].goneAt) ?? 0) * 10).rounded(.down) == 900)
    #expect((seconds(placements[2].boundAt) ?? 0).rounded(.down) == 90)
    // Its controller made another one, which finds no room and nobody to preempt.
    let replacement = deployment.plan.pods[3]
    #expect(replacement.replaces == PodID(1))
    #expect(replacement.name.hasPrefix("pod-") && replacement.name.count == 9)
    #expect(
      placements[3].reason == "0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes "
        + "are available: 2 No preemption victims found for incoming pod."
    )
  }

  @Test func nobodyTakesTheRoomThatWasMadeForAnother() {
    // While the victim ends, a small pod of low priority comes along; it must go elsewhere.
    let plan = Plans.plan(
      nodes: [Plans.node(cpu: 1000), Plans.node(cpu: 200)],
      pods: [
        pod(cpu: 900), pod(cpu: 900, priority: 10, from: 60), pod(cpu: 100, from: 70),
      ]
    )
    let placements = place(plan).placements
    #expect(placements[1].node == NodeID(0))
    #expect(placements[2].node == NodeID(1))
  }

  @Test func aPodThatMayNotPreemptWaits() {
    var polite = pod(cpu: 700, priority: 10, from: 60)
    polite.rules.mayPreempt = false
    let plan = Plans.plan(nodes: [Plans.node(cpu: 1000)], pods: [pod(cpu: 700), polite])
    let placements = place(plan).placements
    #expect(placements.map(\.outcome) == [.running, .unschedulable])
    #expect(
      placements[1].reason == "0/1 nodes are available: 1 Insufficient cpu. "
        + "preemption: not eligible due to preemptionPolicy=Never."
    )
  }

  @Test func budgetsSendPreemptionElsewhere() {
    var guarded = pod(cpu: 700, namespace: 0)
    guarded.rules.labels = ["app": "guarded"]
    var plan = Plans.plan(
      nodes: [Plans.node(cpu: 1000), Plans.node(cpu: 1000)],
      pods: [guarded, pod(cpu: 700, priority: 1), pod(cpu: 700, priority: 10, from: 60)]
    )
    plan.namespaces[0].disruptionBudgets = [
      PodDisruptionBudget(
        name: "one",
        selector: LabelSelector(matchLabels: ["app": "guarded"]),
        bound: .minAvailable(1)
      )
    ]
    #expect(place(plan).placements[1].preemptedBy == PodID(2))
    // Without the budget the lower priority goes.
    plan.namespaces[0].disruptionBudgets = []
    #expect(place(plan).placements[0].preemptedBy == PodID(2))
  }

  @Test func podsThatQuotaRefusesAreMissedByTheirBudget() {
    // Three replicas of which quota lets in two, and one may be missing: it is already. So the
    // more important pod goes, whom no budget protects.
    var guarded = pod(cpu: 700, namespace: 0)
    guarded.rules.labels = ["app": "guarded"]
    var open = pod(cpu: 700, priority: 1)
    open.rules.mayPreempt = false
    var plan = Plans.plan(
      nodes: (0..<3).map { _ in Plans.node(cpu: 1000) },
      pods: [
        guarded, guarded, guarded, open, pod(cpu: 700, priority: 10, from: 60),
      ],
      quota: [.requests(.cpu): 1400]
    )
    plan.namespaces[0].disruptionBudgets = [
      PodDisruptionBudget(
        name: "one",
        selector: LabelSelector(matchLabels: ["app": "guarded"]),
        bound: .maxUnavailable(1)
      )
    ]
    let placements = place(plan).placements
    #expect(placements[2].outcome == .deniedByQuota)
    #expect(placements[3].preemptedBy == PodID(4))
  }

  @Test func aBrokenPromiseMakesRoom() {
    // The victim of the important pod is gone at 90 s. That pod has failed four times, at 60, 70,
    // 75 and 85 s, woken by the small ones, and is backing off until 93 s when it is deleted. The
    // last pod had to respect its promise at 90 s; it is woken, and not left until 400 s. The
    // victim's replacement is over by then.
    let small = [40, 45, 55].map { pod(cpu: 100, priority: 20, to: $0) }
    let plan = Plans.plan(
      nodes: [Plans.node(cpu: 1000)],
      pods: [
        pod(cpu: 700, to: 91), pod(cpu: 700, priority: 10, from: 60, to: 92),
        pod(cpu: 500, from: 80, to: 3000),
      ] + small
    )
    let placements = place(plan).placements
    #expect(placements[0].preemptedBy == PodID(1))
    #expect(placements[1].boundAt == nil)
    let boundAt = seconds(placements[2].boundAt) ?? 0
    #expect(boundAt > 92 && boundAt < 100)
  }

  @Test func quotaComesBackWhenPodsAreGone() {
    let plan = Plans.plan(
      nodes: [Plans.node(cpu: 8000)],
      pods: [
        pod(cpu: 600, namespace: 0, to: 100), pod(cpu: 600, namespace: 0),
        pod(cpu: 600, namespace: 0, from: 10),
      ],
      quota: [.requests(.cpu): 1000]
    )
    let placements = place(plan).placements
    // One at a time: the second is let in when the first is gone, the third never.
    #expect(placements.map(\.outcome) == [.completed, .running, .deniedByQuota])
    #expect((seconds(placements[1].boundAt) ?? 0).rounded(.down) == 130)
  }

  @Test func podsQueueUpWhenQuotaLetsThemIn() {
    // When the first pod is gone there is quota for the second and room for one of the two that
    // wait. The third has waited for the scheduler since 50 s, the second not before 130 s.
    let plan = Plans.plan(
      nodes: [Plans.node(cpu: 1000)],
      pods: [
        pod(cpu: 600, namespace: 0, to: 100), pod(cpu: 600, namespace: 0, from: 10),
        pod(cpu: 600, from: 50),
      ],
      quota: [.requests(.cpu): 1000]
    )
    let placements = place(plan).placements
    #expect(placements.map(\.outcome) == [.completed, .unschedulable, .running])
  }

  @Test func aPodDeletedWhileItWaitsNeverRan() {
    let plan = Plans.plan(nodes: [Plans.node(cpu: 1000)], pods: [pod(cpu: 2000, to: 100)])
    let placement = place(plan).placements[0]
    #expect(placement.outcome == .unschedulable)
    #expect(placement.boundAt == nil)
    #expect(seconds(placement.goneAt) == 100)
  }

  /// Shortages are kept as bits of a word, of which a pod may need more than there are.
  @Test(arguments: [62, 63, 200])
  func aPodThatLacksManyResourcesSaysAllOfThem(count: Int) {
    let names = (0..<count).map { ResourceName("example.com/part-\($0)") }
    let extra = Dictionary(uniqueKeysWithValues: names.map { ($0, Int64(1)) })
    let plan = Plans.plan(nodes: [Plans.node(cpu: 1000)], pods: [Plans.pod(cpu: nil, extra: extra)])
    let placement = place(plan).placements[0]
    #expect(placement.outcome == .unschedulable)
    for name in names { #expect(placement.reason.contains("1 Insufficient \(name.rawValue)")) }
  }

  @Test func aFollowerWaitsForItsLeader() {
    var follower = pod(cpu: 100)
    follower.rules.podAffinity.required = [
      .init(
        topologyKey: NodePool.hostnameLabel,
        selector: LabelSelector(matchLabels: ["app": "leader"])
      )
    ]
    var leader = pod(cpu: 100, from: 60)
    leader.rules.labels = ["app": "leader"]
    let nodes = ["a", "b"].map { name in
      var node = Plans.node(cpu: 1000)
      node.name = name
      return node
    }
    let placements = place(Plans.plan(nodes: nodes, pods: [follower, leader])).placements
    #expect(placements[0].node == placements[1].node)
    #expect(placements[0].attempts == 2)
  }
}
