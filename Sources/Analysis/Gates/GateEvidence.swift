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
  package init(_ run: RunRecord, _ summary: RunSummary, _ values: [MetricValue]) {
    func place(of variant: VariantSummary) -> Variant {
      Variant(variant.pattern, point: run.label(ofPoint: variant.point))
    }
    self.init(
      variants: summary.variants.map(place),
      infeasibleReasons: summary.variants.reduce(into: [:]) { reasons, variant in
        reasons[place(of: variant)] = variant.infeasibleReason
      },
      objectives: summary.variants.flatMap { variant in
        let scenario = run.scenario(ofPoint: variant.point)
        return variant.objectives.map { ObjectiveResult($0, under: place(of: variant), scenario) }
      },
      values: values,
      currency: run.scenario.costs.currency
    )
  }
}

extension GateEvidence.ObjectiveResult {
  init(_ summary: ObjectiveSummary, under variant: GateEvidence.Variant, _ scenario: Scenario) {
    let objective = scenario.objectives[summary.objective]
    self.init(
      variant: variant,
      name: objective.name,
      tenant: objective.tenant.map { scenario.tenants[$0.index].name },
      judgement: Judgement(verdict: summary.verdict, reason: summary.reason),
      goodRatio: summary.goodRatio,
      target: summary.target,
      count: summary.trials
    )
  }
}
