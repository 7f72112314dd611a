internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

/// What the tables are filled from.
struct ResultsSource {
  /// A pattern of the run at a point of its sweep, what was recorded and what it says.
  struct Variant {
    /// From 0, in the order of the run.
    var index: Int
    var record: VariantRecord
    var summary: VariantSummary
    var metrics: [MetricValue]
    /// What it was made of: the names of all points are the same, their numbers are not.
    var scenario: Scenario
  }

  /// One replication and the pattern it belongs to.
  struct Replication {
    /// Index of the variant.
    var variant: Int
    var record: ReplicationRecord
  }

  var run: RunRecord
  var roster: Roster
  var variants: [Variant]
  private var places: [LabelledPlace: Int] = [:]
  var comparisons: [Comparison]
  var precision: PrecisionReport?
  /// What the scenario's gates found.
  var gates: GateReport
  /// Nil while it is being computed.
  var logicalDigest: String?

  init(_ run: RunRecord, _ summary: RunSummary) {
    self.run = run
    roster = run.scenario.roster
    comparisons = summary.comparisons
    precision = summary.precision
    gates = summary.gates
    let summaries = Dictionary(
      summary.variants.map { (Place(point: $0.point, pattern: $0.pattern), $0) },
      uniquingKeysWith: { first, _ in first }
    )
    variants = run.variants.enumerated().map { index, record in
      let found = summaries[Place(point: record.point, pattern: record.pattern)]
      let summary = found ?? VariantSummary(pattern: record.pattern, point: record.point)
      let scenario = run.scenario(ofPoint: record.point)
      return Variant(
        index: index,
        record: record,
        summary: summary,
        metrics: metricValues(of: record, summary, in: scenario),
        scenario: scenario
      )
    }
    for variant in variants {
      let point = run.label(ofPoint: variant.record.point)
      places[LabelledPlace(point: point, pattern: variant.record.pattern)] = variant.index
    }
  }

  private struct LabelledPlace: Hashable {
    var point: String
    var pattern: IsolationPattern
  }

  private struct Place: Hashable {
    var point: Int
    var pattern: IsolationPattern
  }

  /// Of a sweep, that of its first point.
  var scenario: Scenario { run.scenario }

  /// The place of a pattern, at the point of that label, among the variants.
  func variant(of pattern: IsolationPattern, at point: String) -> Int {
    places[LabelledPlace(point: point, pattern: pattern)] ?? 0
  }

  func forEachReplication(_ body: (Replication) throws -> Void) rethrows {
    for variant in variants {
      for record in variant.record.replications {
        try body(Replication(variant: variant.index, record: record))
      }
    }
  }
}

extension SimDuration {
  var inMilliseconds: Double { Double(nanoseconds) / 1e6 }
}
