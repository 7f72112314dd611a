internal import Domain
internal import EventCore

/// What pods and namespaces ask of the scheduler means something.
func checkScheduling(_ scenario: Scenario, _ reading: Reading) {
  checkNodeLabels(scenario, reading)
  let names = scenario.tenants.map(\.name)
  for pods in scenario.podTemplates {
    checkLifetime(pods, scenario.run, reading)
    checkNamespaces(pods, among: names, reading)
  }
  for (index, tenant) in scenario.tenants.enumerated() {
    checkBudgets(of: tenant, at: ("spec.tenants" as FieldPath)[index], reading)
  }
}

/// Labels that every node has from its name and zone are not given by hand.
private func checkNodeLabels(_ scenario: Scenario, _ reading: Reading) {
  for (index, pool) in scenario.nodePools.enumerated() {
    let path = ("spec.capacity.nodePools" as FieldPath)[index]
    let host = path["labels"][NodePool.hostnameLabel]
    if pool.labels[NodePool.hostnameLabel] != nil {
      reading.report("every node has its own name under this label already", at: host)
    }
    if pool.labels[NodePool.zoneLabel] != nil, !pool.zones.isEmpty {
      let message = "`zones` gives every node this label already"
      reading.report(message, at: path["labels"][NodePool.zoneLabel])
    }
    for (number, zone) in pool.zones.enumerated() where pool.zones[..<number].contains(zone) {
      guard !zone.isEmpty else { continue }
      reading.report("the zone \(quoted(zone)) is given twice", at: path["zones"][number])
    }
  }
}

/// Pods are there at some time of the run.
private func checkLifetime(_ pods: PodTemplate, _ run: RunSettings, _ reading: Reading) {
  let (start, end) = (pods.path["startsAt"], pods.path["endsAt"])
  guard reading.isSound("spec.run.duration"), reading.isSound(start), reading.isSound(end)
  else { return }
  let horizon = SimTime.start + run.duration
  let length = written(run.duration)
  if pods.terms.startsAt >= horizon {
    reading.report("must be earlier than the end of the run after \(length)", at: start)
  }
  if let endsAt = pods.terms.endsAt, endsAt >= horizon {
    reading.warn("the run is over after \(length), before these pods end", at: end)
  }
}

/// Terms about the pods of other namespaces name tenants.
private func checkNamespaces(
  _ pods: PodTemplate,
  among tenants: [String],
  _ reading: Reading
) {
  let affinity = pods.terms.rules.podAffinity
  let path = pods.path["affinity"]
  func check(_ terms: [PodAffinity.Term], at place: (Int) -> FieldPath) {
    for (index, term) in terms.enumerated() {
      for (number, name) in term.namespaces.enumerated() {
        reading.expect(name, among: tenants, "tenant", at: place(index)["namespaces"][number])
      }
    }
  }
  let required = "requiredDuringSchedulingIgnoredDuringExecution"
  let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
  let (near, away) = (path["podAffinity"], path["podAntiAffinity"])
  check(affinity.required) { near[required][$0] }
  check(affinity.requiredAnti) { away[required][$0] }
  check(affinity.preferred.map(\.term)) { near[preferred][$0]["podAffinityTerm"] }
  check(affinity.preferredAnti.map(\.term)) { away[preferred][$0]["podAffinityTerm"] }
}

/// A budget that is about no pod protects nobody.
private func checkBudgets(of tenant: Tenant, at path: FieldPath, _ reading: Reading) {
  let budgets = path["podDisruptionBudgets"]
  guard reading.isSound(path["services"]), reading.isSound(path["batch"]) else { return }
  let pods =
    tenant.services.map { $0.terms.rules.podLabels(tenant.name, $0.name) }
    + tenant.batchWorkloads.map { $0.terms.rules.podLabels(tenant.name, $0.name) }
  for (index, budget) in tenant.disruptionBudgets.enumerated() {
    guard reading.isSound(budgets[index]), !pods.contains(where: budget.selector.matches)
    else { continue }
    let message = "no service or batch workload of this tenant has pods that match"
    reading.warn(message, at: budgets[index]["selector"])
  }
}
