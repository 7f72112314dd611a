internal import Domain

/// Every pod fits some machine, as long as that is empty.
func checkFit(_ scenario: Scenario, _ reading: Reading) {
  guard reading.isSound("spec.capacity"), reading.isSound("spec.cluster.reservedPerNode")
  else { return }
  let reserved = scenario.cluster.reservedPerNode
  let offers = scenario.nodePools.map { $0.advertised - reserved }
  let most = largest(offers)
  for pods in scenario.podTemplates {
    guard reading.isSound(pods.path["requests"]), reading.isSound(pods.path["limits"]) else {
      continue
    }
    if !checkEach(pods, most: most, reading) {
      checkTogether(pods, scenario.nodePools, offers: offers, reading)
    }
  }
  for (index, addOn) in scenario.cluster.addOns.enumerated() {
    let pods = PodTemplate(
      path: ("spec.cluster.addOns" as FieldPath)[index],
      replicas: addOn.replicas,
      requests: addOn.requests,
      limits: ResourceList(),
      nodeSelector: [:],
      tolerations: []
    )
    guard reading.isSound(pods.path["requests"]) else { continue }
    _ = checkEach(pods, most: most, reading)
  }
}

/// The most that any one node offers of each resource.
private func largest(_ offers: [ResourceList]) -> ResourceList {
  offers.reduce(into: ResourceList()) { most, offer in
    for name in offer.names { most[name] = max(most.amount(name), offer.amount(name)) }
  }
}

/// Reports each resource of which no pool has enough; says whether there was one.
private func checkEach(_ pods: PodTemplate, most: ResourceList, _ reading: Reading) -> Bool {
  var isTooMuch = false
  let requests = pods.effectiveRequests
  for name in requests.names {
    let amount = requests.amount(name)
    let available = most.amount(name)
    guard amount > available else { continue }
    isTooMuch = true
    let field = pods.requests[name] == nil ? "limits" : "requests"
    let message =
      available == 0
      ? "no node pool offers \(quoted(name.rawValue))"
      : "no node pool can ever fit it: a pod asks for \(written(amount, of: name)), "
        + "a node has at most \(written(available, of: name))"
    reading.report(
      message,
      at: pods.path[field][name.rawValue],
      help: available == 0
        ? didYouMean(name.rawValue, among: most.names.map(\.rawValue)) : nil
    )
  }
  return isTooMuch
}

/// Reports a pod for which each single resource suffices somewhere, but no pool has them all.
private func checkTogether(
  _ pods: PodTemplate,
  _ pools: [NodePool],
  offers: [ResourceList],
  _ reading: Reading
) {
  let others = ["nodeSelector", "tolerations", "affinity"]
  guard others.allSatisfy({ reading.isSound(pods.path[$0]) }) else { return }
  let requests = pods.effectiveRequests
  let needs = requests.names.map { (name: $0, amount: requests.amount($0)) }
  let selector = pods.nodeSelector.sorted { $0.key < $1.key }
  var reasons: [String] = []
  for (pool, offer) in zip(pools, offers) {
    let obstacle =
      needs.first { $0.amount > offer.amount($0.name) }.map { Obstacle.resource($0.name) }
      ?? selector.first { !pool.values(ofLabel: $0.key).contains($0.value) }.map { .label($0.key) }
      ?? (pool.mayMeet(pods.terms.rules.nodeAffinity) ? nil : .affinity)
      ?? pool.taints.first { !pods.tolerates($0) }.map { .taint($0.key) }
    guard let obstacle else { return }
    // Texts for all of very many pools would take long, and only a few are shown.
    reasons.append(reasons.count < 6 ? "\(quoted(pool.name)) \(obstacle.text)" : "…")
  }
  let shown = reasons.prefix(7).joined(separator: ", ")
  reading.report("no node pool can ever fit it: \(shown)", at: pods.path["requests"])
}

extension NodePool {
  /// Whether some node of the pool may meet a required node affinity.
  ///
  /// Labels that nodes have from their names or from the pattern are not known here.
  fileprivate func mayMeet(_ affinity: NodeAffinity) -> Bool {
    guard !affinity.required.isEmpty else { return true }
    let zones = zones.isEmpty ? [nil] : zones.map(Optional.some)
    return zones.contains { zone in
      var labels = labels
      if let zone { labels[Self.zoneLabel] = zone }
      return affinity.required.contains { term in
        term.allSatisfy { condition in
          condition.key == Self.hostnameLabel || condition.key.hasPrefix("bulkhead.dev/")
            || condition.matches(labels)
        }
      }
    }
  }
}

/// Why a pool is no place for a pod.
private enum Obstacle {
  case resource(ResourceName)
  case label(String)
  case affinity
  case taint(String)

  var text: String {
    switch self {
    case .resource(let name): "has too little \(visible(name.rawValue))"
    case .label(let key): "lacks the label \(quoted(key))"
    case .affinity: "doesn't match the node affinity"
    case .taint(let key): "has a taint \(quoted(key)) that is not tolerated"
    }
  }
}

extension PodTemplate {
  fileprivate func tolerates(_ taint: Taint) -> Bool {
    taint.effect == .preferNoSchedule || tolerations.contains { $0.tolerates(taint) }
  }
}
