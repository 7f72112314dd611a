import Foundation
import Testing

/// The summaries of the shipped scenarios, to the letter.
///
/// `UPDATE_GOLDEN=1 make test` writes them anew; review the difference, and say in the commit why
/// results changed. With three replications instead of ten they take a third of the time.
@Suite struct GoldenTests {
  @Test(arguments: ["quickstart", "consulting-portfolio"])
  func summary(of scenario: String) throws {
    try check(scenario, environment: [:])
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
    try check("azure-llm-copilots", environment: ["BULKHEAD_DATA": data])
  }

  private func check(_ scenario: String, environment: [String: String]) throws {
    let program = try Program()
    defer { program.cleanUp() }
    let path = Program.root.appending(path: "scenarios/\(scenario).yaml").path
    let start = ContinuousClock.now
    let outcome = try program.run(
      "compare",
      path,
      "--replications",
      "3",
      "--output",
      "out",
      environment: environment
    )
    try #require(outcome.status == 0, "\(outcome.errors)")
    #expect(ContinuousClock.now - start < .seconds(120))
    let golden = Program.root.appending(path: "Tests/CommandLineTests/Goldens/\(scenario).txt")
    let text = outcome.output + (outcome.digest ?? "") + "\n"
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: golden)
    }
    let expected = try String(contentsOf: golden, encoding: .utf8)
    #expect(text == expected, "the summary changed; UPDATE_GOLDEN=1 make test writes it anew")
  }
}
