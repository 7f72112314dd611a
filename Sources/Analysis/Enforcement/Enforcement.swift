internal import Domain
internal import EventCore

/// What bound under one pattern: pods refused, kept waiting or taken away, then requests refused
/// and containers held back, summed over replications.
///
/// Pods are placed once per pattern, so what befell them is counted once.
func enforcement(
  of variant: VariantRecord,
  _ deployment: Deployment,
  in scenario: Scenario,
  _ roster: Roster
) -> [EnforcementRecord] {
  var totals = EnforcementTotals()
  for record in podBindings(of: deployment, in: scenario, roster) { totals.add(record) }
  for replication in variant.replications {
    for record in replication.enforcement { totals.add(record) }
  }
  return totals.records
}

/// One line for each rule, tenant, subject and taker, in the order in which they first bound.
private struct EnforcementTotals {
  private struct Key: Hashable {
    var rule: EnforcementRule
    var tenant: TenantID?
    var subject: String
    var takenBy: String?
  }

  private(set) var records: [EnforcementRecord] = []
  private var places: [Key: Int] = [:]

  /// Adds to the line of the same key, or begins one.
  mutating func add(_ record: EnforcementRecord) {
    let key = Key(
      rule: record.rule,
      tenant: record.tenant,
      subject: record.subject,
      takenBy: record.takenBy
    )
    if let place = places[key] {
      records[place].count += record.count
      records[place].boundSeconds += record.boundSeconds
    } else {
      places[key] = records.count
      records.append(record)
    }
  }
}
