internal import Domain
internal import EventCore
internal import Statistics

extension CostLedger {
  /// Charges a fixed price of one cluster for one hour.
  mutating func charge(_ overhead: OverheadPrice, ofCluster cluster: Int, _ tenants: [TenantID]) {
    let entry = entry(for: overhead, cluster: cluster, resource: "cluster", count: 1)
    share(entry, among: tenants, by: scenario.costs.overheadSharing)
  }

  /// Charges a price that is paid for each tenant, who pays it alone.
  mutating func charge(_ overhead: OverheadPrice, ofEach tenants: [TenantID]) {
    let all = entry(for: overhead, cluster: nil, resource: "tenant", count: tenants.count)
    for tenant in tenants {
      var entry = all
      entry.line.tenant = tenant
      entry.line.quantity = 1
      entry.line.perHour = overhead.pricePerHour
      entry.line.method = "owner"
      append(entry)
    }
  }

  private mutating func entry(
    for overhead: OverheadPrice,
    cluster: Int?,
    resource: String,
    count: Int
  ) -> LedgerEntry {
    let price = overhead.pricePerHour * count
    let charge = open(
      CostCharge(
        kind: CostCharge.Kind(overhead.kind),
        name: overhead.name,
        cluster: cluster,
        quantity: Double(count),
        unit: overhead.basis.rawValue,
        unitPrice: overhead.pricePerHour,
        listPrice: overhead.pricePerHour,
        perHour: price
      )
    )
    return LedgerEntry(
      line: CostLine(
        kind: .overhead,
        tenant: nil,
        cluster: cluster,
        pool: overhead.name,
        nodePool: nil,
        resource: resource,
        quantity: Double(count),
        unit: overhead.basis.rawValue,
        perHour: price,
        method: "",
        charge: charge
      )
    )
  }

  /// Charges reserved machines that the plan has no use for: idle capacity of everybody.
  mutating func charge(_ unused: UnusedReservation, of pool: NodePool, to tenants: [TenantID]) {
    let machines = unused.machines
    let price = machines.pricePerHour * machines.nodes
    let charge = open(
      CostCharge(
        kind: .unusedReservation,
        name: pool.name,
        nodePool: unused.nodePool,
        purchase: .reserved,
        quantity: Double(machines.nodes),
        unit: "Node-Hours",
        unitPrice: machines.pricePerHour,
        listPrice: pool.pricePerHour,
        perHour: price
      )
    )
    let line = CostLine(
      kind: .idle,
      tenant: nil,
      cluster: nil,
      pool: pool.name,
      nodePool: unused.nodePool,
      resource: "node",
      quantity: Double(machines.nodes),
      unit: "Node-Hours",
      perHour: price,
      method: "",
      charge: charge
    )
    share(LedgerEntry(line: line), among: tenants, by: scenario.costs.idleSharing)
  }

  /// Charges the responses that left the platform, endpoint by endpoint.
  mutating func charge(_ egress: Egress, at roster: Roster) {
    guard egress.bytes > 0 else { return }
    let charge = open(
      CostCharge(
        kind: .egress,
        name: "egress",
        quantity: egress.gibibytesPerHour,
        unit: "GiB",
        unitPrice: egress.pricePerGiB,
        listPrice: egress.pricePerGiB,
        perHour: egress.perHour
      )
    )
    let weights = egress.byEndpoint.map { Double($0) }
    let parts = apportion(egress.perHour.micros, by: weights)
    for (index, part) in parts.enumerated() {
      let line = CostLine(
        kind: .usage,
        tenant: roster.endpoints[index].tenant,
        cluster: nil,
        pool: "egress",
        nodePool: nil,
        resource: "egress",
        quantity: egress.gibibytesPerHour * weights[index] / Double(egress.bytes),
        unit: "GiB",
        perHour: Money(micros: part),
        method: "measured",
        charge: charge
      )
      append(LedgerEntry(line: line, endpoint: EndpointID(index)))
    }
  }
}
