internal import Domain
internal import Statistics

/// Cost lines in the making: usage is charged at once, what is shared once all usage is known.
struct CostLedger {
  /// A cost that several tenants share.
  private struct SharedCost {
    var line: CostLine
    var sharers: [TenantID]
    var rule: CostSharing
    /// What `proportional` goes by: usage of this group of machines, or of the whole cluster.
    var group: Int?
    /// The same for what shared replicas leave unused: the work they did for each sharer.
    var work: [Double]?
  }

  private let clusters: [[TenantID]]
  private let sharing: [ReplicaSharing]
  private let scenario: Scenario
  private var lines: [CostLine] = []
  private var shared: [SharedCost] = []
  private var usageOfGroups: [[TenantID: Int64]] = []
  private var usageOfClusters: [[TenantID: Int64]]

  /// Creates an empty ledger for clusters that serve these tenants, and groups of replicas that
  /// these share.
  init(clusters: [[TenantID]], _ sharing: [ReplicaSharing], _ scenario: Scenario) {
    self.clusters = clusters
    self.sharing = sharing
    self.scenario = scenario
    usageOfClusters = clusters.map { _ in [:] }
  }

  /// Charges the price of a group of machines for one hour.
  mutating func charge(_ group: NodeGroup) {
    usageOfGroups.append([:])
    for (resource, price) in zip(PricedResource.allCases, group.priceByResource) {
      charge(price, for: resource, of: group)
    }
  }

  /// Charges a fixed price of one cluster for one hour.
  mutating func charge(_ overhead: ClusterOverhead, of cluster: Int) {
    let line = CostLine(
      kind: .overhead,
      tenant: nil,
      cluster: cluster,
      pool: overhead.name,
      nodePool: nil,
      resource: "cluster",
      quantity: 1,
      unit: "Cluster-Hours",
      perHour: overhead.pricePerHour,
      method: ""
    )
    share(line, among: clusters[cluster], by: scenario.costs.overheadSharing)
  }

  /// Divides what is shared, and returns every line.
  consuming func finishedLines() -> [CostLine] {
    for cost in shared { lines.append(contentsOf: divided(cost)) }
    return lines
  }

  /// Divides the price of one resource among daemons, add-ons, tenants and nobody.
  private mutating func charge(_ price: Int64, for resource: PricedResource, of group: NodeGroup) {
    let capacity = group.capacity[resource]
    var takes = [group.daemons[resource], group.addOns[resource]]
    takes += group.takes.map { $0.amounts[resource] }
    takes += group.sharedTakes.flatMap { [$0.used[resource], $0.unused[resource]] }
    let taken = takes.reduce(0, +)
    // Use beyond requests can add up to a little more than there is.
    if taken > capacity { takes = takes.map { $0 * capacity / taken } }
    takes.append(max(0, capacity - taken))
    let parts = apportion(price, by: takes)

    func line(_ kind: CostLine.Kind, _ part: Int, _ tenant: TenantID? = nil) -> CostLine {
      CostLine(
        kind: kind,
        tenant: tenant,
        cluster: group.cluster,
        pool: group.pool,
        nodePool: group.nodePool,
        resource: resource.rawValue,
        quantity: takes[part],
        unit: resource.unit,
        perHour: Money(micros: parts[part]),
        method: tenant == nil ? "" : "measured"
      )
    }
    for (index, take) in group.takes.enumerated() {
      append(line(.usage, index + 2, take.tenant))
    }
    for (index, take) in group.sharedTakes.enumerated() {
      let part = 2 + group.takes.count + 2 * index
      charge(line(.usage, part), idle: line(.idle, part + 1), sharing[take.group])
    }
    let sharers = clusters[group.cluster]
    share(line(.overhead, 0), among: sharers, by: scenario.costs.overheadSharing)
    share(line(.shared, 1), among: sharers, by: scenario.costs.overheadSharing)
    share(
      line(.idle, takes.count - 1),
      among: group.tenants,
      by: scenario.costs.idleSharing,
      usageOf: usageOfGroups.count - 1
    )
  }

  /// Divides what shared replicas used by the work they did, and what they left by the rule for
  /// idle capacity, among those who share them.
  private mutating func charge(_ used: CostLine, idle: CostLine, _ sharing: ReplicaSharing) {
    for line in used.divided(among: sharing.users, by: sharing.work, "work") { append(line) }
    guard !idle.isEmpty else { return }
    shared.append(
      SharedCost(
        line: idle,
        sharers: sharing.users,
        rule: scenario.costs.idleSharing,
        work: sharing.work
      )
    )
  }

  private mutating func append(_ usage: CostLine) {
    guard !usage.isEmpty, let tenant = usage.tenant else { return }
    lines.append(usage)
    usageOfGroups[usageOfGroups.count - 1][tenant, default: 0] += usage.perHour.micros
    usageOfClusters[usage.cluster][tenant, default: 0] += usage.perHour.micros
  }

  private mutating func share(
    _ line: CostLine,
    among sharers: [TenantID],
    by rule: CostSharing,
    usageOf group: Int? = nil
  ) {
    guard !line.isEmpty else { return }
    shared.append(SharedCost(line: line, sharers: sharers, rule: rule, group: group))
  }

  private func divided(_ cost: SharedCost) -> [CostLine] {
    guard !cost.sharers.isEmpty else {
      var line = cost.line
      line.method = "unallocated"
      return [line]
    }
    let (weights, method) = weights(of: cost)
    return cost.line.divided(among: cost.sharers, by: weights, method)
  }

  /// By what a cost is divided; where nobody used anything, proportionally means evenly.
  private func weights(of cost: SharedCost) -> (weights: [Double], method: String) {
    let even = cost.sharers.map { _ in 1.0 }
    guard cost.sharers.count > 1 else { return (even, "owner") }
    switch cost.rule {
    case .even:
      return (even, CostSharing.even.rawValue)
    case .weighted:
      let weights = cost.sharers.map { Double(max(1, scenario.tenants[$0.index].weight)) }
      return (weights, CostSharing.weighted.rawValue)
    case .proportional:
      if let work = cost.work { return (work, CostSharing.proportional.rawValue) }
      let usage = cost.group.map { usageOfGroups[$0] } ?? usageOfClusters[cost.line.cluster]
      let weights = cost.sharers.map { Double(usage[$0] ?? 0) }
      guard weights.contains(where: { $0 > 0 }) else { return (even, CostSharing.even.rawValue) }
      return (weights, CostSharing.proportional.rawValue)
    }
  }
}

extension CostLine {
  fileprivate var isEmpty: Bool { perHour == .zero && quantity == 0 }

  /// The parts of a line, to the last millionth; weights are not all 0.
  fileprivate func divided(
    among sharers: [TenantID],
    by weights: [Double],
    _ method: String
  ) -> [CostLine] {
    let sum = weights.reduce(0, +)
    let parts = apportion(perHour.micros, by: weights)
    return sharers.indices.map { index in
      var line = self
      line.tenant = sharers[index]
      line.perHour = Money(micros: parts[index])
      line.quantity *= weights[index] / sum
      line.method = method
      return line
    }.filter { !$0.isEmpty }
  }
}
