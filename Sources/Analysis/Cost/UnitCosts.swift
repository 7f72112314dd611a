internal import Domain
internal import EventCore
internal import Statistics

/// States what each tenant, and all of them together, pay for requests and tokens.
///
/// The value divides what is billed by what was done in the measured windows. Its interval is that
/// of the ratio estimator over replications; a replication costs what a tenant would pay if every
/// one were like it (`shares`, by replication and tenant).
func addUnitCosts(
  to summary: inout CostSummary,
  _ shares: [[Money]],
  _ replications: [ReplicationRecord],
  _ scenario: Scenario
) {
  let hours = scenario.run.window.inSeconds / 3600
  let work = replications.map { completedWork(of: $0, in: scenario) }
  func costs(_ billed: Money, _ shares: [Money], _ work: [CompletedWork]) -> UnitCosts {
    var costs = UnitCosts()
    for unit in CostUnit.allCases {
      costs[unit] = UnitCost(
        billed: billed.inUnits * hours,
        shares: shares.map { $0.inUnits * hours },
        counts: work.map { $0[unit] },
        per: unit.size,
        run: scenario.run
      )
    }
    return costs
  }
  for index in summary.tenants.indices {
    summary.tenants[index].unitCosts = costs(
      summary.tenants[index].perHour,
      shares.map { $0[index] },
      work.map { $0[index] }
    )
  }
  summary.unitCosts = costs(
    summary.assetCost,
    // The bill for everything is what it is, but for egress, whatever was used.
    shares.map { $0.reduce(.zero, +) + summary.unallocated },
    work.map { $0.reduce(into: CompletedWork()) { $0.add($1) } }
  )
}

extension Money {
  /// In units of the currency.
  fileprivate var inUnits: Double { Double(micros) / 1e6 }
}

/// What was done for a tenant in one replication.
private struct CompletedWork {
  private var good: Int64 = 0
  private var answered: Int64 = 0
  private var outputTokens: Int64 = 0
  private var tokens: Int64 = 0

  subscript(unit: CostUnit) -> Int64 {
    switch unit {
    case .thousandGoodRequests: good
    case .thousandAnsweredRequests: answered
    case .millionOutputTokens: outputTokens
    case .millionTokens: tokens
    }
  }

  mutating func add(_ record: EndpointRecord) {
    good += Int64(record.good)
    answered += Int64(record.completed)
    outputTokens = outputTokens.addingSaturated(record.outputTokens)
    tokens = tokens.addingSaturated(record.inputTokens.addingSaturated(record.outputTokens))
  }

  mutating func add(_ other: Self) {
    good += other.good
    answered += other.answered
    outputTokens = outputTokens.addingSaturated(other.outputTokens)
    tokens = tokens.addingSaturated(other.tokens)
  }
}

private func completedWork(
  of replication: ReplicationRecord,
  in scenario: Scenario
) -> [CompletedWork] {
  var work = scenario.tenants.map { _ in CompletedWork() }
  for (record, entry) in zip(replication.endpoints, scenario.roster.endpoints) {
    work[entry.tenant.index].add(record)
  }
  return work
}

extension UnitCost {
  /// What one replication's measured window costs is `billed`, in currency units; `shares` is the
  /// same for each replication by itself, `counts` what was done in each.
  fileprivate init(
    billed: Double,
    shares: [Double],
    counts: [Int64],
    per size: Double,
    run: RunSettings
  ) {
    let total = counts.reduce(Int64(0)) { $0.addingSaturated($1) }
    self.init(count: total)
    guard total > 0 else { return }
    replications = zip(shares, counts).map { $1 > 0 ? $0 / Double($1) * size : nil }
    let mean = Double(total) / Double(counts.count)
    let value = billed / mean
    // The residuals of the ratio estimator, around the ratio that is billed.
    let values = zip(shares, counts).map { value + ($0 - value * Double($1)) / mean }
    let sections = run.sectionMeans(of: values)
    guard let spread = Estimate.mean(of: sections, confidence: run.confidence) else { return }
    let around = spread.scaled(by: 1, plus: value - spread.value)
    estimate = around.scaled(by: size).clamped(to: 0...Double.infinity)
  }
}
