import Domain

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The default scores of the feasible nodes, plugin by plugin.
struct NaiveScores {
  let cluster: NaiveCluster
  let pod: Int
  let feasible: [Int]

  init(_ cluster: NaiveCluster, _ pod: Int, _ feasible: [Int]) {
    self.cluster = cluster
    self.pod = pod
    self.feasible = feasible
  }

  var totals: [Int] {
    let columns = [
      (1, feasible.map(fit)), (1, feasible.map(balance)), (3, taints), (2, nodeAffinity),
      (2, spread), (2, podAffinity), (1, feasible.map(images)),
    ]
    return feasible.indices.map { index in columns.reduce(0) { $0 + $1.0 * $1.1[index] } }
  }

  private func requests(on node: Int) -> [ResourceList] {
    cluster.podsOn(node).map { cluster.pods[$0].requests }
  }

  private var own: ResourceList { cluster.pods[pod].requests }

  private func fit(_ node: Int) -> Int {
    var scores: [Int64] = []
    for (name, assumed) in [(ResourceName.cpu, Int64(100)), (.memory, 209_715_200)] {
      let capacity = cluster.nodes[node].allocatable.amount(name)
      if capacity == 0 { continue }
      let wanted = (requests(on: node) + [own]).reduce(0) { $0 + ($1[name] ?? assumed) }
      switch cluster.cluster.scheduler.scoring {
      case .defaults(fit: .mostAllocated): scores.append(min(wanted, capacity) * 100 / capacity)
      default: scores.append(wanted > capacity ? 0 : (capacity - wanted) * 100 / capacity)
      }
    }
    return scores.isEmpty ? 0 : Int(scores.reduce(0, +) / Int64(scores.count))
  }

  private func balance(_ node: Int) -> Int {
    if own.amount(.cpu) == 0 && own.amount(.memory) == 0 { return 0 }
    let after = evenness(requests(on: node) + [own], node)
    if cluster.cluster.version != .minor36 { return after }
    return 50 + (50 + after - evenness(requests(on: node), node)) / 2
  }

  private func evenness(_ requests: [ResourceList], _ node: Int) -> Int {
    let shares = [ResourceName.cpu, .memory].compactMap { name -> Double? in
      let capacity = cluster.nodes[node].allocatable.amount(name)
      if capacity == 0 { return nil }
      return min(1, Double(requests.reduce(0) { $0 + $1.amount(name) }) / Double(capacity))
    }
    if shares.count < 2 { return 100 }
    return Int((1 - abs(shares[0] - shares[1]) / 2) * 100)
  }

  private var taints: [Int] {
    let tolerations = cluster.pods[pod].tolerations.filter {
      $0.effect == nil || $0.effect == .preferNoSchedule
    }
    let counts = feasible.map { node in
      cluster.nodes[node].taints.filter { taint in
        taint.effect == .preferNoSchedule
          && !tolerations.contains { cluster.stands($0, taint) }
      }.count
    }
    let most = counts.max() ?? 0
    return counts.map { most == 0 ? 100 : 100 - 100 * $0 / most }
  }

  private var nodeAffinity: [Int] {
    let sums = feasible.map { node in
      cluster.pods[pod].rules.nodeAffinity.preferred.reduce(0) { sum, term in
        sum + (cluster.meets(term.requirements, cluster.labels(node)) ? term.weight : 0)
      }
    }
    let most = sums.max() ?? 0
    return sums.map { most == 0 ? 0 : 100 * $0 / most }
  }

  private var podAffinity: [Int] {
    let raw = feasible.map { node -> Int in
      var sum = 0
      for other in cluster.pods.indices where cluster.node[other] != nil {
        sum += attraction(of: pod, to: other, node, hard: 0)
        sum += attraction(of: other, to: pod, by: other, node, hard: 1)
      }
      return sum
    }
    let (least, most) = (raw.min() ?? 0, raw.max() ?? 0)
    return raw.map { most == least ? 0 : 100 * ($0 - least) / (most - least) }
  }

