internal import Domain
internal import Statistics

/// A line of the ledger and what it is about, for those who divide it further.
struct LedgerEntry {
  var line: CostLine
  /// Index into the groups of machines, in the order in which they were charged.
  var group: Int?
  /// Index into `DeploymentPlan.sharedGroups`, for the cost of replicas that tenants share.
  var sharedGroup: Int?
  /// Whose responses were paid for.
  var endpoint: EndpointID?
}

/// Cost lines in the making: usage is charged at once, what is shared once all usage is known.
struct CostLedger {
  /// A cost that several tenants share.
  private struct SharedCost {
    var entry: LedgerEntry
    var sharers: [TenantID]
    var rule: CostSharing
    /// What `proportional` goes by for what shared replicas leave unused: the work they did for
    /// each sharer; else it goes by usage of the entry's group, or cluster, or of everything.
    var work: [Double]?
  }

  private let clusters: [[TenantID]]
  private let sharing: [ReplicaSharing]
  let scenario: Scenario
  private(set) var charges: [CostCharge] = []
  private var entries: [LedgerEntry] = []
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

  /// Opens a charge, and returns its number.
  mutating func open(_ charge: CostCharge) -> Int {
    charges.append(charge)
    return charges.count - 1
  }

  /// Charges the price of a group of machines for one hour.
  mutating func charge(_ group: NodeGroup) {
    usageOfGroups.append([:])
    for purchase in group.purchases {
      let price = purchase.machines.pricePerHour * purchase.machines.nodes
      let charge = open(charge(for: purchase, of: group, price))
      for (resource, part) in zip(PricedResource.allCases, group.byResource(price)) {
        let machines = Double(purchase.machines.nodes) / Double(group.count)
        divide(part, for: resource, of: group, ofMachines: machines, charge)
      }
    }
  }

  private func charge(
    for purchase: NodeGroup.Purchase,
    of group: NodeGroup,
    _ price: Money
  ) -> CostCharge {
    CostCharge(
      kind: .nodes,
      name: group.pool,
      cluster: group.cluster,
      nodePool: group.nodePool,
      purchase: purchase.category,
      quantity: Double(purchase.machines.nodes),
      unit: "Node-Hours",
      unitPrice: purchase.machines.pricePerHour,
      listPrice: scenario.nodePools[group.nodePool].pricePerHour,
      perHour: price
    )
  }

  /// Adds what one tenant alone pays.
  mutating func append(_ entry: LedgerEntry) {
    guard !entry.line.isEmpty else { return }
    entries.append(entry)
    // Egress says nothing about who uses the machines.
    guard entry.line.kind == .usage, let group = entry.group, let tenant = entry.line.tenant
    else { return }
    usageOfGroups[group][tenant, default: 0] += entry.line.perHour.micros
    guard let cluster = entry.line.cluster else { return }
    usageOfClusters[cluster][tenant, default: 0] += entry.line.perHour.micros
  }

  /// Adds what is to be divided among tenants once all usage is known.
  mutating func share(_ entry: LedgerEntry, among sharers: [TenantID], by rule: CostSharing) {
    guard !entry.line.isEmpty else { return }
    shared.append(SharedCost(entry: entry, sharers: sharers, rule: rule))
  }

  /// Divides what is shared, and returns every entry.
  consuming func finishedEntries() -> [LedgerEntry] {
    for cost in shared { entries.append(contentsOf: divided(cost)) }
    return entries
  }
}

// MARK: Machines

