internal import Analysis
internal import Domain
internal import EventCore
internal import IsolationPatterns

/// Returns in one sentence what keeps an objective from passing though there are nodes enough.
///
/// First what no hardware can change: replicas that were refused, requests that a rule refuses;
/// then replicas that are busy nearly all the time; then what held them back most; then the time
/// that a request takes when it is alone.
func limit(
  of objective: ObjectiveSummary,
  in trial: VariantRecord,
  _ summary: VariantSummary,
  of scenario: Scenario
) -> String {
  if objective.verdict == .inconclusive { return objective.reason }
  let limits = LimitsOfServices(objective, trial, summary, scenario)
  let found =
    [limits.refusedReplicas, limits.refusedRequests, limits.busyReplicas, limits.heldBack]
    .compactMap(\.self)
  return found.isEmpty ? limits.workAlone : found.joined(separator: "; ") + "."
}

/// What there is to know about the services that an objective depends on.
private struct LimitsOfServices {
  private let target: Double
  private let objective: Objective
  private let trial: VariantRecord
  private let summary: VariantSummary
  private let scenario: Scenario
  private let roster: Roster
  private let services: [ServiceID]

  init(
    _ objective: ObjectiveSummary,
    _ trial: VariantRecord,
    _ summary: VariantSummary,
    _ scenario: Scenario
  ) {
    target = objective.target
    self.objective = scenario.objectives[objective.objective]
    self.trial = trial
    self.summary = summary
    self.scenario = scenario
    roster = scenario.roster
    let endpoints = self.objective.endpoints
    let entries = roster.endpoints
    services = Set(endpoints.map { entries[$0.index].service }).sorted()
  }

  /// Replicas that no node could help, because they never reached a scheduler or can't start.
  var refusedReplicas: String? {
    for service in services {
      let pods = pods(of: service)
      let refused = pods.filter { index in
        let outcome = trial.deployment?.placements[index].outcome
        return outcome.map { $0 != .unschedulable && PlacementOutcome.neverRun.contains($0) }
          ?? false
      }
      guard let first = refused.first, let deployment = trial.deployment else { continue }
      let reason = deployment.placements[first].reason
      return "\(refused.count) of the \(counted(pods.count, "replica")) of \(name(of: service)) "
        + "never run\(reason.isEmpty ? "" : " (\(reason))")"
    }
    return nil
  }

  /// Requests refused by rules, where they alone are more than the objective permits.
  var refusedRequests: String? {
    let records = trial.replications.flatMap { replication in
      objective.endpoints.map { replication.endpoints[$0.index] }
    }
    let arrived = records.reduce(0) { $0 + $1.arrived }
    let causes: [(String, KeyPath<EndpointRecord, Int>)] = [
      ("the rate limit", \.rateLimited), ("the limit on requests per minute", \.requestLimited),
      ("the limit on tokens per minute", \.tokenLimited), ("full queues", \.queueFull),
      ("the length of the key-value cache", \.tooLong), ("a lack of replicas", \.noReplica),
    ]
    let shares = causes.map { cause, count in
      (
        cause,
        share: Double(records.reduce(0) { $0 + $1[keyPath: count] }) / Double(max(1, arrived))
      )
    }
    guard let worst = shares.max(by: { $0.share < $1.share }), worst.share > 1 - target else {
      return nil
    }
    return "\(worst.0) refuses \(percent(worst.share)) of its requests"
  }

  /// Replicas that compute for nearly all of the time that their limits and workers allow.
  var busyReplicas: String? {
    let loads = services.compactMap { service in load(of: service).map { (service, $0) } }
    guard let (service, load) = loads.max(by: { $0.1 < $1.1 }), load >= 0.8 else { return nil }
    let running = pods(of: service).count { trial.deployment?.placements[$0].node != nil }
    return "replicas, not nodes: the \(counted(running, "replica")) of \(name(of: service)) "
      + "\(running == 1 ? "is" : "are") busy \(percent(load)) of the time"
  }

