internal import Domain
internal import Scheduling

/// How many machines of one kind some requests come to, however cleverly they are packed.
struct NodeSizing {
  private let allocatable: ResourceList
  private let target: Double

  /// The target is the share of cpu and memory that may be requested; devices may all be.
  init(_ allocatable: ResourceList, _ target: Double) {
    self.allocatable = allocatable
    self.target = target
  }

  /// The fewest machines with that much to give.
  func nodes(holding requests: ResourceList) -> Int { nodes(requests) { _ in 1 } }

  /// The fewest machines of which the requests are at most the target share.
  func nodes(atTarget requests: ResourceList) -> Int {
    nodes(requests) { name in name == .cpu || name == .memory ? target : 1 }
  }

  /// The fewest machines for so many equal pods, none of which can be split.
  func nodes(forPods count: Int, each requests: ResourceList) -> Int {
    var perNode = allocatable.amount(.pods)
    for name in requests.names where requests.amount(name) > 0 {
      perNode = min(perNode, allocatable.amount(name) / requests.amount(name))
    }
    return perNode > 0 ? (count + Int(perNode) - 1) / Int(perNode) : count
  }

  private func nodes(_ requests: ResourceList, _ share: (ResourceName) -> Double) -> Int {
    requests.names.reduce(0) { most, name in
      let offered = Double(allocatable.amount(name)) * share(name)
      guard offered > 0 else { return most }
      // The slack forgives the last bit of a product such as 0.7 × 10.
      let exact = Double(requests.amount(name)) / offered - 1e-9
      let whole = Int(max(0, exact))
      return max(most, Double(whole) < exact ? whole + 1 : whole)
    }
  }
}

extension Blueprint {
  /// The fewest nodes that the tenants' pods at home in a slot can do with; at least one.
  ///
  /// Add-ons are left out: another slot of their cluster may have room for them.
  func lowerBound(of slot: NodeCounts.Slot, _ target: Double) -> Int {
    let sizing = NodeSizing(sampleNode(slot).allocatable, target)
    var sum = ResourceList()
    var most = 1
    for (group, home) in zip(groups, homes) where home == slot && group.partition != nil {
      guard let pod = group.admitted.first else { continue }
      let requests = admissions[pod].requests
      for name in requests.names {
        sum[name] = sum.amount(name) + requests.amount(name) * Int64(group.admitted.count)
      }
      sum[.pods] = sum.amount(.pods) + Int64(group.admitted.count)
      most = max(most, sizing.nodes(forPods: group.admitted.count, each: requests))
    }
    return max(most, sizing.nodes(atTarget: sum))
  }
}
