package import Domain
internal import EventCore

/// Returns who pays what for one hour of operation, exact to the last millionth.
///
/// Each machine's price is divided by resource, then among those who take of the resource, what
/// daemons and add-ons take, and what is idle; the last three are divided among tenants by the
/// scenario's rules.
func costs(
  of deployment: Deployment,
  from replications: [ReplicationRecord],
  in scenario: Scenario
) -> CostSummary {
  let groups = nodeGroups(of: deployment, from: replications, in: scenario)
  var ledger = CostLedger(
    clusters: deployment.plan.clusters.map(\.tenants),
    replicaSharing(of: deployment.plan, from: replications, in: scenario),
    scenario
  )
  for group in groups { ledger.charge(group) }
  for overhead in scenario.costs.overhead {
    for cluster in deployment.plan.clusters.indices { ledger.charge(overhead, of: cluster) }
  }
  let lines = ledger.finishedLines()
  return CostSummary(
    lines: lines,
    tenants: tenantCosts(lines, from: replications, in: scenario),
    assetCost: assetCost(of: deployment.plan, in: scenario)
  )
}

/// Nodes and cluster overhead for one hour, counted without regard to who uses them.
package func assetCost(of plan: DeploymentPlan, in scenario: Scenario) -> Money {
  let nodes = plan.nodes.reduce(Money.zero) { $0 + $1.pricePerHour }
  let perCluster = scenario.costs.overhead.reduce(Money.zero) { $0 + $1.pricePerHour }
  return nodes + perCluster * plan.clusters.count
}

/// What every tenant pays, in the order of the scenario.
private func tenantCosts(
  _ lines: [CostLine],
  from replications: [ReplicationRecord],
  in scenario: Scenario
) -> [TenantCost] {
  var sums = scenario.tenants.map { _ in [CostLine.Kind: Money]() }
  for line in lines {
    guard let tenant = line.tenant else { continue }
    sums[tenant.index][line.kind, default: .zero] += line.perHour
  }
  let hours = Double(replications.count) * scenario.run.window.inSeconds / 3600
  let work = completedWork(of: replications, in: scenario)
  return sums.enumerated().map { index, sum in
    let perHour = CostLine.Kind.allCases.reduce(Money.zero) { $0 + sum[$1, default: .zero] }
    let price = Double(perHour.micros) / 1e6 * hours
    let (requests, tokens) = work[index]
    return TenantCost(
      tenant: TenantID(index),
      perHour: perHour,
      usage: sum[.usage, default: .zero],
      idle: sum[.idle, default: .zero],
      shared: sum[.shared, default: .zero],
      overhead: sum[.overhead, default: .zero],
      perThousandRequests: requests > 0 ? price / requests * 1e3 : nil,
      perMillionTokens: tokens > 0 ? price / tokens * 1e6 : nil
    )
  }
}

/// Completed requests, and their input and output tokens, by tenant over all replications.
private func completedWork(
  of replications: [ReplicationRecord],
  in scenario: Scenario
) -> [(requests: Double, tokens: Double)] {
  var work = scenario.tenants.map { _ in (requests: 0.0, tokens: 0.0) }
  for (index, entry) in scenario.roster.endpoints.enumerated() {
    for record in replications.map({ $0.endpoints[index] }) {
      work[entry.tenant.index].requests += Double(record.completed)
      work[entry.tenant.index].tokens += Double(record.inputTokens + record.outputTokens)
    }
  }
  return work
}
