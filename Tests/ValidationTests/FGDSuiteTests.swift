import Domain
import Testing
import Validation

/// The whole way from files to a verdict, on a small trace of our own.
@Suite struct FGDSuiteTests {
  private func run(
    _ folder: FGDFolder,
    _ change: (inout FGDOptions) -> Void
  ) async throws
    -> SuiteReport
  {
    var options = FGDOptions(folder: folder.path, seeds: [1, 2, 3])
    change(&options)
    return try await runFGDSuite(options)
  }

  private func column(_ key: String, _ table: SuiteReport.Table) -> [SuiteReport.Cell] {
    guard let index = table.columns.firstIndex(where: { $0.key == key }) else { return [] }
    return table.rows.map { $0[index] }
  }

  @Test func workloadsWithoutPublishedResultsGetNoVerdict() async throws {
    let folder = try FGDFolder()
    defer { folder.cleanUp() }
    let report = try await run(folder) { $0.workloads = ["small"] }
    #expect(report.passed)
    let tables = report.tables.map(\.name)
    #expect(
      tables == [
        "allocatedAt100", "allocatedAt130", "fragmentedAt50", "fragmentedAt100",
        "fragmentedOfIdleAt50", "fragmentedOfIdleAt80", "fragmentedOfIdleAt90",
        "fragmentedOfIdleAt100", "orders",
      ]
    )
    #expect(report.tables[0].rows.count == 6 && report.tables[4].rows.count == 1)
    for table in report.tables { #expect(column("verdict", table).allSatisfy { $0 == .none }) }
    for case .number(let mean) in column("mean", report.tables[1]) {
      #expect(mean > 50 && mean <= 100)
    }
  }

  @Test func workersAndTheirNumberMakeNoDifference() async throws {
    let folder = try FGDFolder()
    defer { folder.cleanUp() }
    for ties in TieBreaking.allCases {
      let reports = [
        try await run(folder) {
          $0.workloads = ["small"]
          $0.workers = 1
          $0.ties = ties
        },
        try await run(folder) {
          $0.workloads = ["small"]
          $0.workers = 7
          $0.ties = ties
        },
      ]
      #expect(reports[0].tables.map(\.rows) == reports[1].tables.map(\.rows))
      #expect(reports[0].notes == reports[1].notes)
    }
  }

  @Test func equalResultsPassAndOthersFail() async throws {
    let folder = try FGDFolder()
    defer { folder.cleanUp() }
    // A first run says what our figures are; published as they are, the second must agree.
    let first = try await run(folder) { $0.workloads = ["small"] }
    func mean(_ table: Int, _ policy: String) -> Double {
      let row = first.tables[table].rows.first { $0[1] == .text(policy) }
      guard case .number(let mean)? = row?[3] else { return -1 }
      return mean
    }
    let names = ["Random": "random", "FGD": "fgd"]
    try folder.writeResults(workload: "small", seeds: 1...3) { curve, policy in
      curve == "allo" ? mean(1, names[policy] ?? "best-fit") : 0
    }
    let second = try await run(folder) { $0.policies = [.random, .fgd] }
    let highLoad = second.tables[1]
    #expect(column("verdict", highLoad) == [.text("pass"), .text("pass")])
    // Nothing is fragmented, say the published results; ours say otherwise.
    #expect(column("verdict", second.tables[2]).contains(.text("fail")))
    #expect(!second.passed)
    // Under the other rule for ties nothing is held to them.
    let random = try await run(folder) {
      $0.policies = [.fgd]
      $0.ties = .random
    }
    #expect(random.passed)
    for table in random.tables { #expect(column("verdict", table).allSatisfy { $0 == .none }) }
  }

  @Test func brokenOrderFails() async throws {
    let folder = try FGDFolder()
    defer { folder.cleanUp() }
    let order = ["FGD": 4.0, "BestFit": 3, "DotProd": 2, "Random": 1]
    try folder.writeResults(workload: "small", seeds: 1...3) { _, policy in order[policy] ?? 0 }
    let report = try await run(folder) { _ in }
    let table = try #require(report.tables.first { $0.name == "orders" })
    #expect(column("published", table) == [.text("yes"), .text("yes")])
    let kept = column("ours", table).map { $0 == .text("yes") ? "pass" : "fail" }
    #expect(column("verdict", table) == kept.map(SuiteReport.Cell.text))
  }

  /// Names of files are of others too: what steers a terminal is shown, not sent.
  @Test func namesOfWorkloadsAreShownAsTheyAre() async throws {
    let folder = try FGDFolder()
    defer { folder.cleanUp() }
    try folder.write("", to: "openb_pod_list_\u{1B}[31mred.csv")
    await #expect {
      _ = try await run(folder) { $0.workloads = ["absent"] }
    } throws: { error in
      guard case .missing(let text)? = error as? FGDFailure else { return false }
      return text.contains("there are `\\u{1B}[31mred`, `small`")
    }
  }

  @Test func whatIsMissingIsNamed() async throws {
    let folder = try FGDFolder()
    defer { folder.cleanUp() }
    for change in [
      { $0.folder = folder.path + "/nowhere" }, { $0.workloads = ["absent"] },
      // No workload has published results.
      { _ in },
    ] as [(inout FGDOptions) -> Void] {
      await #expect {
        _ = try await run(folder, change)
      } throws: { error in
        guard case .missing(let text)? = error as? FGDFailure else { return false }
        return text.contains("openb_") || text.contains("there are `small`")
      }
    }
  }
}
