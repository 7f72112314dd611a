internal import Domain

/// What bound under one pattern: pods refused at admission or by the scheduler, then requests
/// refused and containers held back, summed over replications.
///
/// Pods are placed once per pattern, so their refusals are counted once.
func enforcement(
  of variant: VariantRecord,
  _ deployment: Deployment,
  _ roster: Roster
) -> [EnforcementRecord] {
  var totals = EnforcementTotals()
  for record in podRefusals(of: deployment, roster) { totals.add(record) }
  for replication in variant.replications {
    for record in replication.enforcement { totals.add(record) }
  }
  return totals.records
}

private func podRefusals(of deployment: Deployment, _ roster: Roster) -> [EnforcementRecord] {
  zip(deployment.plan.pods, deployment.placements).compactMap { pod, placement in
    guard let tenant = pod.tenant, let rule = EnforcementRule(refusing: placement.outcome) else {
      return nil
    }
    let subject: String
    switch pod.workload {
    case .service(let service): subject = roster.services[service.index].service.name
    case .batch(let batch): subject = roster.batchWorkloads[batch.index].workload.name
    case .addOn: return nil
    }
    return EnforcementRecord(
      rule: rule,
      tenant: tenant,
      subject: subject,
      count: 1,
      boundSeconds: 0
    )
  }
}

/// One line for each rule, tenant and subject, in the order in which they first bound.
private struct EnforcementTotals {
  private struct Key: Hashable {
    var rule: EnforcementRule
    var tenant: TenantID
    var subject: String
  }

  private(set) var records: [EnforcementRecord] = []
  private var places: [Key: Int] = [:]

  /// Adds to the line of the same rule, tenant and subject, or begins one.
  mutating func add(_ record: EnforcementRecord) {
    let key = Key(rule: record.rule, tenant: record.tenant, subject: record.subject)
    if let place = places[key] {
      records[place].count += record.count
      records[place].boundSeconds += record.boundSeconds
    } else {
      places[key] = records.count
      records.append(record)
    }
  }
}

extension EnforcementRule {
  /// The rule that kept a pod from running; nil for one that runs.
  fileprivate init?(refusing outcome: PlacementOutcome) {
    switch outcome {
    case .running, .preempted, .completed: return nil
    case .deniedByQuota: self = .resourceQuota
    case .deniedByLimitRange: self = .limitRange
    case .unschedulable: self = .scheduling
    }
  }
}
