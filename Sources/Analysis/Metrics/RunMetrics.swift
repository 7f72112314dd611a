package import Domain
internal import EventCore

/// The numbers of a run that decide, and enough of where they come from to say whether another
/// run's may be held against them: what a baseline keeps.
package struct RunMetrics: Sendable, Equatable {
  /// Where the numbers come from.
  package struct Origin: Sendable, Equatable {
    /// Name of the scenario.
    package var scenario: String
    /// SHA-256, in hex, of the scenario file and of every file it reads.
    package var scenarioDigest: String
    package var seed: UInt64
    /// Of each pattern.
    package var replications: Int
    /// Seconds of one replication, warm-up included.
    package var duration: Double
    /// Seconds.
    package var warmUp: Double
    /// Level of every interval.
    package var confidence: Double
    /// ISO 4217.
    package var currency: String
    package var toolVersion: String

    package init(
      scenario: String,
      scenarioDigest: String,
      seed: UInt64,
      replications: Int,
      duration: Double,
      warmUp: Double,
      confidence: Double,
      currency: String,
      toolVersion: String
    ) {
      self.scenario = scenario
      self.scenarioDigest = scenarioDigest
      self.seed = seed
      self.replications = replications
      self.duration = duration
      self.warmUp = warmUp
      self.confidence = confidence
      self.currency = currency
      self.toolVersion = toolVersion
    }
  }

  /// A pattern that was asked for.
  package struct Variant: Sendable, Equatable {
    package var pattern: IsolationPattern
    /// The label of the point of a sweep; empty without one.
    package var point: String
    /// Nil if the pattern could be built.
    package var infeasibleReason: String?

    package init(pattern: IsolationPattern, point: String = "", infeasibleReason: String? = nil) {
      self.pattern = pattern
      self.point = point
      self.infeasibleReason = infeasibleReason
    }
  }

  package var origin: Origin
  /// In the order of the run.
  package var variants: [Variant]
  /// Pattern by pattern, in the order of `Metric`.
  package var values: [MetricValue]

  package init(origin: Origin, variants: [Variant], values: [MetricValue]) {
    self.origin = origin
    self.variants = variants
    self.values = values
  }

  /// The patterns, each once, in the order of the run.
  package var patterns: [IsolationPattern] {
    variants.reduce(into: []) { if !$0.contains($1.pattern) { $0.append($1.pattern) } }
  }

  /// Takes the numbers of a run that is in memory.
  package init(_ run: RunRecord, _ summary: RunSummary) {
    origin = Origin(
      run.scenario,
      digest: run.provenance.scenarioDigest,
      toolVersion: run.provenance.toolVersion
    )
    variants = run.variants.map {
      Variant(
        pattern: $0.pattern,
        point: run.label(ofPoint: $0.point),
        infeasibleReason: $0.infeasibleReason
      )
    }
    values = metricValues(of: run, summary)
  }
}

extension RunMetrics.Origin {
  /// Where the numbers of a run of a scenario come from.
  package init(_ scenario: Scenario, digest: String, toolVersion: String) {
    self.init(
      scenario: scenario.name,
      scenarioDigest: digest,
      seed: scenario.run.seed,
      replications: scenario.run.replications,
      duration: scenario.run.duration.inSeconds,
      warmUp: scenario.run.warmUp.inSeconds,
      confidence: scenario.run.confidence,
      currency: scenario.costs.currency,
      toolVersion: toolVersion
    )
  }
}
