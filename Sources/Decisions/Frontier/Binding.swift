internal import Analysis
package import Domain
internal import EventCore

/// The rule that held a tenant back most.
package struct Binding: Sendable, Equatable {
  package var rule: EnforcementRule
  /// The service, endpoint or batch workload that was bound.
  package var subject: String
  /// The share of its requests or pods refused, or of its containers' time for which it was bound.
  package var share: Double
  /// The same at the highest load that passes; nil if there is none.
  package var before: Double?
}

/// Finds the rule whose hold on an objective's tenant grew most, or is firmest where there is
/// nothing to compare with.
func topBinding(
  on objective: Objective,
  at outcome: TrialOutcome,
  comparedWith earlier: TrialOutcome?,
  in scenario: Scenario
) -> Binding? {
  let now = bindings(on: objective, in: outcome, scenario)
  let before = earlier.map { bindings(on: objective, in: $0, scenario) }
  let grown = now.map { binding -> (Binding, Double) in
    guard let before else { return (binding, binding.share) }
    let same = before.first { $0.rule == binding.rule && $0.subject == binding.subject }
    var compared = binding
    compared.before = same?.share ?? 0
    return (compared, binding.share - (compared.before ?? 0))
  }
  var top: (Binding, Double)?
  for one in grown where one.1 > top?.1 ?? 0 { top = one }
  return top?.0
}

private func bindings(
  on objective: Objective,
  in outcome: TrialOutcome,
  _ scenario: Scenario
) -> [Binding] {
  let roster = scenario.roster
  let covered = objective.endpoints.map { roster.endpoints[$0.index] }
  let services = Set(covered.map { roster.services[$0.service.index].service.name })
  let names = services.union(covered.map(\.label))
  let mine = outcome.summary.enforcement.filter { record in
    names.contains(record.subject) && (record.tenant.map(objective.tenants.contains) ?? true)
  }
  let seconds = scenario.run.window.inSeconds * Double(max(1, outcome.replications.count))
  return mine.map { record in
    let pods = Double(max(1, outcome.pods(of: record, roster)))
    let share: Double
    switch record.rule.measure {
    case .requests:
      let arrived = zip(roster.endpoints, outcome.summary.latencies)
        .filter { objective.tenants.contains($0.0.tenant) && $0.0.label == record.subject }
        .reduce(0) { $0 + $1.1.arrived }
      share = Double(record.count) / Double(max(1, arrived))
    case .pods: share = Double(record.count) / pods
    case .time: share = record.boundSeconds / (seconds * pods)
    }
    return Binding(rule: record.rule, subject: record.subject, share: min(1, share))
  }
}

extension TrialOutcome {
  /// The pods of a bound service or batch workload, whether or not they run.
  fileprivate func pods(of record: EnforcementRecord, _ roster: Roster) -> Int {
    deployment?.plan.pods.count { pod in
      guard record.tenant == nil || pod.tenant == record.tenant else { return false }
      switch pod.workload {
      case .service(let id): return roster.services[id.index].service.name == record.subject
      case .batch(let id): return roster.batchWorkloads[id.index].workload.name == record.subject
      case .addOn: return false
      }
    } ?? 0
  }
}

/// What a rule's share is taken of.
package enum BindingMeasure: String, Sendable {
  case requests
  case pods
  case time
}

extension EnforcementRule {
  package var measure: BindingMeasure {
    switch self {
    case .rateLimit, .requestLimit, .tokenLimit, .queueCapacity, .cacheLength: .requests
    case .resourceQuota, .limitRange, .scheduling, .taint, .affinity, .topologySpread, .cohort,
      .preemption, .disruptionBudget, .gpuMemory:
      .pods
    case .cacheFull, .cachePreemption, .maxSequences, .cpuLimit, .cpuShare, .gpuShare, .gpuLimit,
      .memoryLimit, .nodeMemory, .eviction, .registryBandwidth, .networkBandwidth, .diskBandwidth:
      .time
    }
  }
}
