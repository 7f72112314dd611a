import Domain
import EventCore
import Randomness
import Scheduling
import Testing

@Suite struct AdmissionCycleTests {
  /// The queues in the order in which their heads were dealt with.
  private func order(
    _ scene: Scene,
    _ heads: [QuotaRequest],
    _ fairSharing: FairSharingSettings? = nil
  ) -> [Int] {
    cycle(scene, heads, fairSharing).map(\.request.queue)
  }

  private func cycle(
    _ scene: Scene,
    _ heads: [QuotaRequest],
    _ fairSharing: FairSharingSettings? = nil
  ) -> [AdmissionCycle.Decision] {
    AdmissionCycle(
      heads: heads,
      in: scene.tree,
      admitted: scene.admitted,
      fairSharing: fairSharing
    ).decisions
  }

  @Test func nonBorrowersThenPriorityThenAge() throws {
    var scene = try Scene((0..<4).map { Trees.queue("q\($0)", nominal: $0 == 3 ? 9 : 3) })
    scene.admit(0, 3)
    let heads = [
      scene.request(0, 1, priority: 9, at: 0),  // would borrow
      scene.request(1, 1, priority: 1, at: 2),
      scene.request(2, 1, priority: 1, at: 1),
      scene.request(3, 1, priority: 5, at: 3),
    ]
    #expect(order(scene, heads) == [3, 2, 1, 0])
  }

  /// The smallest share after admission wins, whatever the priority; then all are compared anew.
  @Test func fairSharingServesTheSmallestShareFirst() throws {
    var scene = try Scene(
      ["a", "b"].map { Trees.queue($0, nominal: 0) } + [Trees.queue("lender", nominal: 10)]
    )
    scene.admit(0, 2)
    let heads = [scene.request(0, 1, priority: 9), scene.request(1, 1)]
    #expect(order(scene, heads, FairSharingSettings()) == [1, 0])
    #expect(order(scene, heads) == [0, 1])
  }

  /// A weight higher up outweighs those further down.
  @Test func tournamentGoesFromTheLeavesUp() throws {
    var scene = try Scene(
      [
        Trees.queue("a", in: "heavy", nominal: 0), Trees.queue("b", in: "heavy", nominal: 0),
        Trees.queue("c", in: "light", nominal: 0),
      ],
      [
        Trees.cohort("heavy", in: "root", weight: "4"), Trees.cohort("light", in: "root"),
        Trees.cohort("root", in: nil, nominal: 100),
      ]
    )
    scene.admit(0, 2)
    scene.admit(2, 1)
    // In heavy, b (1) goes before a (3); heavy with b has 3 ÷ 4, light with c has 2.
    let heads = (0..<3).map { scene.request($0, 1) }
    #expect(order(scene, heads, FairSharingSettings()) == [1, 0, 2])
  }

  @Test func nonBorrowersFirstIsAGate() throws {
    var scene = try Scene([
      Trees.queue("a", nominal: 4, weight: "0"), Trees.queue("b", nominal: 0),
      Trees.queue("lender", nominal: 9),
    ])
    scene.admit(0, 1)
    let heads = [scene.request(1, 1, priority: 5), scene.request(0, 1)]
    #expect(order(scene, heads, FairSharingSettings()) == [0, 1])
    let gate = FairSharingSettings(prioritizesNonBorrowing: true)
    #expect(order(scene, heads, gate) == [0, 1])
  }

  @Test func oneHeadMayBeOvertakenInItsOwnCycle() throws {
    let scene = try Scene([Trees.queue("a", nominal: 1), Trees.queue("b", nominal: 1)])
    let heads = [scene.request(0, 2, priority: 1), scene.request(1, 2)]
    #expect(cycle(scene, heads).map(\.verdict) == [.admit, .skip])
  }

  @Test func twoHeadsDoNotShareAVictim() throws {
    var scene = try Scene(["a", "b", "c"].map { Trees.queue($0, nominal: 2) })
    scene.admit(2, 6)
    let heads = [scene.request(0, 2, priority: 1), scene.request(1, 2)]
    let verdicts = cycle(scene, heads).map(\.verdict)
    guard case .preempt(let targets) = verdicts[0] else {
      Issue.record("expected a preemption, got \(verdicts)")
      return
    }
    #expect(targets.map(\.workload.id) == [0])
    #expect(verdicts[1] == .skip)
  }

  @Test func moreThanThereEverIsWaits() throws {
    let scene = try Scene([Trees.queue("a", nominal: 2, borrowing: 1)])
    let decisions = cycle(scene, [scene.request(0, 9)])
    #expect(decisions.map(\.verdict) == [.wait])
    #expect(decisions[0].shortage.entries.map(\.amount) == [9 - 2])
  }

  /// A queue that can't take its quota back keeps others from taking what it waits for.
  @Test func quotaIsReservedForThoseWhoCannotReclaim() throws {
    let never = QueuePreemption()
    func verdicts(_ policy: QueuePreemption) throws -> [AdmissionCycle.Verdict] {
      var scene = try Scene([
        Trees.queue("a", nominal: 4, preemption: policy), Trees.queue("b", nominal: 4),
      ])
      scene.admit(1, 5)
      let heads = [scene.request(0, 4, priority: 1), scene.request(1, 1)]
      return cycle(scene, heads).map(\.verdict)
    }
    #expect(try verdicts(never) == [.wait, .skip])
    let reclaiming = QueuePreemption(reclaimWithinCohort: .any)
    #expect(try verdicts(reclaiming).count == 2)
  }
}
