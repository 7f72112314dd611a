package import Domain

extension CohortTree {
  /// Builds a tree in which nothing is used yet.
  ///
  /// Flavors of resources are counted if a quota names them or they are `others`. Quotas beyond
  /// what 64 bits hold together stay at that bound, as good as unlimited.
  ///
  /// - Complexity: O(nodes × flavors of resources), and the depth of the tree for each.
  package init(
    queues: [ClusterQueue],
    cohorts: [Cohort] = [],
    counting others: some Sequence<FlavorResource> = EmptyCollection()
  ) throws(CohortTreeError) {
    let shape = try CohortShape(queues: queues, cohorts: cohorts)
    let members = queues.map(\.quotas) + shape.cohorts.map(\.quotas)
    try Self.check(members, names: queues.map(\.name) + shape.cohorts.map(\.name))
    let flavorResources = Set(members.flatMap(\.keys)).union(others).sorted()
    self.flavorResources = flavorResources
    self.queues = queues
    self.cohorts = shape.cohorts
    parents = shape.parents
    cohortsFromLeaves = shape.cohortsFromLeaves
    childQueues = shape.childQueues
    childCohorts = shape.childCohorts
    heights = shape.heights
    roots = shape.roots
    resourceRanges = Self.ranges(flavorResources)
    let quotas = members.map { member in flavorResources.map { member[$0] } }
    let limits = NodeQuotas(quotas, shape: shape, queueCount: queues.count)
    self.limits = limits
    lendables = Self.lendables(limits, shape, resourceRanges, width: flavorResources.count)
    usage = [Int64](repeating: 0, count: parents.count * flavorResources.count)
  }

  private static func check(
    _ quotas: [[FlavorResource: FlavorQuota]],
    names: [String]
  ) throws(CohortTreeError) {
    for (member, name) in zip(quotas, names) {
      for (flavorResource, quota) in member.sorted(by: { $0.key < $1.key }) {
        let amounts = [quota.nominal, quota.borrowingLimit ?? 0, quota.lendingLimit ?? 0]
        if amounts.contains(where: { $0 < 0 }) { throw .negative(node: name, flavorResource) }
      }
    }
  }

  /// One range for each resource of a sorted list.
  private static func ranges(_ flavorResources: [FlavorResource]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for index in flavorResources.indices {
      if let last = ranges.last,
        flavorResources[last.lowerBound].resource
          == flavorResources[index].resource
      {
        ranges[ranges.count - 1] = last.lowerBound..<index + 1
      } else {
        ranges.append(index..<index + 1)
      }
    }
    return ranges
  }

  private static func lendables(
    _ limits: NodeQuotas,
    _ shape: CohortShape,
    _ ranges: [Range<Int>],
    width: Int
  ) -> [Int64] {
    let queueCount = shape.parents.count - shape.cohorts.count
    return shape.cohorts.indices.flatMap { cohort in
      ranges.map { range in
        range.reduce(Int64(0)) { sum, flavorResource in
          sum.addingSaturated(
            limits.potential(queueCount + cohort, flavorResource, width: width, shape.parents)
          )
        }
      }
    }
  }
}

/// Who is above and below whom.
struct CohortShape {
  /// Those given, then those only named.
  var cohorts: [Cohort]
  /// Per node; −1 for roots.
  var parents: [Int]
  var cohortsFromLeaves: [Int] = []
  var childQueues: [[Int]]
  var childCohorts: [[Int]]
  var heights: [Int] = []
  var roots: [Int] = []

  init(queues: [ClusterQueue], cohorts given: [Cohort]) throws(CohortTreeError) {
    var cohorts = given
    var numbers: [String: Int] = [:]
    for (number, cohort) in given.enumerated()
    where numbers.updateValue(number, forKey: cohort.name) != nil {
      throw .duplicate(cohort.name)
    }
    var queueNames: Set<String> = []
    for queue in queues where !queueNames.insert(queue.name).inserted {
      throw .duplicate(queue.name)
    }
    for name in queues.compactMap(\.cohort) + given.compactMap(\.parent) where numbers[name] == nil
    {
      numbers[name] = cohorts.count
      cohorts.append(Cohort(name: name))
    }
    let names = queues.map(\.cohort) + cohorts.map(\.parent)
    parents = names.map { name in name.flatMap { numbers[$0] }.map { queues.count + $0 } ?? -1 }
    childQueues = [[Int]](repeating: [], count: cohorts.count)
    childCohorts = childQueues
    for (node, parent) in parents.enumerated() where parent >= 0 {
      if node < queues.count {
        childQueues[parent - queues.count].append(node)
      } else {
        childCohorts[parent - queues.count].append(node - queues.count)
      }
    }
    self.cohorts = cohorts
    try order(queueCount: queues.count)
  }

