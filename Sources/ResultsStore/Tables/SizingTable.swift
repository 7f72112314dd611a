internal import Domain

private struct SizingRow {
  /// Over all patterns.
  var index: Int
  var variant: Int
  var scenario: Scenario
  var record: SizingRecord
  var trial: Int
  var entry: SizingTrial
  var probe: SizingProbe
}

/// How the hardware was found, where it was searched for.
func sizingTable() -> Table {
  let columns: [Column<SizingRow>] = [
    .id("In the order of the search.") { $0.index },
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .count("trial", nil, "Number of the trial within its pattern, from 1.") { $0.trial },
    .choice("purpose", "Whether it searched, or confirmed the answer.") { $0.entry.purpose },
    .count("first_replication", nil, "Number of its first replication.") {
      $0.entry.firstReplication
    },
    .count("replications", nil, "How many it had.") { $0.entry.replications },
    .name("cluster", "The Kubernetes cluster.") { $0.record.pools[$0.probe.pool].cluster },
    .name("pool", "The pattern's pool.") { $0.record.pools[$0.probe.pool].pool },
    .name("node_pool", "The scenario's node pool of its machines.") {
      $0.scenario.nodePools[$0.record.pools[$0.probe.pool].nodePool].name
    },
    .count("nodes", "nodes", "How many nodes were tried.") { $0.probe.nodes },
    .choice("outcome", "Whether every objective that depends on the pool passed.") {
      $0.probe.outcome
    },
    .optionalLink("slo_id", to: "slo", "The objective that decided; NULL if all passed.") {
      $0.probe.objective
    },
  ]
  return Table(
    "sizing",
    "One row per pattern, trial and pool in question: how fitted hardware was found.",
    // Verdicts are decided on intervals, whose last bits differ from one machine to the next.
    isInDigest: false,
    columns: columns
  ) { source, body in
    var index = 0
    for variant in source.variants {
      guard let record = variant.record.sizing else { continue }
      for (trial, entry) in record.trials.enumerated() {
        for probe in entry.probes {
          try body(
            SizingRow(
              index: index,
              variant: variant.index,
              scenario: source.scenario,
              record: record,
              trial: trial + 1,
              entry: entry,
              probe: probe
            )
          )
          index += 1
        }
      }
    }
  }
}
