internal import Domain

/// A scenario with its names resolved, for many gates to ask.
struct Asked {
  var scenario: Scenario
  var roster: Roster

  init(_ scenario: Scenario) {
    self.scenario = scenario
    roster = scenario.roster
  }
}

/// What a gate names is there, and has the number that it asks for.
func checkSubjects(of written: WrittenGate, _ asked: Asked, _ reading: Reading) {
  guard checkTenant(of: written, asked, reading) else { return }
  switch written.gate.scope {
  case .endpoint: checkEndpoints(of: written, asked, reading)
  case .objective: checkObjectives(of: written, asked, reading)
  case .tenant: checkTokens(of: written, asked, reading)
  case .pattern: break
  }
  if written.gate.metric?.unit == .currency { checkPrices(of: written, asked, reading) }
}

private func checkTenant(
  of written: WrittenGate,
  _ asked: Asked,
  _ reading: Reading
) -> Bool {
  guard let tenant = written.gate.tenant else { return true }
  let names = asked.scenario.tenants.map(\.name)
  return reading.expect(tenant, among: names, "tenant", at: written.path["tenant"])
}

/// There is such an endpoint, and the service behind it emits tokens if the metric is about them.
private func checkEndpoints(of written: WrittenGate, _ asked: Asked, _ reading: Reading) {
  guard reading.isSound("spec.tenants"), reading.isSound("spec.sharedServices") else { return }
  let gate = written.gate
  let roster = asked.roster
  let candidates = roster.endpoints.filter { entry in
    gate.tenant == nil || asked.scenario.tenants[entry.tenant.index].name == gate.tenant
  }
  var chosen = candidates
  if let endpoint = gate.endpoint {
    chosen = candidates.filter { roster.isCalled($0, endpoint) }
    let labels = candidates.map(\.label).reduce(into: [String]()) { known, label in
      if !known.contains(label) { known.append(label) }
    }
    if chosen.isEmpty {
      let whose = gate.tenant.map { " of the tenant \(quoted($0))" } ?? ""
      reading.expect(endpoint, among: labels, "endpoint\(whose)", at: written.path["endpoint"])
      return
    }
  }
  let needsTokens = gate.metric == .timeToFirstTokenP95 || gate.metric == .timePerOutputTokenP95
  if needsTokens, !chosen.contains(where: { roster.services[$0.service.index].emitsTokens }) {
    reading.report(
      "only services with continuous batching have a `\(gate.metric?.rawValue ?? "")`",
      at: written.path["metric"]
    )
  } else if chosen.isEmpty {
    reading.report("there is no endpoint to ask for a number", at: written.path["metric"])
  }
}

extension Roster {
  /// Whether an endpoint answers to a name: its label, or its service and its own name in full.
  func isCalled(_ entry: EndpointEntry, _ name: String) -> Bool {
    entry.label == name
      || "\(services[entry.service.index].service.name)/\(entry.endpoint.name)" == name
  }
}

extension Roster.ServiceEntry {
  fileprivate var emitsTokens: Bool { service.runtime.emitsTokens }
}

private func checkObjectives(of written: WrittenGate, _ asked: Asked, _ reading: Reading) {
  guard reading.isSound("spec.slos"), reading.isSound("spec.tenants") else { return }
  let gate = written.gate
  let candidates = asked.scenario.objectives.filter { objective in
    gate.tenant == nil || asked.scenario.tenants[objective.tenant.index].name == gate.tenant
  }
  guard !candidates.isEmpty else {
    let whose = gate.tenant.map { "the tenant \(quoted($0))" } ?? "the scenario"
    let path = written.path[gate.tenant == nil ? "slo" : "tenant"]
    reading.report("\(whose) has no objective that could be judged", at: path)
    return
  }
  guard let wanted = gate.objectives else { return }
  let names = candidates.map(\.name)
  guard !names.contains(where: wanted.contains) else { return }
  reading.expect(wanted.text, among: names, "objective", at: written.path["slo"])
}

private func checkTokens(of written: WrittenGate, _ asked: Asked, _ reading: Reading) {
  let gate = written.gate
  guard gate.metric == .costPerMillionTokens, reading.isSound("spec.tenants") else { return }
  let roster = asked.roster
  let hasTokens = roster.endpoints.contains { entry in
    let isMeant = gate.tenant == nil || asked.scenario.tenants[entry.tenant.index].name == gate.tenant
    guard isMeant, case .tokens = entry.endpoint.demand else { return false }
    return true
  }
  guard !hasTokens else { return }
  let whose = gate.tenant.map { "the tenant \(quoted($0)) has" } ?? "the scenario has"
  reading.report("\(whose) no requests that count tokens", at: written.path["metric"])
}

/// Without a price every cost is nothing, and every limit kept.
private func checkPrices(of written: WrittenGate, _ asked: Asked, _ reading: Reading) {
  guard reading.isSound("spec.capacity"), reading.isSound("spec.costs") else { return }
  let hasPrice =
    asked.scenario.nodePools.contains { $0.pricePerHour > .zero }
    || asked.scenario.costs.overhead.contains { $0.pricePerHour > .zero }
  guard !hasPrice else { return }
  reading.report(
    "the scenario has no price, so every cost would be nothing",
    at: written.path["metric"],
    help: "give the node pools a `pricePerHour`"
  )
}
