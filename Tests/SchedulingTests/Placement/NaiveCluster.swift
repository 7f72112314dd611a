import Domain

/// The scheduling cycle again, as plainly as it can be written: the judge of the fast one.
///
/// It looks at every pod on every node afresh and keeps no books but who is where.
struct NaiveCluster {
  let nodes: [PlannedNode]
  let pods: [PlannedPod]
  let namespaces: [String]
  let cluster: PlannedCluster
  /// In which order equally good nodes are numbered.
  let tieOrder: [Int]
  var node: [Int: Int] = [:]
  var terminating: Set<Int> = []
  var nominated: [Int: Int] = [:]
  var startTimes: [Int: Int64] = [:]
  var nextStart = 0

  init(
    nodes: [PlannedNode],
    pods: [PlannedPod],
    namespaces: [String],
    cluster: PlannedCluster,
    tieOrder: [Int]
  ) {
    self.nodes = nodes
    self.pods = pods
    self.namespaces = namespaces
    self.cluster = cluster
    self.tieOrder = tieOrder
  }

  func namespace(_ pod: Int) -> String {
    pods[pod].namespace.map { namespaces[$0] } ?? "kube-system"
  }

  func labels(_ node: Int) -> [String: String] {
    nodes[node].labels.merging(["kubernetes.io/hostname": nodes[node].name]) { given, _ in given }
  }

  func podsOn(_ node: Int) -> [Int] { pods.indices.filter { self.node[$0] == node } }

  // MARK: The cycle

  mutating func schedule(
    _ pod: Int,
    breakingTiesWith generator: inout some RandomNumberGenerator
  ) -> Int? {
    if let promised = nominated[pod], reasons(pod, promised).isEmpty {
      bind(pod, promised)
      return promised
    }
    let (feasible, isSample) = search(pod)
    guard let first = feasible.first else { return nil }
    if feasible.count == 1 {
      bind(pod, first)
      return first
    }
    let totals = Dictionary(
      uniqueKeysWithValues: zip(feasible, NaiveScores(self, pod, feasible).totals)
    )
    let best = feasible.filter { totals[$0] == totals.values.max() }
    let chosen: Int
    if cluster.scheduler.ties == .nameOrder {
      chosen = best.min { (nodes[$0].name, $0) < (nodes[$1].name, $1) } ?? first
    } else {
      let order = isSample ? best : tieOrder.filter(best.contains)
      chosen =
        order.count == 1 ? order[0] : order[Int.random(in: 0..<order.count, using: &generator)]
    }
    bind(pod, chosen)
    return chosen
  }

  private mutating func bind(_ pod: Int, _ node: Int) {
    self.node[pod] = node
    nominated[pod] = nil
  }

  /// Visits nodes until enough are feasible.
  private mutating func search(_ pod: Int) -> (feasible: [Int], isSample: Bool) {
    var wanted = nodes.count
    if nodes.count >= 100 {
      var percent = cluster.scheduler.percentageOfNodesToScore
      if percent == 0 { percent = max(5, 50 - nodes.count / 125) }
      wanted = max(100, nodes.count * percent / 100)
    }
    if wanted >= nodes.count {
      return (nodes.indices.filter { reasons(pod, $0).isEmpty }, false)
    }
    let order = visitOrder
    var found: [Int] = []
    var visited = 0
    while visited < nodes.count, found.count < wanted {
      let node = order[(nextStart + visited) % nodes.count]
      if reasons(pod, node).isEmpty { found.append(node) }
      visited += 1
    }
    nextStart = (nextStart + visited) % nodes.count
    return (found, true)
  }

  /// One node of each zone in turn.
  var visitOrder: [Int] {
    var zones: [String] = []
    for node in nodes where !zones.contains(node.labels["topology.kubernetes.io/zone"] ?? "") {
      zones.append(node.labels["topology.kubernetes.io/zone"] ?? "")
    }
    var members = zones.map { zone in
      nodes.indices.filter { (nodes[$0].labels["topology.kubernetes.io/zone"] ?? "") == zone }
    }
    var order: [Int] = []
    while order.count < nodes.count {
      for zone in zones.indices where !members[zone].isEmpty {
        order.append(members[zone].removeFirst())
      }
    }
    return order
  }

  func explanation(_ pod: Int) -> String {
    if nodes.isEmpty { return "no nodes available to schedule pods" }
    return histogram(nodes.indices.flatMap { reasons(pod, $0).messages })
  }

  private func histogram(_ reasons: [String]) -> String {
    let counts = Set(reasons).map { reason in
      "\(reasons.filter { $0 == reason }.count) \(reason)"
    }
    return "0/\(nodes.count) nodes are available: \(counts.sorted().joined(separator: ", "))."
  }

  // MARK: Preemption

