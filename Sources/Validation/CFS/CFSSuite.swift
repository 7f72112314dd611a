internal import Foundation

/// How to run the suite, and what it needs of the door.
package struct CFSOptions {
  /// Length of each run, and how many runs of each case there are.
  package var seconds: Double
  package var repeats: Int
  package var seed: UInt64
  /// The command line with which this program becomes a process of the suite.
  package var arguments: (CFSProcess) -> [String]
  package var isStopped: () -> Bool
  package var progressed: (_ done: Int, _ total: Int) -> Void

  package init(
    seconds: Double,
    repeats: Int,
    seed: UInt64,
    arguments: @escaping (CFSProcess) -> [String],
    isStopped: @escaping () -> Bool,
    progressed: @escaping (_ done: Int, _ total: Int) -> Void
  ) {
    self.seconds = seconds
    self.repeats = repeats
    self.seed = seed
    self.arguments = arguments
    self.isStopped = isStopped
    self.progressed = progressed
  }
}

/// Runs a small server in real cgroups under quotas and weights, beside noisy neighbours, and holds
/// the latencies that the devices of the simulation predict to those measured.
///
/// Skipped without root or without cgroups. Groups and processes are gone afterwards, whatever
/// happens but the sudden death of this process; the next run removes what that left behind.
///
/// - Throws: `CFSFailure`.
package func cfsSuite(_ options: CFSOptions) throws -> SuiteReport {
  let groups: ControlGroups
  do {
    groups = try ControlGroups()
  } catch {
    return SuiteReport(
      suite: "cfs",
      tables: [],
      notes: ["Nothing was measured: \(error.reason)."],
      passed: true,
      undecided: .skipped
    )
  }
  defer { groups.remove() }
  var comparisons: [CFSComparison] = []
  for (number, situation) in CFSCase.all.enumerated() where situation.cpus <= groups.cpus.count {
    let runs = try (0..<options.repeats).map { round in
      options.progressed(number * options.repeats + round, CFSCase.all.count * options.repeats)
      return try groups.calmest(of: 3, number, seed: options.seed &+ UInt64(round), options)
    }
    comparisons.append(CFSComparison(situation, options, runs: runs))
  }
  return report(comparisons, options, version: groups.version)
}

extension ControlGroups {
  /// Measures once; again where the machine itself was disturbed, and keeps the calmest.
  fileprivate func calmest(
    of attempts: Int,
    _ number: Int,
    seed: UInt64,
    _ options: CFSOptions
  ) throws -> CFSMeasurement {
    var best = try measure(number, seed: seed, options)
    for _ in 1..<attempts where best.isDisturbed {
      let other = try measure(number, seed: seed, options)
      if other.stolen < best.stolen { best = other }
    }
    return best
  }
}

extension CFSMeasurement {
  /// Whether the host took a noticeable part of the machine away meanwhile.
  var isDisturbed: Bool { stolen > 0.02 }
}

private func report(
  _ comparisons: [CFSComparison],
  _ options: CFSOptions,
  version: ControlGroups.Version
) -> SuiteReport {
  let isOff = comparisons.contains { !$0.isDisturbed && !$0.isWithin }
  let isUnclear = comparisons.isEmpty || comparisons.contains { $0.isDisturbed }
  return SuiteReport(
    suite: "cfs",
    tables: [
      SuiteReport.Table(
        name: "latency",
        columns: CFSComparison.columns,
        rows: comparisons.map(\.row)
      )
    ],
    notes: [
      "Over \(options.repeats) runs of \(options.seconds) s each in \(version.rawValue); latency "
        + "from the intended arrival.",
      "Predicted: the devices of the simulation, with the same arrivals, CPU times and beginning "
        + "of the quota periods, which the server finds out before it begins.",
      "others: cores that other processes kept busy meanwhile; stolen: time that the host took.",
    ],
    passed: !isOff,
    undecided: !isOff && isUnclear ? .inconclusive : nil
  )
}
