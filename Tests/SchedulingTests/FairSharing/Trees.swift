import Domain
import EventCore
import Randomness
import Scheduling

/// Short ways to write down queues, cohorts and workloads of tests.
enum Trees {
  static let cpu = FlavorResource(resource: .cpu)
  static let gpu = FlavorResource(resource: .gpu)

  static func queue(
    _ name: String,
    in cohort: String? = "all",
    nominal: Int64,
    borrowing: Int64? = nil,
    lending: Int64? = nil,
    weight: String = "1",
    preemption: QueuePreemption = QueuePreemption(
      withinClusterQueue: .lowerPriority,
      reclaimWithinCohort: .any
    ),
    strategy: QueueingStrategy = .bestEffortFIFO
  ) -> ClusterQueue {
    ClusterQueue(
      name: name,
      cohort: cohort,
      weight: exactly(weight),
      quotas: [
        cpu: FlavorQuota(nominal: nominal, borrowingLimit: borrowing, lendingLimit: lending)
      ],
      preemption: preemption,
      strategy: strategy
    )
  }

  static func cohort(
    _ name: String,
    in parent: String?,
    nominal: Int64 = 0,
    borrowing: Int64? = nil,
    lending: Int64? = nil,
    weight: String = "1"
  ) -> Cohort {
    Cohort(
      name: name,
      parent: parent,
      weight: exactly(weight),
      quotas: [
        cpu: FlavorQuota(nominal: nominal, borrowingLimit: borrowing, lendingLimit: lending)
      ]
    )
  }
}

/// A weight that can be read.
func exactly(_ weight: String) -> FairWeight {
  guard let exact = FairWeight(decimal: weight) else { preconditionFailure("weight \(weight)") }
  return exact
}

extension CohortTree {
  /// So many CPUs of the default flavor.
  func cpus(_ amount: Int64) -> QuotaUsage {
    guard let usage = usage([Trees.cpu: amount]) else { preconditionFailure("\(amount) CPUs") }
    return usage
  }
}

/// A tree and who holds quota in it.
struct Scene {
  var tree: CohortTree
  var admitted: [[AdmittedWorkload]]
  private var count = 0

  init(_ queues: [ClusterQueue], _ cohorts: [Cohort] = []) throws {
    tree = try CohortTree(queues: queues, cohorts: cohorts)
    admitted = queues.map { _ in [] }
  }

  /// Admits a workload and returns its number; later ones are admitted later.
  @discardableResult
  mutating func admit(_ queue: Int, _ cpus: Int64, priority: Int = 0) -> Int {
    let usage = tree.cpus(cpus)
    tree.charge(usage, to: queue)
    admitted[queue].append(
      AdmittedWorkload(
        id: count,
        queue: queue,
        priority: priority,
        admittedAt: SimTime(nanoseconds: Int64(count)),
        usage: usage
      )
    )
    count += 1
    return count - 1
  }

  func request(_ queue: Int, _ cpus: Int64, priority: Int = 0, at now: Int64 = 0) -> QuotaRequest {
    QuotaRequest(
      id: 1_000_000 + queue,
      queue: queue,
      priority: priority,
      queuedAt: SimTime(nanoseconds: now),
      usage: tree.cpus(cpus)
    )
  }

  /// The numbers of those who go for a request, in ascending order.
  mutating func victims(
    _ request: QuotaRequest,
    _ fairSharing: FairSharingSettings? = nil
  ) -> [Int] {
    targets(request, fairSharing).map(\.workload.id).sorted()
  }

  mutating func targets(
    _ request: QuotaRequest,
    _ fairSharing: FairSharingSettings? = nil
  ) -> [PreemptionTarget] {
    PreemptionSearch.targets(
      for: request,
      in: &tree,
      admitted: admitted,
      fairSharing: fairSharing
    )
  }
}

/// Trees with workloads, drawn at random.
struct RandomScenes {
  private var draws: RandomStream

  init(seed: UInt64) { draws = RandomStream(seed: seed, purpose: "random scene") }

  mutating func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &draws) }

  mutating func maybe(_ range: ClosedRange<Int>) -> Int64? {
    pick(0...2) == 0 ? Int64(pick(range)) : nil
  }

  mutating func next() throws -> Scene {
    let cohorts = (0..<pick(1...4)).map { number in
      Trees.cohort(
        "c\(number)",
        in: number == 0 || pick(0...3) == 0 ? nil : "c\(pick(0...number - 1))",
        nominal: Int64(pick(0...4)),
        borrowing: maybe(0...6),
        lending: maybe(0...4),
        weight: ["1", "2", "0.5", "0"][pick(0...3)]
      )
    }
    let queues = (0..<pick(1...5)).map { number in
      Trees.queue(
        "q\(number)",
        in: pick(0...9) == 0 ? nil : "c\(pick(0...cohorts.count - 1))",
        nominal: Int64(pick(0...8)),
        borrowing: maybe(0...8),
        lending: maybe(0...6),
        weight: ["1", "2", "0.99", "0"][pick(0...3)],
        preemption: preemption(),
        strategy: QueueingStrategy.allCases[pick(0...1)]
      )
    }
    var scene = try Scene(queues, cohorts)
    for _ in 0..<pick(0...14) {
      let queue = pick(0...queues.count - 1)
      let cpus = Int64(pick(1...4))
      let usage = scene.tree.cpus(cpus)
      if scene.tree.fits(usage, in: queue) { scene.admit(queue, cpus, priority: pick(0...2)) }
    }
    return scene
  }

  private mutating func preemption() -> QueuePreemption {
    QueuePreemption(
      withinClusterQueue: QueuePreemption.WithinQueue.allCases[pick(0...2)],
      reclaimWithinCohort: QueuePreemption.WithinCohort.allCases[pick(0...2)],
      borrowWithinCohort: pick(0...2) == 0
        ? QueuePreemption.BorrowingPreemption(maxPriorityThreshold: pick(0...1)) : nil
    )
  }
}