  struct Budget {
    var namespace: String
    var selector: LabelSelector
    var allowed: Int
  }

  /// The node and the victims, or the words if there are none.
  mutating func preempt(
    _ pod: Int,
    _ budgets: [Budget],
    using generator: inout some RandomNumberGenerator
  ) -> (node: Int, victims: [Int], message: String) {
    if !pods[pod].rules.mayPreempt {
      return (-1, [], "preemption: not eligible due to preemptionPolicy=Never.")
    }
    if let promised = nominated[pod],
      podsOn(promised).contains(where: {
        terminating.contains($0) && pods[$0].priority < pods[pod].priority
      })
    {
      let words = "not eligible due to a terminating pod on the nominated node."
      return (-1, [], "preemption: \(words)")
    }
    let open = visitOrder.filter { node in
      let found = reasons(pod, node)
      return !found.isEmpty && !found.isUnresolvable
    }
    var messages = Array(
      repeating: "Preemption is not helpful for scheduling",
      count: nodes.count - open.count
    )
    var found: [(node: Int, victims: [Int], violations: Int)] = []
    if !open.isEmpty {
      let offset = Int.random(in: 0..<open.count, using: &generator)
      for step in open.indices {
        let node = open[(offset + step) % open.count]
        switch dryRun(pod, node, budgets) {
        case .failure(let reasons): messages += reasons.messages
        case .success(let result): found.append((node, result.victims, result.violations))
        }
        let wanted = min(open.count, max(open.count * 10 / 100, 100))
        if found.contains(where: { $0.violations == 0 }), found.count >= wanted { break }
      }
    }
    found = found.filter { $0.violations == 0 } + found.filter { $0.violations > 0 }
    guard let best = found.indices.min(by: { isLess(found[$0], found[$1], $0 < $1) }) else {
      nominated[pod] = nil
      return (-1, [], "preemption: \(histogram(messages))")
    }
    return (found[best].node, found[best].victims, "")
  }

  private func isLess(
    _ left: (node: Int, victims: [Int], violations: Int),
    _ right: (node: Int, victims: [Int], violations: Int),
    _ isFirst: Bool
  ) -> Bool {
    func keys(_ candidate: (node: Int, victims: [Int], violations: Int)) -> [Int] {
      let priorities = candidate.victims.map { pods[$0].priority }
      let top = candidate.victims.filter { pods[$0].priority == priorities.max() }
      return [
        candidate.violations, priorities.max() ?? 0,
        priorities.reduce(0) { $0 + $1 + 2_147_483_648 }, candidate.victims.count,
        -Int(top.map { startTimes[$0] ?? 0 }.min() ?? 0),
      ]
    }
    let (one, other) = (keys(left), keys(right))
    return one == other ? isFirst : one.lexicographicallyPrecedes(other)
  }

  private enum DryRun {
    case success((victims: [Int], violations: Int))
    case failure(NaiveReasons)
  }

  private func isMoreImportant(_ left: Int, _ right: Int) -> Bool {
    if pods[left].priority != pods[right].priority {
      return pods[left].priority > pods[right].priority
    }
    let (first, second) = (startTimes[left] ?? 0, startTimes[right] ?? 0)
    return first == second ? left < right : first < second
  }

  private func dryRun(_ pod: Int, _ node: Int, _ budgets: [Budget]) -> DryRun {
    var trial = self
    let lower = podsOn(node).filter { pods[$0].priority < pods[pod].priority }
      .sorted(by: isMoreImportant)
    var none = NaiveReasons()
    none.messages = ["No preemption victims found for incoming pod"]
    if lower.isEmpty { return .failure(none) }
    for other in lower { trial.node[other] = nil }
    let alone = trial.reasons(pod, node)
    if !alone.isEmpty { return .failure(alone) }
    var allowed = budgets.map(\.allowed)
    var violating: Set<Int> = []
    for other in lower {
      for (index, budget) in budgets.enumerated() where protects(budget, other) {
        allowed[index] -= 1
        if allowed[index] < 0 { violating.insert(other) }
      }
    }
    var victims: [Int] = []
    let order = lower.filter(violating.contains) + lower.filter { !violating.contains($0) }
    for other in order {
      trial.node[other] = node
      if !trial.reasons(pod, node).isEmpty {
        trial.node[other] = nil
        victims.append(other)
      }
    }
    if victims.isEmpty { return .failure(none) }
    return .success((victims.sorted(by: isMoreImportant), victims.filter(violating.contains).count))
  }

  private func protects(_ budget: Budget, _ pod: Int) -> Bool {
    let selector = budget.selector
    return namespace(pod) == budget.namespace && !pods[pod].rules.labels.isEmpty
      && !(selector.matchLabels.isEmpty && selector.matchExpressions.isEmpty)
      && selector.matches(pods[pod].rules.labels)
  }
}
