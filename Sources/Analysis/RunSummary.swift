package import Domain
package import EventCore
package import Statistics

/// What a run says, with intervals: the one source of every table, report and exported number.
package struct RunSummary: Sendable {
  /// In the order of the run's variants.
  package var variants: [VariantSummary]
  /// What the others are compared with: `shared-nodes` if it was run, else the first variant that
  /// could be built; nil if none could, or if the points of a sweep differ in it.
  package var baseline: IsolationPattern?
  /// How the other patterns differ from the baseline, metric by metric; of a sweep, at each point.
  package var comparisons: [Comparison]
  /// What the stopping rule has come to; nil without one.
  package var precision: PrecisionReport?
  /// What the scenario's gates found; empty without gates.
  package var gates: GateReport

  package init(
    variants: [VariantSummary],
    baseline: IsolationPattern? = nil,
    comparisons: [Comparison] = [],
    precision: PrecisionReport? = nil,
    gates: GateReport = GateReport()
  ) {
    self.variants = variants
    self.baseline = baseline
    self.comparisons = comparisons
    self.precision = precision
    self.gates = gates
  }

  /// What each point of a sweep says, as if it had been run alone; in the order of the points.
  package var parts: [RunSummary] {
    let points = Dictionary(grouping: variants, by: \.point)
    guard points.count > 1 else { return [self] }
    return points.sorted { $0.key < $1.key }.map { _, variants in
      RunSummary(variants: variants, baseline: baselinePattern(of: variants))
    }
  }
}

/// The pattern that others are compared with, of those that could be built.
private func baselinePattern(of variants: [VariantSummary]) -> IsolationPattern? {
  let built = variants.filter { $0.infeasibleReason == nil }.map(\.pattern)
  return built.contains(.sharedNodes) ? .sharedNodes : built.first
}

/// What one pattern achieved, at one point of the sweep.
package struct VariantSummary: Sendable {
  /// Index into the points of the run; 0 without a sweep.
  package var point: Int
  package var pattern: IsolationPattern
  /// Set if the pattern can't be built; everything else is then empty.
  package var infeasibleReason: String?
  /// One per endpoint, in the order of the roster.
  package var latencies: [LatencySummary]
  /// One per objective, in the order of the scenario.
  package var objectives: [ObjectiveSummary]
  package var costs: CostSummary?
  /// What it costs to avoid the baseline's breaches; nil for the baseline itself.
  package var isolationPrice: IsolationPrice?
  /// Summed over replications; pods are counted once.
  package var enforcement: [EnforcementRecord]
  /// Pods by what became of them.
  package var podCounts: [PlacementOutcome: Int]
  /// What the pattern makes of the scenario that its reader would not expect, in sentences.
  package var notes: [String]
  /// By how many milliseconds the 95th percentile is longer than under the baseline.
  ///
  /// One per endpoint, in the order of the roster, paired by replication. Empty for the baseline
  /// itself.
  package var p95Differences: [Comparison]

  package init(
    pattern: IsolationPattern,
    infeasibleReason: String? = nil,
    latencies: [LatencySummary] = [],
    objectives: [ObjectiveSummary] = [],
    costs: CostSummary? = nil,
    isolationPrice: IsolationPrice? = nil,
    enforcement: [EnforcementRecord] = [],
    podCounts: [PlacementOutcome: Int] = [:],
    notes: [String] = [],
    p95Differences: [Comparison] = [],
    point: Int = 0
  ) {
    self.point = point
    self.pattern = pattern
    self.infeasibleReason = infeasibleReason
    self.latencies = latencies
    self.objectives = objectives
    self.costs = costs
    self.isolationPrice = isolationPrice
    self.enforcement = enforcement
    self.podCounts = podCounts
    self.notes = notes
    self.p95Differences = p95Differences
  }
}

/// The response times of one endpoint under one pattern, in milliseconds.
package struct LatencySummary: Sendable {
  package var tenant: TenantID
  package var endpoint: EndpointID
  /// Counts summed over replications.
  package var arrived: Int
  package var completed: Int
  package var refused: Int
  package var timedOut: Int
  /// In service when their replica's pod ended.
  package var lost: Int
  package var unfinished: Int
  package var mean: Estimate?
  package var p50: QuantileSummary
  package var p95: QuantileSummary
  package var p99: QuantileSummary
  /// Longest response time in any replication; nil if nothing completed.
  package var max: SimDuration?
  /// From the intended arrival to the first token; nil unless the service works token by token.
  package var timeToFirstToken: TimesSummary?
  /// For each token after the first, of requests with at least two; nil as above.
  package var timePerOutputToken: TimesSummary?
  /// Of runs of a single replication.
  package var batchCheck: BatchCheck?

  package init(
    tenant: TenantID,
    endpoint: EndpointID,
    arrived: Int,
    completed: Int,
    refused: Int,
    timedOut: Int,
    lost: Int = 0,
    unfinished: Int,
    mean: Estimate?,
    p50: QuantileSummary,
    p95: QuantileSummary,
    p99: QuantileSummary,
    max: SimDuration?,
    timeToFirstToken: TimesSummary? = nil,
    timePerOutputToken: TimesSummary? = nil,
    batchCheck: BatchCheck? = nil
  ) {
    self.tenant = tenant
    self.endpoint = endpoint
    self.arrived = arrived
    self.completed = completed
    self.refused = refused
    self.timedOut = timedOut
    self.lost = lost
    self.unfinished = unfinished
    self.mean = mean
    self.p50 = p50
    self.p95 = p95
    self.p99 = p99
    self.max = max
    self.timeToFirstToken = timeToFirstToken
    self.timePerOutputToken = timePerOutputToken
    self.batchCheck = batchCheck
  }

  /// The 95th percentile of the time that an objective may be about.
  package func p95(of metric: ObjectiveMetric) -> QuantileSummary? {
    switch metric {
    case .latency: p95
    case .availability: nil
    case .timeToFirstToken: timeToFirstToken?.p95
    case .timePerOutputToken: timePerOutputToken?.p95
    }
  }
}

/// Lengths of time of one endpoint under one pattern, in milliseconds.
package struct TimesSummary: Sendable {
  /// Requests, summed over replications.
  package var count: Int
  package var mean: Estimate?
  package var p50: QuantileSummary
  package var p95: QuantileSummary
  package var p99: QuantileSummary
  /// The longest in any replication; nil if there is none.
  package var max: SimDuration?

  package init(
    count: Int,
    mean: Estimate?,
    p50: QuantileSummary,
    p95: QuantileSummary,
    p99: QuantileSummary,
    max: SimDuration?
  ) {
    self.count = count
    self.mean = mean
    self.p50 = p50
    self.p95 = p95
    self.p99 = p99
    self.max = max
  }
}

/// A quantile of response times, or what is missing to state one.
package enum QuantileSummary: Sendable, Equatable {
  /// The quantile of the requests of all replications, in milliseconds.
  case estimate(Estimate)
  /// A replication has only `has` completed requests and `needs` are required.
  case tooFew(needs: Int, has: Int)

  package var estimate: Estimate? {
    if case .estimate(let estimate) = self { estimate } else { nil }
  }
}
