package import Domain
internal import EventCore

/// Returns who pays what for one hour of operation, exact to the last millionth.
///
/// Each machine's price is divided by resource, then among those who take of the resource, what
/// daemons and add-ons take, and what is idle; the last three are divided among tenants by the
/// scenario's rules. What tenants pay is then divided among their workloads.
func costs(
  of deployment: Deployment,
  from replications: [ReplicationRecord],
  in scenario: Scenario
) -> CostSummary {
  let groups = nodeGroups(of: deployment, from: replications, in: scenario)
  let egress = Egress(of: replications, in: scenario)
  let (charges, entries) = ledger(groups, egress, deployment.plan, replications, scenario)
  let lines = entries.map(\.line)
  let assetCost = assetCost(of: deployment.plan, in: scenario) + egress.perHour
  var summary = CostSummary(
    charges: charges,
    lines: lines,
    allocations: allocations(of: entries, groups, deployment.plan, replications, scenario),
    tenants: tenantCosts(lines, in: scenario),
    assetCost: assetCost
  )
  let shares = replications.map { replication in
    tenantShares(of: deployment, in: replication, scenario)
  }
  for index in summary.tenants.indices {
    summary.tenants[index].perHourByReplication = shares.map { $0[index] }
  }
  summary.assetsByReplication = replications.map { replication in
    assetCost - egress.perHour + Egress(of: [replication], in: scenario).perHour
  }
  addUnitCosts(to: &summary, shares, replications, scenario)
  return summary
}

/// Everything that is paid for one hour, and everything that tenants pay of it.
private func ledger(
  _ groups: [NodeGroup],
  _ egress: Egress,
  _ plan: DeploymentPlan,
  _ replications: [ReplicationRecord],
  _ scenario: Scenario
) -> (charges: [CostCharge], entries: [LedgerEntry]) {
  let clusters = plan.clusters.map(\.tenants)
  let everyone = scenario.tenants.indices.map { TenantID($0) }
  let sharing = replicaSharing(of: plan, from: replications, in: scenario)
  var ledger = CostLedger(clusters: clusters, sharing, scenario)
  for group in groups { ledger.charge(group) }
  for unused in plan.unusedReservations {
    ledger.charge(unused, of: scenario.nodePools[unused.nodePool], to: everyone)
  }
  for overhead in scenario.costs.overhead {
    switch overhead.basis {
    case .tenant: ledger.charge(overhead, ofEach: everyone)
    case .cluster:
      for (cluster, tenants) in clusters.enumerated() {
        ledger.charge(overhead, ofCluster: cluster, tenants)
      }
    }
  }
  ledger.charge(egress, at: scenario.roster)
  return (ledger.charges, ledger.finishedEntries())
}

/// What each tenant would pay if every replication were like this one.
private func tenantShares(
  of deployment: Deployment,
  in replication: ReplicationRecord,
  _ scenario: Scenario
) -> [Money] {
  let groups = nodeGroups(of: deployment, from: [replication], in: scenario)
  let egress = Egress(of: [replication], in: scenario)
  let entries = ledger(groups, egress, deployment.plan, [replication], scenario).entries
  return tenantCosts(entries.map(\.line), in: scenario).map(\.perHour)
}

/// Nodes, reservations and overhead for one hour, counted without regard to who uses them; egress
/// depends on the traffic.
package func assetCost(of plan: DeploymentPlan, in scenario: Scenario) -> Money {
  let nodes = plan.nodes.reduce(Money.zero) { $0 + $1.pricePerHour }
  let unused = plan.unusedReservations.map(\.machines)
    .reduce(Money.zero) { $0 + $1.pricePerHour * $1.nodes }
  let overhead = scenario.costs.overhead.reduce(Money.zero) { sum, price in
    let count = price.basis == .cluster ? plan.clusters.count : scenario.tenants.count
    return sum + price.pricePerHour * count
  }
  return nodes + unused + overhead
}

/// What every tenant pays, in the order of the scenario.
private func tenantCosts(_ lines: [CostLine], in scenario: Scenario) -> [TenantCost] {
  var sums = scenario.tenants.map { _ in [CostLine.Kind: Money]() }
  for line in lines {
    guard let tenant = line.tenant else { continue }
    sums[tenant.index][line.kind, default: .zero] += line.perHour
  }
  return sums.enumerated().map { index, sum in
    TenantCost(
      tenant: TenantID(index),
      perHour: CostLine.Kind.allCases.reduce(Money.zero) { $0 + sum[$1, default: .zero] },
      usage: sum[.usage, default: .zero],
      idle: sum[.idle, default: .zero],
      shared: sum[.shared, default: .zero],
      overhead: sum[.overhead, default: .zero]
    )
  }
}
