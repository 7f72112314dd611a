internal import Domain
internal import EventCore
internal import Statistics

/// Returns what each tenant pays, in the order of the scenario, with what it would pay if each
/// replication alone were the measured usage.
func costMetrics(
  of variant: VariantRecord,
  _ summary: VariantSummary,
  in scenario: Scenario
) -> [MetricValue] {
  guard let ledger = summary.costs else { return [] }
  let roster = scenario.roster
  var endpointsOfTenant = scenario.tenants.map { _ in [Int]() }
  for (index, entry) in roster.endpoints.enumerated() {
    endpointsOfTenant[entry.tenant.index].append(index)
  }
  return ledger.tenants.flatMap { cost in
    let index = cost.tenant.index
    let metrics = TenantMetrics(
      pattern: variant.pattern,
      tenant: scenario.tenants[index].name,
      run: scenario.run,
      perHour: cost.perHourByReplication.map(currencyUnits),
      hours: scenario.run.window.inSeconds / 3600
    )
    let endpoints = endpointsOfTenant[index]
    let good = variant.replications.map { record in
      endpoints.reduce(0) { $0 + record.endpoints[$1].good }
    }
    let tokens = variant.replications.map { record in
      endpoints.reduce(Int64(0)) {
        $0 + record.endpoints[$1].inputTokens + record.endpoints[$1].outputTokens
      }
    }
    let countsTokens = tokens.contains { $0 > 0 } || roster.emitsTokens(endpoints)
    return [
      metrics.monthly(cost.perMonth),
      endpoints.isEmpty ? nil : metrics.per(1e3, good, .costPerThousandGoodRequests),
      countsTokens ? metrics.per(1e6, tokens.map(Int.init), .costPerMillionTokens) : nil,
    ].compactMap(\.self)
  }
}

private struct TenantMetrics {
  var pattern: IsolationPattern
  var tenant: String
  var run: RunSettings
  /// In currency units, one per replication.
  var perHour: [Double]
  /// Length of the measured window.
  var hours: Double

  /// The ledger's own figure, with the scatter of the replications around it.
  func monthly(_ amount: Money) -> MetricValue {
    let monthly = run.sectionMeans(of: perHour.map { $0 * Double(CostSummary.hoursPerMonth) })
    let value = currencyUnits(amount)
    let estimate = Estimate.mean(of: monthly, confidence: run.confidence).map { mean in
      mean.scaled(by: 1, plus: value - mean.value).clamped(to: 0...Double.infinity)
    }
    return metric(.costPerMonth, estimate, perHour.count, monthly)
  }

  /// The price of so many of something.
  func per(_ many: Double, _ counts: [Int], _ name: Metric) -> MetricValue {
    let prices = run.sectionMeans(of: perHour.map { $0 * hours * many })
    let means = run.sectionMeans(of: counts.map(Double.init))
    let estimate = Estimate.ratio(
      of: prices,
      to: means,
      confidence: run.confidence
    )?.clamped(to: 0...Double.infinity)
    let samples = zip(prices, means).map { $1 > 0 ? $0 / $1 : nil }
    return metric(name, estimate, counts.reduce(0, +), samples)
  }

  private func metric(
    _ name: Metric,
    _ estimate: Estimate?,
    _ count: Int,
    _ samples: [Double?]
  ) -> MetricValue {
    MetricValue(
      metric: name,
      pattern: pattern,
      subject: tenant,
      tenant: tenant,
      estimate: estimate,
      count: count,
      needed: estimate == nil ? 1 : nil,
      replications: samples
    )
  }
}

extension Roster {
  /// Whether any of the endpoints is served token by token.
  fileprivate func emitsTokens(_ places: [Int]) -> Bool {
    places.contains { services[endpoints[$0].service.index].service.runtime.emitsTokens }
  }
}
