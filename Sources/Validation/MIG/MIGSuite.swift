package import ScenarioLoading

/// Why the suite has no report.
package enum MIGFailure: Error {
  /// A file is missing or may not be read; says what is needed.
  case missing(String)
  /// Files hold something else than they should.
  case unreadable([Diagnostic])
}

/// Holds MIG to NVIDIA's list of configurations, and interference to measurements.
///
/// Latencies of a tenant on one instance beside busy neighbours are predicted from its latencies
/// alone: a batching server is fitted to those, then its work is slowed as a run would slow it
/// (`SharedGPUs`, with the default interference).
///
/// - Parameter folder: has `mlperf-inference` in it, or is that folder; nil checks geometry only.
/// - Returns: predicted beside observed, and whether all of it is within its bounds.
/// - Throws: `MIGFailure` if the files are not there or hold something else.
package func migSuite(folder: String?) throws(MIGFailure) -> SuiteReport {
  let placements = placementTable()
  guard let folder else {
    return SuiteReport(
      suite: "mig",
      tables: [placements.table],
      notes: [
        "Interference is skipped: name the folder that has mlperf-inference in it with --data or "
          + "BULKHEAD_DATA."
      ],
      passed: placements.passed
    )
  }
  let data = try readMIGData(in: folder)
  let kept = keptTable(data.rows)
  let latencies = latencyTable(predictions(for: data.rows))
  return SuiteReport(
    suite: "mig",
    tables: [placements.table, kept.table, latencies.table, slicedTable(data.sliced)],
    notes: notes(latencies.judged),
    passed: placements.passed && kept.passed && latencies.passed
  )
}

private func notes(_ judged: Int) -> [String] {
  [
    "Default interference: the median kept throughput of MLPerf's Offline rows, dlrm's rows for "
      + "memoryBound. Not an MLPerf result.",
    "Predicted: the observed figure alone times the slowdown that the fitted server shows beside "
      + "busy neighbours. No latency observed beside neighbours enters, but for rows marked "
      + "calibrated, which saturate elsewhere than Offline: there the utilization is fitted to the "
      + "shared p95.",
    judged > 0
      ? "Bound: 5 % at p95 of \(judged) rows at the same load."
      : "No Server rows at the same load in this folder: no latency is judged.",
    "Sliced and whole GPUs are context: the differences hold other batch sizes and schedulers.",
  ]
}
