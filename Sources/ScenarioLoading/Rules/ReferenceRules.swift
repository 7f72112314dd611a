internal import Domain

/// Every name that refers to something refers to something there is.
func checkReferences(_ written: WrittenScenario, _ reading: Reading) {
  let scenario = written.scenario
  checkPriorityClasses(scenario, reading)
  let names = scenario.tenants.map(\.name)
  for (index, name) in (written.clustersFor ?? []).enumerated() {
    let path: FieldPath = "spec.isolation.clustersFor"
    reading.expect(name, among: names, "tenant", at: path[index])
    if let named = written.clustersFor, named[..<index].contains(name), !name.isEmpty {
      reading.report("the tenant \(quoted(name)) is given twice", at: path[index])
    }
  }
  checkOverrides(written, names, reading)
  checkObjectives(written, reading)
  checkSelectors(scenario, reading)
}

/// Whoever names a priority class names one there is.
private func checkPriorityClasses(_ scenario: Scenario, _ reading: Reading) {
  let classes = scenario.priorityClasses.map(\.name)
  func expect(_ name: String?, at path: FieldPath) {
    guard let name else { return }
    reading.expect(name, among: classes, "priority class", at: path)
  }
  for (index, tenant) in scenario.tenants.enumerated() {
    let path = ("spec.tenants" as FieldPath)[index]
    expect(tenant.priorityClass, at: path["priorityClass"])
    for (number, quota) in tenant.scopedQuotas.enumerated() {
      let place = path["quotas"][number]
      for case .priorityClass(let condition) in quota.scopes {
        for name in condition.names where !classes.contains(name) {
          expect(name, at: place["scopeSelector"])
        }
      }
    }
  }
  for pods in scenario.podTemplates {
    expect(pods.terms.priorityClass, at: pods.path["priorityClass"])
  }
}

extension ScopedQuota.PriorityClassCondition {
  fileprivate var names: [String] {
    switch self {
    case .isOneOf(let names), .isNoneOf(let names): names
    case .exists, .doesNotExist: []
    }
  }
}

/// Overrides of clusters name tenants, each at most once.
private func checkOverrides(
  _ written: WrittenScenario,
  _ tenants: [String],
  _ reading: Reading
) {
  var seen: Set<String> = []
  for (index, names) in written.overrideTenants.enumerated() {
    for (number, name) in names.enumerated() {
      let path = ("spec.cluster.overrides" as FieldPath)[index]["tenants"][number]
      reading.expect(name, among: tenants, "tenant", at: path)
      if !name.isEmpty, !seen.insert(name).inserted {
        reading.report("the tenant \(quoted(name)) is given twice", at: path)
      }
    }
  }
}

/// A node selector names labels that some pool has.
private func checkSelectors(_ scenario: Scenario, _ reading: Reading) {
  let pools = scenario.nodePools
  let zoned = pools.contains { !$0.zones.isEmpty } ? [NodePool.zoneLabel] : []
  let keys = Set(pools.flatMap(\.labels.keys) + zoned).sorted()
  for pods in scenario.podTemplates {
    for (key, value) in pods.nodeSelector.sorted(by: { $0.key < $1.key }) {
      let path = pods.path["nodeSelector"][key]
      guard reading.isSound(path), reading.isSound("spec.capacity") else { continue }
      let values = pools.flatMap { $0.values(ofLabel: key) }
      if values.isEmpty {
        let help = didYouMean(key, among: keys)
        reading.report("no node pool has a label \(quoted(key))", at: path, help: help)
      } else if !values.contains(value) {
        let help = didYouMean(value, among: values)
        let message = "no node pool has the label \(quoted("\(key)=\(value)"))"
        reading.report(message, at: path, help: help)
      }
    }
  }
}

extension Reading {
  /// Reports a name that is none of the known ones; keeps quiet about stand-ins.
  @discardableResult
  func expect(
    _ name: String,
    among known: [String],
    _ kind: String,
    at path: FieldPath
  ) -> Bool {
    if known.contains(name) { return true }
    // A name that could not be read may have been the one that is missed.
    guard isSound(path), !known.contains("") else { return false }
    let shown = known.prefix(12).map(quoted).joined(separator: ", ")
    let choices = known.isEmpty ? "none" : shown + (known.count > 12 ? ", …" : "")
    report(
      "there is no \(kind) named \(quoted(name)); there is \(choices)",
      at: path,
      help: didYouMean(name, among: known)
    )
    return false
  }
}
