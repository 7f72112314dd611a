internal import Domain

/// Objectives promise something that can be kept or broken.
func checkPromises(_ written: WrittenScenario, _ reading: Reading) {
  if case .fitted = written.scenario.hardware, written.objectives.isEmpty,
    reading.isSound("spec.slos")
  {
    let message = "there is nothing to fit hardware to: the scenario has no objectives"
    reading.report(message, at: "spec.hardware", help: "add `slos`, or choose `needed`")
  }
  let tenants = Dictionary(grouping: written.scenario.tenants, by: \.name)
  for promise in written.objectives where reading.isSound(promise.path) {
    let covered = promise.endpoints(
      of: tenants[promise.tenant] ?? [],
      sharing: written.scenario.sharedServices
    )
    let metric = promise.objective.metric
    if metric != .latency, covered.contains(where: { !$0.emitsTokens }) {
      reading.report(
        "only services with continuous batching have a `\(metric.rawValue)`",
        at: promise.path["indicator"]["metric"]
      )
    }
    let timeouts = covered.map(\.endpoint.timeout)
    guard metric != .timePerOutputToken, let shortest = timeouts.compactMap({ $0 }).min() else {
      continue
    }
    if promise.objective.threshold > shortest {
      let length = ScenarioLoading.written(shortest)
      reading.warn(
        "the threshold is beyond the timeout of \(length), after which a request is bad anyway",
        at: promise.path["objectives"]
      )
    }
  }
}

extension WrittenObjective {
  /// The endpoints that the objective names, of the tenants that bear its tenant's name.
  fileprivate func endpoints(
    of tenants: [Tenant],
    sharing shared: [SharedService]
  ) -> [(endpoint: Endpoint, emitsTokens: Bool)] {
    let runtimes = Dictionary(
      shared.map { ($0.service.name, $0.service.runtime) },
      uniquingKeysWith: { first, _ in first }
    )
    let services = tenants.flatMap { tenant in
      tenant.services.map { ($0.name, $0.runtime.emitsTokens, $0.endpoints) }
        + tenant.uses.map { use in
          (use.service, runtimes[use.service]?.emitsTokens ?? true, use.endpoints)
        }
    }
    return services.filter { service == nil || $0.0 == service }
      .flatMap { _, emitsTokens, endpoints in endpoints.map { ($0, emitsTokens) } }
      .filter { endpoint == nil || $0.endpoint.name == endpoint }
  }
}

extension WrittenScenario {
  /// The scenario with every name resolved to what it names; all of them must be known.
  func resolved() -> Scenario {
    var result = scenario
    let names = Dictionary(
      scenario.tenants.enumerated().map { ($1.name, TenantID($0)) },
      uniquingKeysWith: { first, _ in first }
    )
    let endpoints = endpointIDs()
    result.isolation.clustersFor = clustersFor?.compactMap { names[$0] }
    for (index, tenants) in overrideTenants.enumerated() {
      result.cluster.overrides[index].tenants = tenants.compactMap { names[$0] }
    }
    result.objectives = objectives.compactMap { written in
      guard let tenant = names[written.tenant] else { return nil }
      var objective = written.objective
      objective.tenant = tenant
      objective.endpoints = endpoints[tenant.index].filter { entry in
        (written.service ?? entry.service) == entry.service
          && (written.endpoint ?? entry.endpoint) == entry.endpoint
      }.map(\.id)
      return objective
    }
    return result
  }

  /// The endpoints of each tenant with their names, under the identifiers of the roster.
  private func endpointIDs() -> [[(id: EndpointID, service: String, endpoint: String)]] {
    let roster = scenario.roster
    var list = scenario.tenants.map { _ in [(id: EndpointID, service: String, endpoint: String)]() }
    for (index, entry) in roster.endpoints.enumerated() {
      let service = roster.services[entry.service.index].service.name
      list[entry.tenant.index].append((EndpointID(index), service, entry.endpoint.name))
    }
    return list
  }
}