  /// The rule that held replicas back for the largest share of their time.
  var heldBack: String? {
    let rules: [(EnforcementRule, String)] = [
      (.cpuLimit, "the CPU limit"), (.cpuShare, "neighbours on busy CPUs"),
      (.gpuShare, "sharing of the GPU"), (.gpuLimit, "the GPU limit of MPS"),
      (.cacheFull, "a full key-value cache"), (.maxSequences, "the limit on sequences"),
    ]
    var worst: (what: String, share: Double)?
    for service in services {
      let entry = roster.services[service.index]
      let time =
        scenario.run.window.inSeconds * Double(trial.replications.count)
        * Double(max(1, pods(of: service).count))
      for record in summary.enforcement
      where record.tenant == entry.tenant && record.subject == entry.service.name {
        guard let rule = rules.first(where: { $0.0 == record.rule }), time > 0 else { continue }
        let share = record.boundSeconds / time
        if share > max(0.05, worst?.share ?? 0) { worst = (rule.1, share) }
      }
    }
    return worst.map { "\($0.what) holds its replicas back for \(percent($0.share)) of their time" }
  }

  /// What is left: the work itself.
  var workAlone: String {
    let seconds = objective.endpoints.map { endpoint in
      let entry = roster.endpoints[endpoint.index]
      let runtime = roster.services[entry.service.index].service.runtime
      return scenario.meanSeconds(of: entry.endpoint, runtime)
    }
    let longest = NumberText.plain((seconds.max() ?? 0) * 1e3)
    guard let limit = objective.threshold else {
      return "A request takes \(longest) ms of work on average even alone; nothing is short."
    }
    let threshold = NumberText.plain(limit.inSeconds * 1e3)
    return "A request takes \(longest) ms of work on average even alone, and may take "
      + "\(threshold) ms; nothing else is short."
  }

  private func pods(of service: ServiceID) -> [Int] {
    guard let plan = trial.deployment?.plan else { return [] }
    return plan.pods.indices.filter { index in
      guard plan.pods[index].workload == .service(service) else { return false }
      let users = plan.pods[index].sharedGroup.map { plan.sharedGroups[$0].users }
      return users.map { $0.contains(where: objective.tenants.contains) } ?? true
    }
  }

  /// Device time used ÷ device time that the workers of running replicas could use.
  private func load(of service: ServiceID) -> Double? {
    let entry = roster.services[service.index].service
    let pods = pods(of: service).filter { trial.deployment?.placements[$0].node != nil }
    let window = scenario.run.window.inSeconds * Double(trial.replications.count)
    guard !pods.isEmpty, window > 0 else { return nil }
    let used = trial.replications.reduce(0.0) { sum, replication in
      pods.reduce(sum) { sum, pod in
        let record = replication.pods[pod]
        return sum + (entry.runsOnGPU ? record.gpuSeconds : record.cpuSeconds)
      }
    }
    let each = entry.runsOnGPU ? Double(entry.gpusPerPod) : lanes(of: entry, pods[0])
    return used / (window * Double(pods.count) * each)
  }

  /// The cores that a replica can use at once.
  private func lanes(of service: InferenceService, _ pod: Int) -> Double {
    let workers: Double =
      if case .concurrent(let workers, let threads, _) = service.runtime {
        Double(workers) * Double(threads)
      } else {
        Double(service.runtime.threads)
      }
    let limit = trial.deployment?.placements[pod].limits[.cpu].map { MilliCPU($0).cores }
    return max(1e-9, min(workers, limit ?? .infinity))
  }

  private func name(of service: ServiceID) -> String {
    let entry = roster.services[service.index]
    let owner = entry.tenant.map { scenario.tenants[$0.index].name + "/" } ?? ""
    return owner + entry.service.name
  }

  private func percent(_ share: Double) -> String {
    "\(NumberText.fixed(min(share, 1) * 100, places: 1)) %"
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }
}