extension CostLedger {
  /// Divides the price of one resource among daemons, add-ons, tenants and nobody; quantities are
  /// those of that share of the group's machines that are bought like this.
  private mutating func divide(
    _ price: Int64,
    for resource: PricedResource,
    of group: NodeGroup,
    ofMachines machines: Double,
    _ charge: Int
  ) {
    let capacity = group.capacity[resource]
    var takes = [group.daemons[resource], group.addOns[resource]]
    takes += group.takes.map { $0.amounts[resource] }
    takes += group.sharedTakes.flatMap { [$0.used[resource], $0.unused[resource]] }
    let taken = takes.reduce(0, +)
    // Use beyond requests can add up to a little more than there is.
    if taken > capacity { takes = takes.map { $0 * capacity / taken } }
    takes.append(max(0, capacity - taken))
    let parts = apportion(price, by: takes)
    let place = usageOfGroups.count - 1

    func entry(_ kind: CostLine.Kind, _ part: Int, _ tenant: TenantID? = nil) -> LedgerEntry {
      let line = CostLine(
        kind: kind,
        tenant: tenant,
        cluster: group.cluster,
        pool: group.pool,
        nodePool: group.nodePool,
        resource: resource.rawValue,
        quantity: takes[part] * machines,
        unit: resource.unit,
        perHour: Money(micros: parts[part]),
        method: tenant == nil ? "" : "measured",
        charge: charge
      )
      return LedgerEntry(line: line, group: place)
    }
    for (index, take) in group.takes.enumerated() {
      append(entry(.usage, index + 2, take.tenant))
    }
    for (index, take) in group.sharedTakes.enumerated() {
      let part = 2 + group.takes.count + 2 * index
      divide(entry(.usage, part), idle: entry(.idle, part + 1), ofReplicas: take.group)
    }
    let rules = scenario.costs
    share(entry(.overhead, 0), among: clusters[group.cluster], by: rules.overheadSharing)
    share(entry(.shared, 1), among: clusters[group.cluster], by: rules.addOnSharing)
    share(entry(.idle, takes.count - 1), among: group.tenants, by: rules.idleSharing)
  }

  /// Divides what shared replicas used by the work they did, and what they left by the rule for
  /// idle capacity, among those who share them.
  private mutating func divide(
    _ used: LedgerEntry,
    idle: LedgerEntry,
    ofReplicas group: Int
  ) {
    let users = sharing[group].users
    var used = used
    used.sharedGroup = group
    for entry in used.divided(among: users, by: sharing[group].work, "work") { append(entry) }
    guard !idle.line.isEmpty else { return }
    var idle = idle
    idle.sharedGroup = group
    let rule = scenario.costs.idleSharing
    shared.append(
      SharedCost(entry: idle, sharers: users, rule: rule, work: sharing[group].work)
    )
  }
}

// MARK: Sharing

extension CostLedger {
  private func divided(_ cost: SharedCost) -> [LedgerEntry] {
    guard !cost.sharers.isEmpty else {
      var entry = cost.entry
      entry.line.method = "unallocated"
      return [entry]
    }
    let (weights, method) = weights(of: cost)
    return cost.entry.divided(among: cost.sharers, by: weights, method)
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
      let weights = cost.sharers.map { Double(usage(of: $0, for: cost.entry)) }
      guard weights.contains(where: { $0 > 0 }) else { return (even, CostSharing.even.rawValue) }
      return (weights, CostSharing.proportional.rawValue)
    }
  }

  /// Idle capacity goes by the usage of its machines, what a cluster costs by that of the cluster,
  /// and what belongs to no cluster by that of all.
  private func usage(of tenant: TenantID, for entry: LedgerEntry) -> Int64 {
    if entry.line.kind == .idle, let group = entry.group {
      return usageOfGroups[group][tenant] ?? 0
    }
    if let cluster = entry.line.cluster { return usageOfClusters[cluster][tenant] ?? 0 }
    return usageOfClusters.reduce(0) { $0 + ($1[tenant] ?? 0) }
  }
}

extension CostLine {
  fileprivate var isEmpty: Bool { perHour == .zero && quantity == 0 }
}

extension LedgerEntry {
  /// The parts of an entry, to the last millionth; weights are not all 0.
  fileprivate func divided(
    among sharers: [TenantID],
    by weights: [Double],
    _ method: String
  ) -> [LedgerEntry] {
    let sum = weights.reduce(0, +)
    let parts = apportion(line.perHour.micros, by: weights)
    return sharers.indices.map { index in
      var entry = self
      entry.line.tenant = sharers[index]
      entry.line.perHour = Money(micros: parts[index])
      entry.line.quantity *= weights[index] / sum
      entry.line.method = method
      return entry
    }.filter { !$0.line.isEmpty }
  }
}
