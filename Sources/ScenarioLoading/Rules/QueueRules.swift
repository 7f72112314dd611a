internal import Domain

/// Queues and cohorts make trees, and could admit what the scenario gives them.
func checkQueues(_ scenario: Scenario, _ reading: Reading) {
  let names = scenario.cohorts.map(\.name)
  for (index, cohort) in scenario.cohorts.enumerated() {
    let path = ("spec.cohorts" as FieldPath)[index]
    checkQuotas(cohort.quotas, isRoot: cohort.parent == nil, "parent", at: path, reading)
    guard let parent = cohort.parent else { continue }
    reading.expect(parent, among: names, "cohort", at: path["parent"])
  }
  checkCycles(scenario.cohorts, reading)
  checkTotal(scenario, reading)
  for (index, tenant) in scenario.tenants.enumerated() {
    guard let queue = tenant.queue else { continue }
    let path = ("spec.tenants" as FieldPath)[index]
    if let cohort = queue.cohort {
      reading.expect(cohort, among: names, "cohort", at: path["queue"]["cohort"])
    }
    checkQuotas(queue.quotas, isRoot: queue.cohort == nil, "cohort", at: path["queue"], reading)
    checkPreemption(queue.preemption, scenario, at: path["queue"]["preemption"], reading)
    checkCoverage(of: tenant, queue, at: path, reading)
  }
}

/// All quotas together can be counted.
private func checkTotal(_ scenario: Scenario, _ reading: Reading) {
  let cohorts = scenario.cohorts.enumerated().map { index, cohort in
    (path: ("spec.cohorts" as FieldPath)[index]["quotas"], quotas: cohort.quotas)
  }
  let queues = scenario.tenants.enumerated().compactMap { index, tenant in
    tenant.queue.map {
      (path: ("spec.tenants" as FieldPath)[index]["queue"]["quotas"], quotas: $0.quotas)
    }
  }
  var total: Int64 = 0
  for (path, quotas) in cohorts + queues {
    for quota in quotas.values {
      total = total.addingSaturated(quota.nominal).addingSaturated(quota.borrowingLimit ?? 0)
    }
    if total > 1 << 61 {
      reading.report("all quotas up to here add up to more than can be counted", at: path)
      return
    }
  }
}

/// Each cohort leads to a root; a cycle is reported once, where its first cohort stands.
private func checkCycles(_ cohorts: [Cohort], _ reading: Reading) {
  let parents = Dictionary(
    cohorts.map { ($0.name, $0.parent) },
    uniquingKeysWith: { first, _ in first }
  )
  var settled: Set<String> = []
  for (index, cohort) in cohorts.enumerated() where !settled.contains(cohort.name) {
    var path: [String] = []
    var next: String? = cohort.name
    while let name = next, !settled.contains(name) {
      settled.insert(name)
      path.append(name)
      next = parents[name] ?? nil
    }
    guard let end = next, let start = path.firstIndex(of: end) else { continue }
    let place = ("spec.cohorts" as FieldPath)[cohorts.firstIndex { $0.name == end } ?? index]
    guard reading.isSound(place["parent"]), !end.isEmpty else { continue }
    let shown = path[start...].prefix(8).map(quoted).joined(separator: " in ")
    let more = path.count - start > 8 ? " in …" : ""
    reading.report(
      "the cohorts make a cycle: \(shown)\(more) in \(quoted(end))",
      at: place["parent"]
    )
  }
}

/// Limits on lending and borrowing are about others, and nobody lends more than it owns.
private func checkQuotas(
  _ quotas: [FlavorResource: FlavorQuota],
  isRoot: Bool,
  _ membership: String,
  at path: FieldPath,
  _ reading: Reading
) {
  for (name, quota) in quotas.sorted(by: { $0.key < $1.key }) {
    let place = path["quotas"][name.resource.rawValue]
    guard reading.isSound(place) else { continue }
    for (field, limit) in [
      ("borrowingLimit", quota.borrowingLimit), ("lendingLimit", quota.lendingLimit),
    ] where limit != nil && isRoot && reading.isSound(path[membership]) {
      reading.report(
        "needs a `\(membership)`: without one there is nobody to share with",
        at: place[field]
      )
    }
    if let lending = quota.lendingLimit, lending > quota.nominal {
      let owned = written(quota.nominal, of: name.resource)
      reading.report("is above the nominal quota of \(owned)", at: place["lendingLimit"])
    }
  }
}

/// Policies that Kueue refuses together.
private func checkPreemption(
  _ preemption: QueuePreemption,
  _ scenario: Scenario,
  at path: FieldPath,
  _ reading: Reading
) {
  guard preemption.borrowWithinCohort != nil else { return }
  let place = path["borrowWithinCohort"]
  if preemption.reclaimWithinCohort == .never {
    reading.report("needs `reclaimWithinCohort`: who never reclaims displaces nobody", at: place)
  }
  if scenario.sharesFairly {
    reading.report("can't stand beside `fairSharing`, which decides by shares alone", at: place)
  }
}

/// A workload that asks for a resource its queue knows nothing of would wait forever.
private func checkCoverage(
  of tenant: Tenant,
  _ queue: ClusterQueue,
  at path: FieldPath,
  _ reading: Reading
) {
  let known = queue.quotas.keys.map(\.resource)
  guard reading.isSound(path["queue"]["quotas"]) else { return }
  for (number, workload) in tenant.batchWorkloads.enumerated() {
    let place = path["batch"][number]
    for (field, amounts) in [("requests", workload.requests), ("limits", workload.limits)] {
      for name in amounts.names where !known.contains(name) && amounts.amount(name) > 0 {
        if field == "limits", workload.requests[name] != nil { continue }
        let asked = place[field][name.rawValue]
        guard reading.isSound(asked) else { continue }
        let message = "the queue of \(quoted(tenant.name)) has no quota for `\(name.rawValue)`"
        reading.report("\(message), so it would never admit this workload", at: asked)
      }
    }
  }
}
