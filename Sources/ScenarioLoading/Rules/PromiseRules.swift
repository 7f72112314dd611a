internal import Domain
internal import EventCore

/// Objectives promise something that can be kept or broken, and looked at.
func checkPromises(_ written: WrittenScenario, _ reading: Reading) {
  if case .fitted = written.scenario.hardware, written.objectives.isEmpty,
    reading.isSound("spec.slos")
  {
    let message = "there is nothing to fit hardware to: the scenario has no objectives"
    reading.report(message, at: "spec.hardware", help: "add `slos`, or choose `needed`")
  }
  let subjects = ObjectiveSubjects(written.scenario)
  let runtimes = Dictionary(
    written.scenario.sharedServices.map { ($0.service.name, $0.service.runtime) },
    uniquingKeysWith: { first, _ in first }
  )
  for promise in written.objectives.prefix(subjects.affordable(written.objectives))
  where reading.isSound(promise.path) {
    let covered = subjects.tenants(of: promise).flatMap { index in
      promise.endpoints(of: subjects.tenants[index], sharing: runtimes)
    }
    checkMeasure(promise, covered, reading)
    checkSlices(promise, written.scenario.run, reading)
  }
}

private typealias CoveredEndpoint = (endpoint: Endpoint, emitsTokens: Bool)

/// What is measured is there, and bad requests don't always come of something else.
private func checkMeasure(
  _ promise: WrittenObjective,
  _ covered: [CoveredEndpoint],
  _ reading: Reading
) {
  let metric = promise.objective.metric
  let needsTokens = metric == .timeToFirstToken || metric == .timePerOutputToken
  if needsTokens, covered.contains(where: { !$0.emitsTokens }) {
    reading.report(
      "only services with continuous batching have a `\(metric.rawValue)`",
      at: promise.places.metric
    )
  }
  let timeouts = covered.map(\.endpoint.timeout)
  guard metric != .timePerOutputToken, let shortest = timeouts.compactMap({ $0 }).min(),
    let threshold = promise.objective.threshold, threshold > shortest
  else { return }
  let length = ScenarioLoading.written(shortest)
  reading.warn(
    "the threshold is beyond the timeout of \(length), after which a request is bad anyway",
    at: promise.places.thresholds
  )
}

/// A slice ends within the run, and alerts look at whole slices.
private func checkSlices(_ promise: WrittenObjective, _ run: RunSettings, _ reading: Reading) {
  let objective = promise.objective
  let slice = objective.budgetingMethod.slice
  if objective.budgetingMethod != .occurrences, reading.isSound("spec.run"), slice > run.window {
    reading.report(
      "a slice of \(written(slice)) is longer than the \(written(run.window)) that are measured",
      at: promise.places.slice
    )
  }
  guard reading.isWritten(promise.places.alerts) else { return }
  for alert in objective.alerts {
    for window in [alert.longWindow, alert.shortWindow].compactMap({ $0 })
    where !window.nanoseconds.isMultiple(of: slice.nanoseconds) {
      reading.report(
        "the window of \(written(window)) is no whole number of slices of \(written(slice))",
        at: promise.places.alerts
      )
    }
    let most = 1 / (1 - objective.target)
    if alert.burnRate > most {
      reading.warn(
        "the alert \(quoted(alert.name)) can't fire: at this target a burn rate is at most "
          + "\(Int(most.rounded(.down)))",
        at: promise.places.alerts
      )
    }
  }
}

extension WrittenObjective {
  /// The endpoints of a tenant that the objective covers.
  fileprivate func endpoints(
    of tenant: Tenant,
    sharing runtimes: [String: ServingRuntime]
  ) -> [CoveredEndpoint] {
    let services =
      tenant.services.map { ($0.name, $0.runtime.emitsTokens, $0.endpoints) }
      + tenant.uses.map { use in
        (use.service, runtimes[use.service]?.emitsTokens ?? true, use.endpoints)
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
    result.isolation.clustersFor = clustersFor?.compactMap { names[$0] }
    for (index, tenants) in overrideTenants.enumerated() {
      result.cluster.overrides[index].tenants = tenants.compactMap { names[$0] }
    }
    result.objectives = resolvedObjectives()
    return result
  }

  private func resolvedObjectives() -> [Objective] {
    let endpoints = endpointIDs()
    let subjects = ObjectiveSubjects(scenario)
    return objectives.prefix(subjects.affordable(objectives)).flatMap { written in
      let tenants = subjects.tenants(of: written)
      return written.promises(to: tenants, named: { scenario.tenants[$0].name }).map { name, to in
        var objective = written.objective
        objective.name = name
        objective.tenants = to.map { TenantID($0) }
        objective.endpoints = to.flatMap { tenant in
          endpoints[tenant].filter { entry in
            (written.service ?? entry.service) == entry.service
              && (written.endpoint ?? entry.endpoint) == entry.endpoint
          }.map(\.id)
        }
        objective.endpoints.sort { $0.index < $1.index }
        return objective
      }
    }
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
