import Domain
import Randomness
import Scheduling
import Testing

/// The fast scheduler and the naive one, decision by decision.
@Suite struct NaiveAgreementTests {
  @Test func theyAgreeOnEveryDecision() {
    var (bound, failed, preempted) = (0, 0, 0)
    for seed in UInt64(1)...600 {
      var story = Story(seed: seed)
      if let difference = story.firstDifference() {
        Issue.record("seed \(seed): \(difference)")
      }
      bound += story.bound
      failed += story.failed
      preempted += story.preempted
    }
    // Decisions enough of every sort, or the agreement would mean nothing.
    #expect(bound > 5000 && failed > 1000 && preempted > 200)
  }
}

/// Pods that come, go and preempt each other on a random cluster, told to both schedulers.
private struct Story: ~Copyable {
  private var clusters: RandomClusters
  private let pods: [PlannedPod]
  private var fast: SchedulerSession
  private var naive: NaiveCluster
  private var ties: RandomStream
  private var sameTies: RandomStream
  private var clock: Int64 = 0
  private var waiting: [Int] = []
  private(set) var bound = 0
  private(set) var failed = 0
  private(set) var preempted = 0

  init(seed: UInt64) {
    var clusters = RandomClusters(seed: seed)
    let cluster = clusters.cluster()
    let nodes = clusters.nodes()
    pods = clusters.pods()
    fast = SchedulerSession(
      nodes: nodes,
      pods: pods,
      namespaces: clusters.namespaces,
      cluster: cluster
    )
    naive = NaiveCluster(
      nodes: nodes,
      pods: pods,
      namespaces: clusters.namespaces,
      cluster: cluster,
      tieOrder: fast.tieOrder
    )
    ties = RandomStream(seed: seed, purpose: "ties")
    sameTies = ties
    self.clusters = clusters
  }

  /// What they first disagree about; nil if they never do.
  mutating func firstDifference() -> String? {
    for pod in pods.indices {
      if let difference = schedule(pod) { return difference }
      if clusters.pick(0...3) == 0 { lose() }
      if let other = waiting.last, clusters.pick(0...2) == 0 {
        waiting.removeLast()
        if let difference = schedule(other) { return difference }
      }
    }
    return nil
  }

  private mutating func schedule(_ pod: Int) -> String? {
    clock += Int64(clusters.pick(0...1))
    let found = fast.schedule(pod, startTime: clock, breakingTiesWith: &ties)
    naive.startTimes[pod] = clock
    let expected = naive.schedule(pod, breakingTiesWith: &sameTies)
    guard found == expected else {
      return "pod \(pod) went to \(found ?? -1), not to \(expected ?? -1)"
    }
    if found != nil {
      bound += 1
      return nil
    }
    failed += 1
    let (words, right) = (fast.explanation(for: pod), naive.explanation(pod))
    guard words == right else { return "pod \(pod): \(words), expected \(right)" }
    return preempt(for: pod)
  }

  private mutating func preempt(for pod: Int) -> String? {
    let budgets = [
      NaiveCluster.Budget(
        namespace: "n0",
        selector: LabelSelector(matchLabels: ["app": "p"]),
        allowed: clusters.pick(0...2)
      ),
      NaiveCluster.Budget(
        namespace: "n1",
        selector: LabelSelector(),
        allowed: 0
      ),
    ]
    let (found, words) = fast.preempt(
      for: pod,
      budgets: budgets.map {
        .init(namespace: $0.namespace, selector: $0.selector, allowed: $0.allowed)
      },
      using: &ties
    )
    let expected = naive.preempt(pod, budgets, using: &sameTies)
    guard words == expected.message, found?.victims ?? [] == expected.victims,
      found?.node ?? -1 == expected.node
    else { return "pod \(pod) preempts \(String(describing: found)) \(words), not \(expected)" }
    guard let found else { return nil }
    preempted += 1
    fast.nominate(pod, to: found.node)
    naive.nominated[pod] = found.node
    for victim in found.victims where !naive.terminating.contains(victim) { end(victim) }
    waiting.append(pod)
    return nil
  }

  private mutating func end(_ pod: Int) {
    fast.beginTermination(of: pod)
    naive.terminating.insert(pod)
  }

  /// A pod that ends begins to, or is gone.
  private mutating func lose() {
    let bound = naive.node.keys.sorted()
    guard !bound.isEmpty else { return }
    let pod = bound[clusters.pick(0...bound.count - 1)]
    if !naive.terminating.contains(pod), clusters.pick(0...1) == 0 { return end(pod) }
    fast.remove(pod)
    naive.node[pod] = nil
    naive.terminating.remove(pod)
  }
}
