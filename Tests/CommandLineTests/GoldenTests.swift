import Foundation
import Testing

/// The summaries of the shipped scenarios, to the letter.
///
/// `UPDATE_GOLDEN=1 make test` writes them anew; review the difference, and say in the commit why
/// results changed. All but the quickstart run three replications instead of ten, to save time.
@Suite struct GoldenTests {
  @Test func summaryOfTheQuickstart() throws {
    let text = try check("quickstart")
    let readme = try String(contentsOf: Program.root.appending(path: "README.md"), encoding: .utf8)
    let summary = text.split(separator: "digest:")[0]
    #expect(readme.contains(summary), "README.md shows another summary of the quickstart")
  }

  @Test func summaryOfTheConsultingPortfolio() throws {
    try check("consulting-portfolio", "--replications", "3")
  }

  @Test func summaryOfTheSharedQuota() throws {
    try check("shared-quota", "--replications", "3")
  }

  @Test func summaryOfTheSchedulingRules() throws {
    try check("scheduling-rules", "--replications", "3")
  }

  @Test func summaryOfTheOOMNeighbour() throws {
    try check("oom-neighbour", "--replications", "3")
  }

  /// Needs the Azure traces; see docs/guides/data.md.
  @Test(
    .enabled(
      if: ProcessInfo.processInfo.environment["BULKHEAD_DATA"] != nil,
      "BULKHEAD_DATA is not set; docs/guides/data.md says where to get the Azure traces"
    )
  )
  func summaryOfTheAzureTraces() throws {
    let data = ProcessInfo.processInfo.environment["BULKHEAD_DATA"] ?? ""
    try check("azure-llm-copilots", "--replications", "3", "--data", data)
  }

  /// Compares a scenario's summary and digest with the golden ones; returns them.
  @discardableResult
  private func check(_ scenario: String, _ options: String...) throws -> String {
    let program = try Program()
    defer { program.cleanUp() }
    let path = Program.root.appending(path: "scenarios/\(scenario).yaml").path
    let start = ContinuousClock.now
    let outcome = try program.start(["compare", path, "--output", "out"] + options).wait()
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(ContinuousClock.now - start < .seconds(120))
    let golden = Program.root.appending(path: "Tests/CommandLineTests/Goldens/\(scenario).txt")
    let text = outcome.output + (outcome.digest ?? "") + "\n"
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: golden)
    }
    let expected = try String(contentsOf: golden, encoding: .utf8)
    #expect(text == expected, "the summary changed; UPDATE_GOLDEN=1 make test writes it anew")
    return text
  }
}
