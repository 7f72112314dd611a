package import Domain
package import Statistics

/// What gates are held against: a run just made, or one that was stored.
package struct GateEvidence: Sendable {
  /// A pattern that was run, at one point of a sweep.
  package struct Variant: Hashable, Sendable {
    package var pattern: IsolationPattern
    /// Empty without a sweep.
    package var point: String

    package init(_ pattern: IsolationPattern, point: String = "") {
      self.pattern = pattern
      self.point = point
    }
  }

  /// One objective under one pattern.
  package struct ObjectiveResult: Sendable {
    package var variant: Variant
    package var name: String
    /// To whom it is promised; nil for a promise to several.
    package var tenant: String?
    package var judgement: Judgement
    package var goodRatio: Estimate?
    package var target: Double
    /// Requests, or minutes of time slices, over all replications.
    package var count: Int

    package init(
      variant: Variant,
      name: String,
      tenant: String?,
      judgement: Judgement,
      goodRatio: Estimate?,
      target: Double,
      count: Int
    ) {
      self.variant = variant
      self.name = name
      self.tenant = tenant
      self.judgement = judgement
      self.goodRatio = goodRatio
      self.target = target
      self.count = count
    }
  }

  /// In the order of the run.
  package var variants: [Variant]
  /// Why those that can't be built can't.
  package var infeasibleReasons: [Variant: String]
  package var objectives: [ObjectiveResult]
  package var values: [MetricValue]
  package var currency: String

  package init(
    variants: [Variant],
    infeasibleReasons: [Variant: String] = [:],
    objectives: [ObjectiveResult],
    values: [MetricValue],
    currency: String
  ) {
    self.variants = variants
    self.infeasibleReasons = infeasibleReasons
    self.objectives = objectives
    self.values = values
    self.currency = currency
  }
}

extension GateEvidence {
  /// What a run leaves for its gates.
  package init(_ run: RunRecord, _ summary: RunSummary) {
    let scenario = run.scenario
    self.init(
      variants: summary.variants.map { Variant($0.pattern) },
      infeasibleReasons: summary.variants.reduce(into: [:]) { reasons, variant in
        reasons[Variant(variant.pattern)] = variant.infeasibleReason
      },
      objectives: summary.variants.flatMap { variant in
        variant.objectives.map { ObjectiveResult($0, under: Variant(variant.pattern), scenario) }
      },
      values: metricValues(of: run, summary),
      currency: scenario.costs.currency
    )
  }
}

extension GateEvidence.ObjectiveResult {
  init(_ summary: ObjectiveSummary, under variant: GateEvidence.Variant, _ scenario: Scenario) {
    let objective = scenario.objectives[summary.objective]
    self.init(
      variant: variant,
      name: objective.name,
      tenant: scenario.tenants[objective.tenant.index].name,
      judgement: Judgement(verdict: summary.verdict, reason: summary.reason),
      goodRatio: summary.goodRatio,
      target: summary.target,
      count: objective.budgetingMethod == .occurrences
        ? summary.total
        : Int((summary.minutes * Double(summary.goodRatio?.replications ?? 0)).rounded())
    )
  }
}
