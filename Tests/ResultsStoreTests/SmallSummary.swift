import Analysis
import Domain
import EventCore
import Statistics

extension SmallRun {
  static func summary(of run: RunRecord) -> RunSummary {
    var summary = RunSummary(
      variants: run.variants.map { variant in
        guard variant.deployment != nil else {
          return VariantSummary(
            pattern: variant.pattern,
            infeasibleReason: variant.infeasibleReason
          )
        }
        return self.summary(of: variant.pattern)
      }
    )
    summary.comparisons = [comparison]
    summary.precision = precision
    summary.gates = evaluate(
      run.scenario.gates,
      on: GateEvidence(run, summary, metricValues(of: run, summary))
    )
    return summary
  }

  private static let comparison = Comparison(
    metric: .p95,
    pattern: .namespaces,
    point: "weight=-1",
    subject: "=1+1/chat/chat",
    difference: estimate(-3.5),
    pValue: 0.01,
    adjustedPValue: 0.03
  )

  private static let precision = PrecisionReport(
    reason: .cap,
    rule: StoppingRule(goals: [PrecisionGoal(metric: .p95, halfWidth: .relative(0.05))]),
    replications: 3,
    progress: [
      PrecisionReport.Progress(
        goal: 0,
        metric: .p95,
        pattern: .sharedNodes,
        point: "weight=-1",
        subject: "=1+1/chat/chat",
        value: 70.25,
        halfWidth: 7,
        allowed: 3.5,
        state: .open
      )
    ]
  )

  private static func summary(of pattern: IsolationPattern) -> VariantSummary {
    VariantSummary(
      pattern: pattern,
      latencies: [
        latency(tenant: 0, completed: 909, p99: .tooFew(needs: 1000, has: 303)),
        latency(tenant: 1, completed: 0, p99: .tooFew(needs: 1000, has: 0)),
      ],
      objectives: [objective],
      costs: costs,
      isolationPrice: IsolationPrice(
        extraPerMonth: Money(micros: 73_000_000),
        requests: .init(perMonth: nil, outcome: .unclear),
        minutes: .init(perMonth: nil, outcome: .nothingAvoided)
      ),
      enforcement: [
        EnforcementRecord(
          rule: .resourceQuota,
          tenant: TenantID(1),
          subject: "bulk",
          count: 1,
          boundSeconds: 0
        )
      ],
      podCounts: [.running: 1, .deniedByQuota: 1]
    )
  }

  static func estimate(_ value: Double) -> Estimate {
    Estimate(value: value, low: value - 0.1, high: value + 0.1, confidence: 0.95, replications: 3)
  }

  private static func latency(
    tenant: Int,
    completed: Int,
    p99: QuantileSummary
  ) -> LatencySummary {
    LatencySummary(
      tenant: TenantID(tenant),
      endpoint: EndpointID(tenant),
      arrived: 912,
      completed: completed,
      refused: 0,
      timedOut: 3,
      unfinished: 909 - completed,
      mean: completed > 0 ? estimate(33.3) : nil,
      p50: completed > 0 ? .estimate(estimate(30)) : .tooFew(needs: 20, has: 0),
      p95: completed > 0 ? .estimate(estimate(70.25)) : .tooFew(needs: 200, has: 0),
      p99: p99,
      max: completed > 0 ? .milliseconds(95) : nil,
      timeToFirstToken: completed > 0 ? firstTokens(completed) : nil,
      batchCheck: BatchCheck(refusal: "=too few parts")
    )
  }

  private static func firstTokens(_ completed: Int) -> TimesSummary {
    TimesSummary(
      count: completed,
      mean: estimate(3.5),
      p50: .estimate(estimate(3)),
      p95: .estimate(estimate(7.25)),
      p99: .tooFew(needs: 1000, has: completed),
      max: .milliseconds(9)
    )
  }

  private static let objective = ObjectiveSummary(
    objective: 0,
    total: 7200,
    good: 7170,
    goodRatio: Estimate(
      value: 0.996,
      low: 0.99,
      high: 0.999,
      confidence: 0.95,
      replications: 3
    ),
    target: 0.95,
    breachMinutes: estimate(2 / 3),
    minutes: 2,
    budgetBurnt: estimate(0.2),
    burnRates: BurnRateAlert.usual(for: .seconds(28 * 86_400)).prefix(2).map { alert in
      BurnRateSummary(
        alert: alert,
        reach: .runTooShort(needs: alert.longWindow, has: .seconds(120))
      )
    },
    verdict: .pass,
    reason: "the lower bound 0.99 is above the target 0.95"
  )

  private static let costs = CostSummary(
    charges: [
      CostCharge(
        kind: .nodes,
        name: "shared",
        cluster: 0,
        nodePool: 0,
        purchase: .onDemand,
        quantity: 1,
        unit: "Node-Hours",
        unitPrice: Money(micros: 780_000),
        listPrice: Money(micros: 780_000),
        perHour: Money(micros: 780_000)
      )
    ],
    lines: [line(0, 500_000), line(1, 280_000)],
    allocations: [
      CostAllocation(
        dimension: .model,
        key: nil,
        kind: .usage,
        perHour: Money(micros: 780_000)
      )
    ],
    tenants: [tenantCost(0, 500_000), tenantCost(1, 280_000)],
    assetCost: Money(micros: 780_000)
  )

  private static func line(_ tenant: Int, _ micros: Int64) -> CostLine {
    CostLine(
      kind: .usage,
      tenant: TenantID(tenant),
      cluster: 0,
      pool: "shared",
      nodePool: 0,
      resource: "cpu",
      quantity: 1.5,
      unit: "Core-Hours",
      perHour: Money(micros: micros),
      method: "proportional"
    )
  }

  private static func tenantCost(_ tenant: Int, _ micros: Int64) -> TenantCost {
    func unitCost(_ value: Double) -> UnitCost {
      UnitCost(
        estimate: Estimate(value: value, low: nil, high: nil, confidence: 0.95, replications: 1)
      )
    }
    var units = UnitCosts()
    if tenant == 0 { units[.thousandAnsweredRequests] = unitCost(0.025) }
    units[.millionTokens] = unitCost(.infinity)
    var cost = TenantCost(
      tenant: TenantID(tenant),
      perHour: Money(micros: micros),
      usage: Money(micros: micros),
      idle: .zero,
      shared: .zero,
      overhead: .zero,
      unitCosts: units
    )
    cost.perHourByReplication = Array(repeating: Money(micros: micros), count: 3)
    return cost
  }
}
