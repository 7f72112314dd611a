internal import Digests
internal import Domain
internal import EventCore
internal import Scheduling

/// Places a synthetic crowd of pods, and checks the result against the rules.
///
/// - Parameters:
///   - size: how many nodes, pods and kinds of pods.
///   - cpuSeconds: the processor time used so far, by whoever may look at a clock.
/// - Returns: the speed, what became of the pods, and whether every check held.
package func placementSuite(
  _ size: PlacementSize,
  cpuSeconds: () -> Double
) -> SuiteReport {
  var cluster = SyntheticCluster(size)
  let plan = cluster.plan()
  let before = cpuSeconds()
  let deployment = place(plan, until: .start, seed: size.seed)
  let seconds = cpuSeconds() - before
  let checks = [
    PlacementCheck.nodesHoldWhatTheyCan(deployment),
    PlacementCheck.bindingsAreAllowed(deployment),
    PlacementCheck.decisionsAreTheBest(deployment, samples: 16),
  ]
  return SuiteReport(
    suite: "placement",
    tables: [speedTable(deployment, size, seconds), checkTable(checks)],
    notes: [
      "Time is processor time of the whole placement: admission, queue, filters, scores, binding.",
      "Checked decisions are worked out again node by node from the state they were made in.",
    ],
    passed: checks.allSatisfy { $0.problems == 0 && $0.looked > 0 }
  )
}

private func speedTable(
  _ deployment: Deployment,
  _ size: PlacementSize,
  _ seconds: Double
) -> SuiteReport.Table {
  let bound = deployment.placements.count { $0.boundAt != nil }
  let attempts = deployment.placements.reduce(0) { $0 + $1.attempts }
  var digest = StreamHash()
  for placement in deployment.placements {
    digest.add(Int64(placement.node.map { $0.index } ?? -1))
  }
  return SuiteReport.Table(
    name: "placement",
    columns: [
      .init("nodes", title: "nodes"), .init("pods", title: "pods"),
      .init("kinds", title: "kinds"), .init("seed", title: "seed"),
      .init("bound", title: "bound"), .init("unschedulable", title: "unschedulable"),
      .init("attempts", title: "attempts"),
      .init("cpuSeconds", title: "CPU time", unit: "s", decimals: 3),
      .init("placementsPerCPUSecond", title: "placements", unit: "/s", decimals: 0),
      .init("nanosecondsEach", title: "each", unit: "ns", decimals: 0),
      .init("digest", title: "digest"),
    ],
    rows: [
      [
        .integer(Int64(size.nodes)), .integer(Int64(size.pods)), .integer(Int64(size.kinds)),
        .text("\(size.seed)"), .integer(Int64(bound)),
        .integer(Int64(deployment.placements.count - bound)), .integer(Int64(attempts)),
        .number(seconds), .number(Double(bound) / max(seconds, 1e-9)),
        .number(seconds * 1e9 / Double(max(1, bound))),
        .text(String(digest.value, radix: 16)),
      ]
    ]
  )
}

private func checkTable(_ checks: [PlacementCheck]) -> SuiteReport.Table {
  SuiteReport.Table(
    name: "checks",
    columns: [
      .init("check", title: "check"), .init("looked", title: "looked at"),
      .init("problems", title: "problems"), .init("first", title: "first problem"),
    ],
    rows: checks.map { check in
      [
        .text(check.name), .integer(Int64(check.looked)), .integer(Int64(check.problems)),
        check.firstProblem.map { .text($0) } ?? .none,
      ]
    }
  )
}
