import Foundation
import Testing

/// Gates from the scenario to the exit code, and what CI systems read.
@Suite struct GateCommandTests {
  /// Two objectives' worth of gates: one that holds by far, one that can't.
  private static let kept = "- {metric: availability, tenant: victim, op: gte, value: 50%}"
  private static let broken =
    "- {name: too-fast, metric: p50, tenant: victim, op: lte, value: 1us}"

  private func scenario(_ gates: String...) -> String {
    Program.scenario(replications: 2) + "\n  gates:\n"
      + gates.map { "    \($0)\n" }.joined()
  }

  private func program(_ text: String) throws -> Program {
    let program = try Program()
    try program.write(text, to: "small.yaml")
    return program
  }

  @Test func aRunLeavesAsItsGatesSay() throws {
    let program = try program(scenario(Self.kept))
    defer { program.cleanUp() }
    let passed = try program.run("run", "small.yaml", "-q")
    #expect(passed.status == 0, "\(passed.errors)")
    #expect(passed.output.contains("gates: 0 failed, 0 inconclusive"))
    try program.write(scenario(Self.kept, Self.broken), to: "small.yaml")
    let failed = try program.run("run", "small.yaml", "-q", "-f")
    #expect(failed.status == 10)
    #expect(failed.output.contains("✗ fail"), "results come before the verdict")
    #expect(try program.run("run", "small.yaml", "-q", "-f", "--no-gate").status == 0)
  }

  /// One replication decides nothing about minutes: 0, or 12 where that is asked for.
  @Test func inconclusiveIs12WhereAskedFor() throws {
    let program = try program(scenario("- {metric: badMinutes, op: lte, value: 60m}"))
    defer { program.cleanUp() }
    let arguments = ["run", "small.yaml", "-q", "-f", "--replications", "1"]
    #expect(try program.start(arguments).wait().status == 0)
    let strict = try program.start(arguments + ["--fail-on", "inconclusive"]).wait()
    #expect(strict.status == 12)
    #expect(strict.errors.contains("more replications"))
  }

  @Test func gatesOfPatternsThatAreNotRunAreNoPass() throws {
    let program = try program(scenario("- {metric: p95, op: lte, value: 9s, patterns: [hybrid]}"))
    defer { program.cleanUp() }
    let outcome = try program.run("run", "small.yaml", "-q", "--pattern", "namespaces")
    #expect(outcome.status == 65)
    #expect(outcome.output.contains("not evaluated for hybrid"))
    #expect(outcome.errors.contains("--no-gate"))
  }

  @Test func aStoredRunIsHeldToItsGatesAgain() throws {
    let program = try program(scenario(Self.kept, Self.broken))
    defer { program.cleanUp() }
    let arguments = ["run", "small.yaml", "-q", "--pattern", "namespaces", "-o", "out"]
    let fresh = try program.start(arguments).wait()
    let stored = try program.run("gate", "out")
    #expect(fresh.status == 10 && stored.status == 10, "\(stored.errors)")
    #expect(fresh.output.hasSuffix(stored.output), "the same table from memory and from the file")
    #expect(try program.run("gate", "out/run.sqlite", "--exit-zero").status == 0)
    try program.write(scenario(Self.kept), to: "other.yaml")
    let other = try program.run("gate", "out", "--scenario", "other.yaml")
    #expect(other.status == 0, "\(other.errors)")
    #expect(other.output.contains("is not the very scenario that was run"))
  }

  @Test func nothingToCheckIsAnError() throws {
    let program = try program(Program.scenario(replications: 2))
    defer { program.cleanUp() }
    #expect(try program.run("run", "small.yaml", "-q", "-o", "out").status == 0)
    let outcome = try program.run("gate", "out", "--exit-zero")
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("nothing was checked"))
    #expect(try program.run("gate", "nowhere").status == 66)
    try program.write("not a database", to: "text.sqlite")
    #expect(try program.run("gate", "text.sqlite").status == 65)
  }

  @Test func malformedGatesAre65WithAPlace() throws {
    let program = try program(scenario("- {metric: p59, op: lte, value: 1s}"))
    defer { program.cleanUp() }
    let outcome = try program.run("run", "small.yaml")
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("did you mean `p50`"))
    let github = try program.run("validate", "small.yaml", "--format", "github")
    #expect(github.status == 65)
    #expect(github.output.hasPrefix("::error file=small.yaml,line="))
  }

  @Test(arguments: ["json", "markdown", "junit", "github"])
  func findingsComeInEveryForm(format: String) throws {
    let program = try program(scenario(Self.kept, Self.broken))
    defer { program.cleanUp() }
    #expect(try program.run("run", "small.yaml", "-q", "-o", "out").status == 10)
    let outcome = try program.run("gate", "out", "--format", format, "-o", "found.txt")
    #expect(outcome.status == 10 && outcome.output.isEmpty)
    let path = program.folder.appending(path: "found.txt")
    let text = try String(contentsOf: path, encoding: .utf8)
    #expect(text.contains("too-fast") && text.hasSuffix("\n"))
    guard format == "json" else { return }
    try SchemaCheck(named: "gate").check(Data(text.utf8))
  }

  /// The required properties of SARIF 2.1.0, section by section.
  @Test func sarifHasWhatItsStandardRequires() throws {
    let program = try program(scenario("- {metric: p59, op: lte, value: 1s}"))
    defer { program.cleanUp() }
    let outcome = try program.run("validate", "small.yaml", "nowhere.yaml", "--format", "sarif")
    #expect(outcome.status == 65)
    let root = try object(JSONSerialization.jsonObject(with: Data(outcome.output.utf8)))
    #expect(root["version"] as? String == "2.1.0")
    let run = try #require((root["runs"] as? [[String: Any]])?.first)
    let driver = try object(try object(run["tool"])["driver"])
    #expect(driver["name"] as? String == "bulkhead")
    let rules = try #require(driver["rules"] as? [[String: Any]])
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.count == 2)
    for result in results {
      #expect(try object(result["message"])["text"] is String)
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
      #expect(["error", "warning"].contains(result["level"] as? String))
      let location = try #require((result["locations"] as? [[String: Any]])?.first)
      let place = try object(location["physicalLocation"])
      #expect(try object(place["artifactLocation"])["uri"] is String)
      let region = try object(place["region"])
      let columns = try ["startLine", "startColumn", "endColumn"].map {
        try #require(region[$0] as? Int)
      }
      #expect(columns[0] >= 1 && columns[1] >= 1 && columns[2] >= columns[1])
    }
  }

  private func object(_ value: Any?) throws -> [String: Any] {
    try #require(value as? [String: Any])
  }
}
