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
  var totals: [EnforcementRecord] = []
  for record in podRefusals(of: deployment, roster) { add(record, to: &totals) }
  for record in variant.replications.flatMap(\.enforcement) { add(record, to: &totals) }
  return totals
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

/// Adds to the line of the same rule, tenant and subject, or begins one.
private func add(_ record: EnforcementRecord, to totals: inout [EnforcementRecord]) {
  let known = totals.firstIndex {
    $0.rule == record.rule && $0.tenant == record.tenant && $0.subject == record.subject
  }
  if let known {
    totals[known].count += record.count
    totals[known].boundSeconds += record.boundSeconds
  } else {
    totals.append(record)
  }
}

extension EnforcementRule {
  /// The rule that kept a pod from running; nil for one that runs.
  fileprivate init?(refusing outcome: PlacementOutcome) {
    switch outcome {
    case .running: return nil
    case .deniedByQuota: self = .resourceQuota
    case .deniedByLimitRange: self = .limitRange
    case .unschedulable: self = .scheduling
    }
  }
}