  /// Finds the roots, the order of cohorts from the leaves up, and cycles.
  private mutating func order(queueCount: Int) throws(CohortTreeError) {
    roots = [Int](repeating: -1, count: parents.count)
    var fromRoots = cohorts.indices.filter { parents[queueCount + $0] < 0 }
    for cohort in fromRoots { roots[queueCount + cohort] = queueCount + cohort }
    var next = 0
    while next < fromRoots.count {
      let cohort = fromRoots[next]
      for child in childCohorts[cohort] {
        roots[queueCount + child] = roots[queueCount + cohort]
        fromRoots.append(child)
      }
      next += 1
    }
    if let lost = cohorts.indices.first(where: { roots[queueCount + $0] < 0 }) {
      throw .cycle(cycle(above: lost, queueCount: queueCount))
    }
    cohortsFromLeaves = fromRoots.reversed()
    heights = childQueues.map { $0.isEmpty ? 0 : 1 }
    for cohort in cohortsFromLeaves {
      for child in childCohorts[cohort] {
        heights[cohort] = max(heights[cohort], heights[child] + 1)
      }
    }
    for queue in 0..<queueCount {
      roots[queue] = parents[queue] < 0 ? queue : roots[parents[queue]]
    }
  }

  /// The names along the cycle that a cohort without a root leads into.
  private func cycle(above start: Int, queueCount: Int) -> [String] {
    var seen: [Int: Int] = [:]
    var path: [Int] = []
    var cohort = start
    while seen[cohort] == nil {
      seen[cohort] = path.count
      path.append(cohort)
      cohort = parents[queueCount + cohort] - queueCount
    }
    return path[seen[cohort, default: 0]...].map { cohorts[$0].name }
  }
}

extension NodeQuotas {
  /// Adds up quotas from the leaves to the roots.
  fileprivate init(_ quotas: [[FlavorQuota?]], shape: CohortShape, queueCount: Int) {
    subtree = quotas.flatMap { $0.map { $0?.nominal ?? 0 } }
    local = subtree.map { _ in 0 }
    borrowing = quotas.flatMap { $0.map { $0?.borrowingLimit ?? Self.unlimited } }
    isDefined = quotas.flatMap { $0.map { $0 != nil } }
    let nodes = Array(0..<queueCount) + shape.cohortsFromLeaves.map { queueCount + $0 }
    for node in nodes {
      for (flavorResource, quota) in quotas[node].enumerated() {
        let width = quotas[node].count
        let here = node * width + flavorResource
        if let lending = quota?.lendingLimit { local[here] = max(0, subtree[here] - lending) }
        guard shape.parents[node] >= 0 else { continue }
        let above = shape.parents[node] * width + flavorResource
        subtree[above] = subtree[above].addingSaturated(subtree[here] - local[here])
        if isDefined[here] { isDefined[above] = true }
      }
    }
  }

  /// The most a node could use if nobody used anything.
  ///
  /// - Complexity: O(depth).
  func potential(_ node: Int, _ flavorResource: Int, width: Int, _ parents: [Int]) -> Int64 {
    var (best, locals, node) = (Int64.max, Int64(0), node)
    while true {
      let here = node * width + flavorResource
      guard parents[node] >= 0 else { return min(best, locals.addingSaturated(subtree[here])) }
      if borrowing[here] != Self.unlimited {
        let reach = locals.addingSaturated(subtree[here]).addingSaturated(borrowing[here])
        best = min(best, reach)
      }
      locals = locals.addingSaturated(local[here])
      node = parents[node]
    }
  }
}
