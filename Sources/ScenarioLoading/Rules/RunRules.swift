internal import Domain
internal import EventCore

/// The run leaves time to measure.
func checkRun(_ scenario: Scenario, _ reading: Reading) {
  let run: FieldPath = "spec.run"
  guard reading.isSound(run["duration"]), reading.isSound(run["warmup"]) else { return }
  if scenario.run.warmUp >= scenario.run.duration {
    let length = written(scenario.run.duration)
    reading.report("must be shorter than the `duration` of \(length)", at: run["warmup"])
  }
  if scenario.run.replications == 1, reading.isSound(run["replications"]) {
    let message = "a single replication gives intervals only if it is long: by batch means"
    reading.warn(message, at: run["replications"], help: "ten replications are usual")
  }
  checkPairs(scenario.run, reading)
  checkGoals(scenario, reading)
}

/// Antithetic replications come in whole pairs.
private func checkPairs(_ settings: RunSettings, _ reading: Reading) {
  guard settings.isAntithetic else { return }
  let run: FieldPath = "spec.run"
  let message = "must be even, because antithetic replications come in pairs"
  if let stopping = settings.stopping {
    let precision = run["precision"]
    if !stopping.least.isMultiple(of: 2) { reading.report(message, at: precision["min"]) }
    if !stopping.most.isMultiple(of: 2) { reading.report(message, at: precision["max"]) }
  } else if !settings.replications.isMultiple(of: 2) {
    reading.report(message, at: run["replications"])
  }
}

/// Every goal of precision has something to be about.
private func checkGoals(_ scenario: Scenario, _ reading: Reading) {
  let precision: FieldPath = "spec.run.precision"
  let goals = scenario.run.stopping?.goals ?? []
  for (index, goal) in goals.enumerated() {
    let isListed = reading.isWritten(precision["goals"])
    let path = isListed ? precision["goals"][index] : precision
    if let tenant = goal.tenant {
      let names = scenario.tenants.map(\.name)
      guard names.contains(tenant) else {
        let help = didYouMean(tenant, among: names)
        reading.report("there is no tenant \(quoted(tenant))", at: path["tenant"], help: help)
        continue
      }
    }
    if let problem = missingSubject(of: goal, in: scenario) {
      reading.report(problem, at: path["metric"])
    }
  }
}

private func missingSubject(of goal: PrecisionGoal, in scenario: Scenario) -> String? {
  let roster = scenario.roster
  func counts(_ tenant: TenantID) -> Bool {
    goal.tenant.map { scenario.tenants[tenant.index].name == $0 } ?? true
  }
  let name = goal.metric.rawValue
  switch goal.metric {
  case .timeToFirstTokenP95, .timePerOutputTokenP95:
    let emits = roster.endpoints.contains {
      counts($0.tenant) && roster.services[$0.service.index].service.runtime.emitsTokens
    }
    return emits ? nil : "`\(name)` needs a service that works token by token"
  default:
    break
  }
  switch goal.metric.scope {
  case .endpoint:
    return roster.endpoints.contains { counts($0.tenant) } ? nil : "`\(name)` needs an endpoint"
  case .objective:
    let has = scenario.objectives.contains { $0.tenants.contains(where: counts) }
    return has ? nil : "`\(name)` needs an objective"
  case .tenant, .pattern: return nil
  }
}

/// There are no more pods than can be planned in a minute or so.
func checkPodCount(_ scenario: Scenario, _ reading: Reading) {
  let most = 1_000_000
  var total = 0
  for template in scenario.podTemplates where reading.isSound(template.path["replicas"]) {
    let isWithin = total <= most
    total += template.replicas
    if isWithin, total > most {
      let message = "makes \(total) pods with those above it; a scenario takes at most \(most)"
      reading.report(message, at: template.path["replicas"])
    }
  }
}
