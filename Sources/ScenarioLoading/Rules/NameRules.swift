internal import Domain

/// Everything that is referred to by name has a name of its own.
func checkNames(_ scenario: Scenario, _ objectives: [WrittenObjective], _ reading: Reading) {
  let spec: FieldPath = "spec"
  let pools = spec["capacity"]["nodePools"]
  unique(scenario.nodePools.map(\.name), "node pool", at: { pools[$0]["name"] }, reading)
  let classes = spec["priorityClasses"]
  unique(
    scenario.priorityClasses.map(\.name),
    "priority class",
    at: { classes[$0]["name"] },
    reading
  )
  let cohorts = spec["cohorts"]
  unique(scenario.cohorts.map(\.name), "cohort", at: { cohorts[$0]["name"] }, reading)
  let shared = spec["sharedServices"]
  unique(
    scenario.sharedServices.map(\.service.name),
    "shared service",
    at: { shared[$0]["name"] },
    reading
  )
  let addOns = spec["cluster"]["addOns"]
  unique(scenario.cluster.addOns.map(\.name), "add-on", at: { addOns[$0]["name"] }, reading)
  let overhead = spec["costs"]["overhead"]
  unique(scenario.costs.overhead.map(\.name), "overhead", at: { overhead[$0]["name"] }, reading)
  let assumptions = spec["study"]["assumptions"]
  unique(
    scenario.study.assumptions.map(\.id),
    "assumption",
    at: { assumptions[$0]["id"] },
    reading
  )
  unique(
    objectives.map(\.objective.name),
    "objective",
    at: { objectives[$0].path["name"] },
    reading
  )
  checkTenantNames(scenario.tenants, reading)
}

private func checkTenantNames(_ tenants: [Tenant], _ reading: Reading) {
  let path: FieldPath = "spec.tenants"
  unique(tenants.map(\.name), "tenant", at: { path[$0]["name"] }, reading)
  for (index, tenant) in tenants.enumerated() {
    let services = path[index]["services"]
    let batch = path[index]["batch"]
    // Services and batch workloads share the namespace, and so the names of their pods.
    let names = tenant.services.map(\.name) + tenant.batchWorkloads.map(\.name)
    let count = tenant.services.count
    unique(
      names,
      "service or batch workload of this tenant",
      at: { $0 < count ? services[$0]["name"] : batch[$0 - count]["name"] },
      reading
    )
    let quotas = path[index]["quotas"]
    let budgets = path[index]["podDisruptionBudgets"]
    unique(tenant.scopedQuotas.map(\.name), "quota", at: { quotas[$0]["name"] }, reading)
    unique(
      tenant.disruptionBudgets.map(\.name),
      "disruption budget of this tenant",
      at: { budgets[$0]["name"] },
      reading
    )
    checkUses(tenant, at: path[index]["uses"], reading)
    for (number, service) in tenant.services.enumerated() {
      let endpoints = services[number]["endpoints"]
      unique(
        service.endpoints.map(\.name),
        "endpoint of this service",
        at: { endpoints[$0]["name"] },
        reading
      )
    }
  }
}

/// A tenant says once what it sends to a shared service.
private func checkUses(_ tenant: Tenant, at path: FieldPath, _ reading: Reading) {
  unique(
    tenant.uses.map(\.service),
    "use of a shared service by this tenant",
    at: { path[$0]["service"] },
    reading
  )
  for (number, use) in tenant.uses.enumerated() {
    let endpoints = path[number]["endpoints"]
    unique(
      use.endpoints.map(\.name),
      "endpoint of this use",
      at: { endpoints[$0]["name"] },
      reading
    )
  }
}

/// Reports every name that an earlier one already has.
func unique(
  _ names: [String],
  _ kind: String,
  at path: (Int) -> FieldPath,
  _ reading: Reading
) {
  var seen: Set<String> = []
  // The stand-in for an unreadable name is empty.
  for (index, name) in names.enumerated() where !name.isEmpty && !seen.insert(name).inserted {
    reading.report("another \(kind) is already named \(quoted(name))", at: path(index))
  }
}
