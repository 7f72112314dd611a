import Domain
import Scheduling
import Testing

@Suite struct PreemptionSearchTests {
  private let fair = FairSharingSettings()

  @Test func lowestPriorityGoesThenTheNewest() throws {
    var scene = try Scene([Trees.queue("a", nominal: 6)])
    scene.admit(0, 2, priority: 1)
    let older = scene.admit(0, 2, priority: 0)
    let newer = scene.admit(0, 2, priority: 0)
    #expect(scene.victims(scene.request(0, 2, priority: 2)) == [newer])
    #expect(scene.victims(scene.request(0, 4, priority: 2)) == [older, newer])
    #expect(scene.victims(scene.request(0, 2, priority: 0)) == [])
  }

  @Test func newerOfEqualPriorityIfTheQueueSaysSo() throws {
    let policy = QueuePreemption(withinClusterQueue: .lowerOrNewerEqualPriority)
    var scene = try Scene([Trees.queue("a", nominal: 2, preemption: policy)])
    let first = scene.admit(0, 2)
    #expect(scene.victims(scene.request(0, 2, at: 1)) == [])
    #expect(scene.victims(scene.request(0, 2, at: -1)) == [first])
  }

  /// Reclaiming takes from those who borrow, and no more than they borrow.
  @Test func reclaimTakesFromBorrowersOnly() throws {
    var scene = try Scene(["a", "b", "c"].map { Trees.queue($0, nominal: 3) })
    scene.admit(1, 3)
    let borrowed = scene.admit(2, 3)
    let borrowedToo = scene.admit(2, 3)
    #expect(scene.victims(scene.request(0, 3)) == [borrowedToo])
    #expect(scene.targets(scene.request(0, 3)).map(\.reason) == [.inCohortReclamation])
    #expect(scene.victims(scene.request(0, 4)) == [], "above nominal there is nothing to reclaim")
    _ = borrowed
  }

  @Test func borrowingStopsAtTheThreshold() throws {
    func scene(threshold: Int?) throws -> Scene {
      let policy = QueuePreemption(
        reclaimWithinCohort: .any,
        borrowWithinCohort: QueuePreemption.BorrowingPreemption(maxPriorityThreshold: threshold)
      )
      var scene = try Scene([
        Trees.queue("a", nominal: 2, preemption: policy), Trees.queue("b", nominal: 2),
        Trees.queue("lender", nominal: 4),
      ])
      scene.admit(0, 2)
      scene.admit(1, 3, priority: 1)
      scene.admit(1, 3, priority: 2)
      return scene
    }
    var open = try scene(threshold: nil)
    let wanted = open.request(0, 2, priority: 3)
    #expect(open.victims(wanted) == [1])
    #expect(open.targets(wanted).map(\.reason) == [.inCohortReclaimWhileBorrowing])
    var bounded = try scene(threshold: 0)
    #expect(bounded.victims(wanted) == [])
  }

  /// Who is nearer to the quota takes it back whatever the priority.
  @Test func hierarchyGoesBeforePriority() throws {
    var scene = try Scene(
      [
        Trees.queue("near", in: "left", nominal: 0),
        Trees.queue("far", in: "right", nominal: 0),
      ],
      [
        Trees.cohort("left", in: "root", nominal: 4), Trees.cohort("right", in: "root"),
        Trees.cohort("root", in: nil),
      ]
    )
    let guest = scene.admit(1, 4, priority: 9)
    #expect(scene.victims(scene.request(0, 4)) == [guest])
    #expect(scene.targets(scene.request(0, 4)).map(\.reason) == [.inCohortReclamation])
  }

  @Test func fairSharingTakesFromTheLargestShare() throws {
    var scene = try Scene(["a", "b", "c"].map { Trees.queue($0, nominal: 3) })
    for _ in 0..<3 { scene.admit(0, 1) }
    scene.admit(1, 1)
    for _ in 0..<5 { scene.admit(2, 1) }
    // a: 4 of 3 with the request, 1 ÷ 9; c: 5 of 3, after one is gone 1 ÷ 9.
    #expect(scene.victims(scene.request(0, 1), fair) == [8])
    #expect(scene.targets(scene.request(0, 1), fair).map(\.reason) == [.inCohortFairSharing])
    // With two more the share of a would be the larger one: 2 ÷ 9 against 1 ÷ 9 or 0.
    #expect(scene.victims(scene.request(0, 2), fair) == [])
  }

  @Test func withinNominalIsAGate() throws {
    var scene = try Scene([Trees.queue("a", nominal: 3), Trees.queue("b", nominal: 3)])
    let huge = scene.admit(1, 6)
    #expect(scene.targets(scene.request(0, 2), fair).map(\.reason) == [.inCohortReclamation])
    let without = FairSharingSettings(
      strategies: [.lessThanOrEqualToFinalShare],
      reclaimsNominalUnconditionally: false
    )
    // Both would have no share at all afterwards: 0 ≤ 0.
    #expect(scene.targets(scene.request(0, 2), without).map(\.reason) == [.inCohortFairSharing])
    _ = huge
  }

  /// What every search promises, over random trees; both flavours.
  @Test(arguments: [nil, FairSharingSettings()])
  func everySearchKeepsItsPromises(fairSharing: FairSharingSettings?) throws {
    var found = 0
    for seed in 1...3000 as ClosedRange<UInt64> {
      var scenes = RandomScenes(seed: seed)
      var scene = try scenes.next()
      let queue = scenes.pick(0...scene.admitted.count - 1)
      let request = scene.request(queue, Int64(scenes.pick(1...8)), priority: scenes.pick(0...3))
      let before = scene.tree.usage
      let targets = scene.targets(request, fairSharing)
      #expect(scene.tree.usage == before, "seed \(seed): the tree has changed")
      if targets.isEmpty { continue }
      found += 1
      #expect(!scene.tree.fits(request.usage, in: queue), "seed \(seed)")
      let policy = scene.tree.queues[queue].preemption
      for target in targets {
        let workload = target.workload
        if workload.queue == queue {
          #expect(policy.withinClusterQueue != .never, "seed \(seed)")
          #expect(workload.priority <= request.priority, "seed \(seed)")
        } else {
          #expect(policy.reclaimWithinCohort != .never, "seed \(seed)")
          #expect(scene.tree.isBorrowing(workload.queue, 0), "seed \(seed): took from no borrower")
        }
      }
      for target in targets {
        scene.tree.release(target.workload.usage, from: target.workload.queue)
      }
      #expect(scene.tree.fits(request.usage, in: queue), "seed \(seed): it doesn't fit")
      let mayBorrow = fairSharing != nil || fitsOnlyByBorrowing(request, scene.tree)
      for target in targets where mayBorrow {
        scene.tree.charge(target.workload.usage, to: target.workload.queue)
        #expect(!scene.tree.fits(request.usage, in: queue), "seed \(seed): one too many")
        scene.tree.release(target.workload.usage, from: target.workload.queue)
      }
    }
    #expect(found > 300, "the scenes are too tame")
  }

  /// An attempt without borrowing may have to take more than the quota alone asks for.
  private func fitsOnlyByBorrowing(_ request: QuotaRequest, _ tree: CohortTree) -> Bool {
    tree.isBorrowing(request.queue, 0, with: request.usage.entries[0].amount)
  }
}
