import Domain

/// What the filters say about one node.
struct NaiveReasons {
  var messages: [String] = []
  var isUnresolvable = false
  var isEmpty: Bool { messages.isEmpty }
}

/// Filters, one after another.
extension NaiveCluster {
  /// With the pods to whom the node is promised, and without them.
  func reasons(_ pod: Int, _ node: Int) -> NaiveReasons {
    var crowded = self
    for (other, promised) in nominated where promised == node && other != pod {
      if pods[other].priority >= pods[pod].priority { crowded.node[other] = node }
    }
    let first = crowded.filter(pod, node)
    return first.isEmpty ? filter(pod, node) : first
  }

  private func filter(_ pod: Int, _ node: Int) -> NaiveReasons {
    for taint in nodes[node].taints where taint.effect != .preferNoSchedule {
      if !pods[pod].tolerations.contains(where: { stands($0, taint) }) {
        return .init(
          messages: ["node(s) had untolerated taint {\(taint.key): \(taint.value)}"],
          isUnresolvable: true
        )
      }
    }
    if !selects(pod, node) {
      return .init(
        messages: ["node(s) didn't match Pod's node affinity/selector"],
        isUnresolvable: true
      )
    }
    let shortages = shortages(pod, node)
    if !shortages.isEmpty { return shortages }
    let spread = spread(pod, node)
    return spread.isEmpty ? affinity(pod, node) : spread
  }

  func stands(_ toleration: Toleration, _ taint: Taint) -> Bool {
    (toleration.effect ?? taint.effect) == taint.effect
      && (toleration.key == "" || toleration.key == taint.key)
      && (toleration.comparison == .exists || toleration.value == taint.value)
  }

  func selects(_ pod: Int, _ node: Int) -> Bool {
    let labels = labels(node)
    for (key, value) in pods[pod].nodeSelector where labels[key] != value { return false }
    let terms = pods[pod].rules.nodeAffinity.required
    return terms.isEmpty || terms.contains { meets($0, labels) }
  }

  func meets(_ term: [LabelRequirement], _ labels: [String: String]) -> Bool {
    !term.isEmpty
      && term.allSatisfy { requirement in
        let value = labels[requirement.key]
        switch requirement.comparison {
        case .isIn: return value != nil && requirement.values.contains(value ?? "")
        case .notIn: return value == nil || !requirement.values.contains(value ?? "")
        case .exists: return value != nil
        case .doesNotExist: return value == nil
        case .greaterThan: return false
        case .lessThan: return false
        }
      }
  }

  private func shortages(_ pod: Int, _ node: Int) -> NaiveReasons {
    let others = podsOn(node)
    var found = NaiveReasons()
    if Int64(others.count) + 1 > nodes[node].allocatable.amount(.pods) {
      found.messages = ["Too many pods"]
      found.isUnresolvable = nodes[node].allocatable.amount(.pods) < 1
    }
    let requests = pods[pod].requests
    for name in requests.names where requests.amount(name) > 0 {
      let used = others.reduce(0) { $0 + pods[$1].requests.amount(name) }
      if used + requests.amount(name) > nodes[node].allocatable.amount(name) {
        found.messages.append("Insufficient \(name.rawValue)")
        if requests.amount(name) > nodes[node].allocatable.amount(name) {
          found.isUnresolvable = true
        }
      }
    }
    return found
  }

  // MARK: Spread

  /// Pods that a constraint counts on a node.
  func matches(_ constraint: TopologySpreadConstraint, of pod: Int, on node: Int) -> Int {
    podsOn(node).filter { other in
      guard !terminating.contains(other), namespace(other) == namespace(pod) else { return false }
      if pods[pod].rules.topologySpread == nil {
        return pods[other].workload == pods[pod].workload
      }
      guard let selector = constraint.selector,
        !(selector.matchLabels.isEmpty && selector.matchExpressions.isEmpty)
      else { return false }
      return selector.matches(pods[other].rules.labels)
    }.count
  }

  func isEligible(
    _ node: Int,
    _ constraint: TopologySpreadConstraint,
    _ all: [TopologySpreadConstraint],
    _ pod: Int
  ) -> Bool {
    let labels = labels(node)
    if all.contains(where: { labels[$0.topologyKey] == nil }) { return false }
    if constraint.nodeAffinityPolicy == .honor, !selects(pod, node) { return false }
    let hasTaint = nodes[node].taints.contains { taint in
      taint.effect != .preferNoSchedule
        && !pods[pod].tolerations.contains { stands($0, taint) }
    }
    return constraint.nodeTaintsPolicy == .ignore || !hasTaint
  }

  private func spread(_ pod: Int, _ node: Int) -> NaiveReasons {
    let all = (pods[pod].rules.topologySpread ?? [])
      .filter { $0.whenUnsatisfiable == .doNotSchedule }
    let words = "node(s) didn't match pod topology spread constraints"
    for constraint in all {
      var domains: [String: Int] = [:]
      for other in nodes.indices where isEligible(other, constraint, all, pod) {
        domains[labels(other)[constraint.topologyKey] ?? "", default: 0] +=
          matches(constraint, of: pod, on: other)
      }
      guard let value = labels(node)[constraint.topologyKey] else {
        return .init(messages: [words + " (missing required label)"], isUnresolvable: true)
      }
      let least = domains.count < constraint.minDomains ?? 1 ? 0 : domains.values.min() ?? 0
      let own = constraint.selector?.matches(pods[pod].rules.labels) == true ? 1 : 0
      if domains[value, default: 0] + own - least > constraint.maxSkew {
        return .init(messages: [words])
      }
    }
    return .init()
  }

  // MARK: Inter-pod affinity

  func matches(_ term: PodAffinity.Term, of owner: Int, _ other: Int) -> Bool {
    let namespaces = term.namespaces.isEmpty ? [namespace(owner)] : term.namespaces
    return namespaces.contains(namespace(other))
      && term.selector?.matches(pods[other].rules.labels) == true
  }

  /// Pods on nodes with the node's value of a key.
  func neighbours(_ node: Int, _ key: String) -> [Int] {
    guard let value = labels(node)[key] else { return [] }
    return pods.indices.filter { other in
      self.node[other].map { labels($0)[key] == value } ?? false
    }
  }

  private func affinity(_ pod: Int, _ node: Int) -> NaiveReasons {
    let rules = pods[pod].rules.podAffinity
    func matchesAll(_ other: Int) -> Bool {
      rules.required.allSatisfy { matches($0, of: pod, other) }
    }
    let isFirst =
      matchesAll(pod)
      && !pods.indices.contains { other in
        guard let place = self.node[other], matchesAll(other) else { return false }
        return rules.required.contains { labels(place)[$0.topologyKey] != nil }
      }
    for term in rules.required {
      let hasKey = labels(node)[term.topologyKey] != nil
      let isNear = neighbours(node, term.topologyKey).contains(where: matchesAll)
      if !hasKey || !isNear && !isFirst {
        return .init(
          messages: ["node(s) didn't match pod affinity rules"],
          isUnresolvable: true
        )
      }
    }
    for term in rules.requiredAnti
    where neighbours(node, term.topologyKey).contains(where: { matches(term, of: pod, $0) }) {
      return .init(messages: ["node(s) didn't match pod anti-affinity rules"])
    }
    for other in pods.indices where self.node[other] != nil {
      for term in pods[other].rules.podAffinity.requiredAnti where matches(term, of: other, pod) {
        if neighbours(node, term.topologyKey).contains(other) {
          return .init(messages: ["node(s) didn't satisfy existing pods anti-affinity rules"])
        }
      }
    }
    return .init()
  }
}