  /// What the terms of a pod make of another, of which one is `standing` on a node near by.
  private func attraction(
    of owner: Int,
    to target: Int,
    by standing: Int? = nil,
    _ node: Int,
    hard: Int
  ) -> Int {
    let rules = cluster.pods[owner].rules.podAffinity
    let terms =
      rules.preferred.map { ($0.weight, $0.term) }
      + rules.preferredAnti.map { (-$0.weight, $0.term) } + rules.required.map { (hard, $0) }
    return terms.reduce(0) { sum, entry in
      guard cluster.matches(entry.1, of: owner, target),
        cluster.neighbours(node, entry.1.topologyKey).contains(standing ?? target)
      else { return sum }
      return sum + entry.0
    }
  }

  private func images(_ node: Int) -> Int {
    let names = cluster.pods[pod].rules.images
    var sum: Int64 = 0
    for name in names {
      guard let size = cluster.nodes[node].images[name] else { continue }
      let holders = cluster.nodes.filter { $0.images[name] != nil }.count
      sum += size.value * Int64(holders) / Int64(cluster.nodes.count)
    }
    let least: Int64 = 23 * 1_048_576
    let most = Int64(max(1, names.count)) * 1000 * 1_048_576
    return Int(100 * (min(max(sum, least), most) - least) / (most - least))
  }

  // MARK: Spread

  private var spread: [Int] {
    var constraints: [TopologySpreadConstraint]
    let own = cluster.pods[pod].rules.topologySpread
    if let own {
      constraints = own.filter { $0.whenUnsatisfiable == .scheduleAnyway }
    } else if case .batch = cluster.pods[pod].workload {
      constraints = []
    } else {
      constraints = [("kubernetes.io/hostname", 3), ("topology.kubernetes.io/zone", 5)].map {
        TopologySpreadConstraint(
          maxSkew: $1,
          topologyKey: $0,
          whenUnsatisfiable: .scheduleAnyway,
          selector: nil
        )
      }
    }
    if constraints.isEmpty { return feasible.map { _ in 0 } }
    let needed = own == nil ? [] : constraints
    let ignored = feasible.filter { node in
      needed.contains { cluster.labels(node)[$0.topologyKey] == nil }
    }
    let raw = feasible.map { node -> Int? in
      ignored.contains(node) ? nil : count(node, constraints, needed, ignored)
    }
    let known = raw.compactMap { $0 }
    guard let least = known.min(), let most = known.max() else { return feasible.map { _ in 0 } }
    return raw.map { raw in
      guard let raw else { return 0 }
      return most == 0 ? 100 : 100 * (most + least - raw) / most
    }
  }

  private func count(
    _ node: Int,
    _ constraints: [TopologySpreadConstraint],
    _ needed: [TopologySpreadConstraint],
    _ ignored: [Int]
  ) -> Int {
    let counted = feasible.filter { !ignored.contains($0) }
    var sum = 0.0
    for constraint in constraints {
      guard let value = cluster.labels(node)[constraint.topologyKey] else { continue }
      let isHost = constraint.topologyKey == "kubernetes.io/hostname"
      let values = counted.map { cluster.labels($0)[constraint.topologyKey] ?? "" }
      let domains = isHost ? counted.count : Set(values).count
      let places =
        isHost
        ? [node]
        : cluster.nodes.indices.filter { other in
          cluster.labels(other)[constraint.topologyKey] == value
            && cluster.isEligible(other, constraint, needed, pod)
        }
      let count = places.reduce(0) { $0 + cluster.matches(constraint, of: pod, on: $1) }
      sum += Double(count) * log(Double(domains + 2)) + Double(constraint.maxSkew - 1)
    }
    return Int(sum.rounded(.toNearestOrAwayFromZero))
  }
}
