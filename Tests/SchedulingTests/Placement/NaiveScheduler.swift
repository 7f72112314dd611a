import Domain

/// The scheduling pass again, as plainly as it can be written: the judge of the fast one.
///
/// It looks at every pod on every node afresh and keeps no books but the list of placements.
struct NaiveScheduler {
  let plan: DeploymentPlan
  private var placements: [PodPlacement] = []

  init(_ plan: DeploymentPlan) { self.plan = plan }

  mutating func place(
    breakingTiesWith generator: inout some RandomNumberGenerator
  ) -> [PodPlacement] {
    placements = []
    for pod in plan.pods { placements.append(admitted(pod)) }
    for cluster in plan.clusters.indices {
      var queue = plan.pods.indices.filter { plan.pods[$0].cluster == cluster }
      queue.sort { (-plan.pods[$0].priority, $0) < (-plan.pods[$1].priority, $1) }
      for pod in queue where placements[pod].outcome == .unschedulable {
        schedule(pod, &generator)
      }
    }
    return placements
  }

  /// Only the rules that the random plans use: a quota on pods and `requests.cpu`.
  private func admitted(_ pod: PlannedPod) -> PodPlacement {
    var requests = pod.requests
    for name in pod.limits.names where requests[name] == nil { requests[name] = pod.limits[name] }
    var placement = PodPlacement(outcome: .unschedulable, requests: requests, limits: pod.limits)
    guard let namespace = pod.namespace else { return placement }
    let quota = plan.namespaces[namespace].quota
    let others = zip(plan.pods, placements).filter { other, placement in
      other.namespace == namespace && placement.outcome != .deniedByQuota
    }
    let cpu = others.reduce(0) { $0 + $1.1.requests.amount(.cpu) }
    let exceedsPods = quota[.pods].map { Int64(others.count) + 1 > $0 } ?? false
    let exceedsCPU = quota[.requests(.cpu)].map { limit in
      requests[.cpu].map { $0 > 0 && cpu + $0 > limit } ?? true
    }
    if exceedsPods || exceedsCPU == true { placement.outcome = .deniedByQuota }
    return placement
  }

  private mutating func schedule(
    _ pod: Int,
    _ generator: inout some RandomNumberGenerator
  ) {
    let nodes = plan.nodes.indices.filter { plan.nodes[$0].cluster == plan.pods[pod].cluster }
    var reasons: [String] = []
    var feasible: [Int] = []
    for node in nodes {
      let problems = problems(of: pod, on: node)
      if problems.isEmpty { feasible.append(node) }
      reasons += problems
    }
    if feasible.isEmpty {
      let counts = Set(reasons).map { reason in
        "\(reasons.filter { $0 == reason }.count) \(reason)"
      }
      placements[pod].reason =
        nodes.isEmpty
        ? "no nodes available to schedule pods"
        : "0/\(nodes.count) nodes are available: \(counts.sorted().joined(separator: ", "))."
      return
    }
    let worst = feasible.map { softTaints(of: pod, on: $0) }.max() ?? 0
    let totals = feasible.map { node -> Int64 in
      let soft = softTaints(of: pod, on: node)
      let taints = worst == 0 ? 100 : 100 - 100 * soft / worst
      return least(pod, node) + balance(pod, node) + 3 * taints
    }
    let best = zip(feasible, totals).filter { $1 == totals.max() }.map(\.0)
    let choice = best.count == 1 ? 0 : Int.random(in: 0..<best.count, using: &generator)
    bind(pod, to: best[choice])
  }

  private func podsOn(_ node: Int) -> [PodPlacement] {
    placements.filter { $0.node == NodeID(node) }
  }

  private func problems(of pod: Int, on node: Int) -> [String] {
    let (pod, node, others) = (plan.pods[pod], plan.nodes[node], podsOn(node))
    for taint in node.taints where taint.effect != .preferNoSchedule {
      if !pod.tolerations.contains(where: { stands($0, taint) }) {
        return ["node(s) had untolerated taint {\(taint.key): \(taint.value)}"]
      }
    }
    for (key, value) in pod.nodeSelector where node.labels[key] != value {
      return ["node(s) didn't match Pod's node affinity/selector"]
    }
    var problems: [String] = []
    if Int64(others.count) + 1 > node.allocatable.amount(.pods) { problems = ["Too many pods"] }
    let requests = pod.requests
    for name in requests.names where requests.amount(name) > 0 {
      let used = others.reduce(0) { $0 + $1.requests.amount(name) }
      if used + requests.amount(name) > node.allocatable.amount(name) {
        problems.append("Insufficient \(name.rawValue)")
      }
    }
    return problems
  }

  private func stands(_ toleration: Toleration, _ taint: Taint) -> Bool {
    (toleration.effect ?? taint.effect) == taint.effect
      && (toleration.key == "" || toleration.key == taint.key)
      && (toleration.comparison == .exists || toleration.value == taint.value)
  }

  private func softTaints(of pod: Int, on node: Int) -> Int64 {
    let tolerations = plan.pods[pod].tolerations.filter { $0.effect != .noSchedule }
    let bad = plan.nodes[node].taints.filter { taint in
      taint.effect == .preferNoSchedule && !tolerations.contains { stands($0, taint) }
    }
    return Int64(bad.count)
  }

  private func least(_ pod: Int, _ node: Int) -> Int64 {
    var scores: [Int64] = []
    for (name, assumed) in [(ResourceName.cpu, Int64(100)), (.memory, 209_715_200)] {
      let capacity = plan.nodes[node].allocatable.amount(name)
      if capacity == 0 { continue }
      let wanted = (podsOn(node) + [placements[pod]]).reduce(0) {
        $0 + ($1.requests[name] ?? assumed)
      }
      scores.append(wanted > capacity ? 0 : (capacity - wanted) * 100 / capacity)
    }
    return scores.isEmpty ? 0 : scores.reduce(0, +) / Int64(scores.count)
  }

  private func balance(_ pod: Int, _ node: Int) -> Int64 {
    let own = placements[pod].requests
    if own.amount(.cpu) == 0 && own.amount(.memory) == 0 { return 0 }
    let others = podsOn(node).map(\.requests)
    let after = evenness(others + [own], node)
    if plan.clusters[plan.pods[pod].cluster].version != .minor36 { return after }
    return 50 + (50 + after - evenness(others, node)) / 2
  }

  private func evenness(_ requests: [ResourceList], _ node: Int) -> Int64 {
    let shares = [ResourceName.cpu, .memory].compactMap { name -> Double? in
      let capacity = plan.nodes[node].allocatable.amount(name)
      if capacity == 0 { return nil }
      return min(1, Double(requests.reduce(0) { $0 + $1.amount(name) }) / Double(capacity))
    }
    if shares.count < 2 { return 100 }
    return Int64((1 - abs(shares[0] - shares[1]) / 2) * 100)
  }

  private mutating func bind(_ pod: Int, to node: Int) {
    placements[pod].outcome = .running
    placements[pod].node = NodeID(node)
  }
}
