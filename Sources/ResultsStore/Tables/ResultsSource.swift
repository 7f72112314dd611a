internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

/// What the tables are filled from.
struct ResultsSource {
  /// A pattern of the run, what was recorded and what it says.
  struct Variant {
    /// From 0, in the order of the run.
    var index: Int
    var record: VariantRecord
    var summary: VariantSummary
    var metrics: [MetricValue]
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
  /// What the scenario's gates found.
  var gates: GateReport
  /// Nil while it is being computed.
  var logicalDigest: String?

  init(_ run: RunRecord, _ summary: RunSummary) {
    self.run = run
    roster = run.scenario.roster
    gates = summary.gates
    variants = run.variants.enumerated().map { index, record in
      let found = summary.variants.first { $0.pattern == record.pattern }
      let summary = found ?? VariantSummary(pattern: record.pattern)
      return Variant(
        index: index,
        record: record,
        summary: summary,
        metrics: metricValues(of: record, summary, in: run.scenario)
      )
    }
  }

  var scenario: Scenario { run.scenario }

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
