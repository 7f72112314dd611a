internal import Domain
internal import EventCore

/// What pods and namespaces ask of the scheduler means something.
func checkScheduling(_ scenario: Scenario, _ reading: Reading) {
  checkNodeLabels(scenario, reading)
  let names = scenario.tenants.map(\.name)
  let keys = scenario.knownNodeLabels
  for pods in scenario.podTemplates {
    checkLifetime(pods, scenario.run, reading)
    checkNamespaces(pods, among: names, reading)
    checkTopologyKeys(pods, among: keys, reading)
  }
  for (index, tenant) in scenario.tenants.enumerated() where !tenant.disruptionBudgets.isEmpty {
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
  for (term, path, _) in pods.podTerms {
    for (number, name) in term.namespaces.enumerated() {
      reading.expect(name, among: tenants, "tenant", at: path["namespaces"][number])
    }
  }
}

/// Topology keys are labels that some node has; what must hold on such nodes holds nowhere else.
private func checkTopologyKeys(
  _ pods: PodTemplate,
  among keys: Set<String>,
  _ reading: Reading
) {
  guard reading.isSound("spec.capacity") else { return }
  func check(_ key: String, isNeeded: Bool, at path: FieldPath) {
    guard reading.isSound(path), !keys.contains(key) else { return }
    let message = "no node has a label \(quoted(key))"
    let help = didYouMean(key, among: keys.sorted())
    if isNeeded {
      reading.report(message, at: path, help: help)
    } else {
      reading.warn(message, at: path, help: help)
    }
  }
  for (term, path, isNeeded) in pods.podTerms {
    check(term.topologyKey, isNeeded: isNeeded, at: path["topologyKey"])
  }
  let spread = pods.path["topologySpreadConstraints"]
  for (index, constraint) in (pods.terms.rules.topologySpread ?? []).enumerated() {
    let isNeeded = constraint.whenUnsatisfiable == .doNotSchedule
    check(constraint.topologyKey, isNeeded: isNeeded, at: spread[index]["topologyKey"])
  }
}

extension Scenario {
  /// Labels that nodes have under some pattern.
  fileprivate var knownNodeLabels: Set<String> {
    var keys = Set(nodePools.flatMap(\.labels.keys))
    keys.formUnion([NodePool.hostnameLabel, "bulkhead.dev/pool"])
    if nodePools.contains(where: { !$0.zones.isEmpty }) { keys.insert(NodePool.zoneLabel) }
    return keys
  }
}

extension PodTemplate {
  /// Every term about other pods, where it stands, and whether pods wait until it is met.
  fileprivate var podTerms: [(term: PodAffinity.Term, path: FieldPath, isNeeded: Bool)] {
    let affinity = terms.rules.podAffinity
    let required = "requiredDuringSchedulingIgnoredDuringExecution"
    let preferred = "preferredDuringSchedulingIgnoredDuringExecution"
    let near = path["affinity"]["podAffinity"]
    let away = path["affinity"]["podAntiAffinity"]
    return affinity.required.enumerated().map { ($1, near[required][$0], true) }
      + affinity.requiredAnti.enumerated().map { ($1, away[required][$0], false) }
      + affinity.preferred.enumerated().map {
        ($1.term, near[preferred][$0]["podAffinityTerm"], false)
      }
      + affinity.preferredAnti.enumerated().map {
        ($1.term, away[preferred][$0]["podAffinityTerm"], false)
      }
  }
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
