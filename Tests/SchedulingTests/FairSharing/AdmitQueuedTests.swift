import Domain
import EventCore
import Scheduling
import Testing

@Suite struct AdmitQueuedTests {
  private func seconds(_ seconds: Int64) -> SimTime { .start + .seconds(seconds) }

  private func follow(
    _ queues: [ClusterQueue],
    _ workloads: [(queue: Int, cpus: Int64, priority: Int, from: Int64, to: Int64?)],
    until horizon: Int64 = 1000
  ) throws -> [QueuedHistory] {
    let tree = try CohortTree(queues: queues)
    return admitQueued(
      workloads.map { workload in
        QueuedWorkload(
          queue: workload.queue,
          priority: workload.priority,
          usage: tree.cpus(workload.cpus),
          createdAt: seconds(workload.from),
          endsAt: workload.to.map(seconds)
        )
      },
      tree: tree,
      fairSharing: nil,
      until: seconds(horizon),
      evictionTime: .seconds(30)
    )
  }

  private func spans(_ history: QueuedHistory) -> [[Int64?]] {
    history.stays.map { stay in
      [stay.waitsSince, stay.from, stay.preemptedAt].map {
        $0.map { $0.nanoseconds / 1_000_000_000 }
      }
    }
  }

  @Test func waitsUntilQuotaBecomesFree() throws {
    let histories = try follow(
      [Trees.queue("a", in: nil, nominal: 4)],
      [(0, 3, 0, 0, 100), (0, 3, 0, 10, nil), (0, 1, 0, 20, nil)]
    )
    #expect(spans(histories[0]) == [[0, 0, nil]])
    #expect(spans(histories[1]) == [[10, 100, nil]])
    #expect(spans(histories[2]) == [[20, 20, nil]], "a smaller one may pass")
  }

  /// What can't be admitted doesn't hold up what comes behind it at the same instant.
  @Test func setAsideForTheNextOne() throws {
    let histories = try follow(
      [Trees.queue("a", in: nil, nominal: 8)],
      [(0, 4, 9, 0, 100), (0, 8, 5, 0, nil), (0, 9, 5, 0, nil), (0, 4, 5, 0, 200)]
    )
    #expect(spans(histories[0]) == [[0, 0, nil]])
    #expect(spans(histories[1]) == [[0, 200, nil]])
    #expect(histories[2].stays.isEmpty)
    #expect(spans(histories[3]) == [[0, 0, nil]])
  }

  /// A borrower goes when the owner comes, holds its quota for 30 s more, and comes back when the
  /// owner has gone.
  @Test func reclaimedAndAdmittedAgain() throws {
    let histories = try follow(
      [Trees.queue("owner", nominal: 4), Trees.queue("guest", nominal: 0)],
      [(1, 4, 9, 0, nil), (0, 2, 0, 100, 500)]
    )
    #expect(spans(histories[0]) == [[0, 0, 100], [100, 500, nil]])
    #expect(histories[0].stays[0].preemptedBy == 1)
    #expect(histories[0].stays[0].reason == .inCohortReclamation)
    #expect(spans(histories[1]) == [[100, 130, nil]])
  }

  @Test func saysWhyItWaits() throws {
    let histories = try follow(
      [Trees.queue("a", nominal: 4), Trees.queue("b", nominal: 2)],
      [(0, 5, 0, 0, nil), (1, 3, 0, 1, nil), (1, 9, 0, 2, nil), (1, 3, 0, 3, nil), (0, 1, 0, 9, 9)]
    )
    let tree = try CohortTree(queues: [Trees.queue("a", nominal: 4), Trees.queue("b", nominal: 2)])
    func message(_ index: Int, _ milliCPU: Int64) -> String {
      tree.message(for: histories[index].refusal, of: tree.cpus(milliCPU), in: 1)
    }
    // The units are thousandths of a CPU.
    #expect(
      message(1, 3)
        == "insufficient unused quota for cpu in flavor default, 2m more needed (cohort all)"
    )
    #expect(
      message(2, 9)
        == "insufficient quota for cpu in flavor default, request > maximum capacity (9m > 6m) "
        + "(cohort all)"
    )
    #expect(message(3, 3) == "the workload waits behind others of its queue")
    #expect(histories[4].stays.isEmpty, "it was over when it came")
  }

  /// Two queues that take from each other without end: evictions take time, so the run ends.
  @Test func flappingIsBoundedByTheEvictionTime() throws {
    let lower = QueuePreemption(
      reclaimWithinCohort: .any,
      borrowWithinCohort: QueuePreemption.BorrowingPreemption()
    )
    let histories = try follow(
      [
        Trees.queue("a", nominal: 2, preemption: lower),
        Trees.queue("b", nominal: 2, preemption: lower),
      ],
      [(0, 3, 1, 0, nil), (1, 2, 0, 1, nil)]
    )
    for history in histories { #expect(history.stays.count <= 1000 / 30 + 1) }
    for (history, workload) in zip(histories, [0, 1]) {
      for (stay, next) in zip(history.stays, history.stays.dropFirst()) {
        #expect(stay.preemptedAt.map { $0 < next.from } == true, "workload \(workload)")
      }
    }
  }

  @Test func theSameInputsTellTheSameStory() throws {
    for seed in 1...50 as ClosedRange<UInt64> {
      var scenes = RandomScenes(seed: seed)
      let scene = try scenes.next()
      let workloads = (0..<25).map { _ in
        QueuedWorkload(
          queue: scenes.pick(0...scene.tree.queues.count - 1),
          priority: scenes.pick(0...2),
          usage: scene.tree.cpus(Int64(scenes.pick(1...5))),
          createdAt: seconds(Int64(scenes.pick(0...200))),
          endsAt: scenes.maybe(100...400).map(seconds)
        )
      }
      let tree = try CohortTree(queues: scene.tree.queues, cohorts: scene.tree.cohorts)
      func run() -> [QueuedHistory] {
        admitQueued(
          workloads,
          tree: tree,
          fairSharing: seed.isMultiple(of: 2) ? FairSharingSettings() : nil,
          until: seconds(600),
          evictionTime: .seconds(30)
        )
      }
      let histories = run()
      #expect(histories == run(), "seed \(seed)")
      for (workload, history) in zip(workloads, histories) {
        for stay in history.stays {
          #expect(stay.from >= workload.createdAt, "seed \(seed)")
          #expect(stay.from < workload.endsAt ?? .never, "seed \(seed)")
          #expect(stay.waitsSince <= stay.from, "seed \(seed)")
        }
      }
    }
  }
}
