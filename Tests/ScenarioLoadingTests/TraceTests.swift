import Domain
import EventCore
import Foundation
import ScenarioLoading
import Testing

/// Recorded request streams, as users bring them.
@Suite struct TraceTests {
  private static let azure = """
    TIMESTAMP,ContextTokens,GeneratedTokens
    2023-11-16 23:59:59.9999999,374,44
    2023-11-17 00:00:01.0000000,396,109
    2023-11-17 00:00:01.0000000,1,0

    """

  @Test func readsAzureRowsToTheHundredNanoseconds() throws {
    let trace = try load(Self.azure, as: "t.csv").traces[0]
    #expect(trace.path == "t.csv")
    #expect(trace.arrivals.map(\.nanoseconds) == [0, 1_000_000_100, 1_000_000_100])
    #expect(trace.inputTokens == [374, 396, 1])
    #expect(trace.outputTokens == [44, 109, 0])
  }

  @Test func readsLineBreaksOfEveryKind() throws {
    let text = "\u{FEFF}" + Self.azure.replacingOccurrences(of: "\n", with: "\r\n")
    #expect(try load(text, as: "t.csv").traces[0].arrivals.count == 3)
    let noLast = String(Self.azure.dropLast())
    #expect(try load(noLast, as: "t.csv").traces[0].arrivals.count == 3)
  }

  @Test func countsLeapDays() throws {
    let trace = try load(
      """
      TIMESTAMP,ContextTokens,GeneratedTokens
      2024-02-28 00:00:00,1,1
      2024-03-01 00:00:00,1,1
      """,
      as: "t.csv"
    ).traces[0]
    #expect(trace.arrivals[1] == .start + .seconds(2 * 86_400))
  }

  @Test func readsMooncakeRows() throws {
    let trace = try load(
      """
      {"timestamp": 5, "input_length": 10, "output_length": 2, "hash_ids": [0, [1], {"a": "]"}]}
      {"output_length":3,"input_length":20,"timestamp":5.25}
      """,
      as: "t.jsonl"
    ).traces[0]
    #expect(trace.arrivals.map(\.nanoseconds) == [0, 250_000])
    #expect(trace.inputTokens == [10, 20])
    #expect(trace.outputTokens == [2, 3])
  }

  @Test(
    arguments: [
      ("2023-11-16 18:15:46,374", "2:24: error: needs a comma, found nothing"),
      (
        "2023-11-16 18:15:46,-1,5",
        "2:21: error: needs a count of tokens from 0 to 10000000, found `-1`"
      ),
      ("2023-11-16 18:15:46,1,99999999", "2:23: error: needs a count of tokens from 0 to"),
      ("2023-11-16 18:15:46,1,5,6", "2:24: error: needs the end of the row, found `,6`"),
      ("2023-02-29 18:15:46,1,5", "2:1: error: needs a time such as `2023-11-16 18:15:46.6805900`"),
      ("2023-11-16 24:15:46,1,5", "2:1: error: needs a time such as"),
      (
        "16/11/2023,1,5",
        "2:1: error: needs a time such as `2023-11-16 18:15:46.6805900`, found `16/"
      ),
      ("2023-11-16 18:15:46.1234567890,1,5", "2:21: error: needs one to nine decimals of a second"),
      (
        "2023-11-16 18:15:46,1,5\n2023-11-16 18:15:45,1,5",
        "3:1: error: arrives before the row above it"
      ),
      (
        "2023-11-16 18:15:46,1,5\n2025-11-16 18:15:46,1,5",
        "3:1: error: arrives more than 366 days after the first row"
      ),
    ] as [(String, String)]
  )
  func reportsBadAzureRows(_ rows: String, _ expected: String) throws {
    let text = "TIMESTAMP,ContextTokens,GeneratedTokens\n\(rows)\n"
    try expectProblem(expected, in: text, as: "t.csv")
  }

  @Test(
    arguments: [
      ("[]", "1:1: error: needs a JSON object, found `[]`"),
      (#"{"timestamp": 1}"#, "1:1: error: needs `timestamp`, `input_length` and `output_length`"),
      (
        #"{"timestamp": -1, "input_length": 1}"#,
        "1:15: error: needs a number of milliseconds, found `-1`"
      ),
      (#"{"timestamp": 1, "input_length": 1e9}"#, "1:34: error: needs a count of tokens"),
      (#"{"timestamp": 1, "timestamp": 2}"#, "1:31: error: `timestamp` is given twice"),
      (#"{"a": [[[[[[[[[[[[[[[[[[[["#, "1:23: error: needs less nesting"),
      (#"{"a": "#, "1:7: error: needs a JSON value, found nothing"),
      (#"{"timestamp": 9999999999999}"#, "1:15: error: needs a number of milliseconds"),
    ] as [(String, String)]
  )
  func reportsBadMooncakeRows(_ row: String, _ expected: String) throws {
    try expectProblem(expected, in: row, as: "t.jsonl")
  }

  @Test func reportsTwentyBadRowsAndCountsTheRest() throws {
    let rows = [String](repeating: "x", count: 50).joined(separator: "\n")
    let text = "TIMESTAMP,ContextTokens,GeneratedTokens\n\(rows)"
    let diagnostics = try validate(text, as: "t.csv")
    #expect(diagnostics.count == 21)
    #expect(diagnostics.last?.message == "30 more rows of this trace can't be read")
  }

  @Test func refusesFilesThatAreNoTraces() throws {
    try expectProblem("1:1: error: the trace has no requests", in: "", as: "t.csv")
    try expectProblem("1:1: error: needs `TIMESTAMP,", in: "a,b\n1,2\n", as: "t.csv")
    try expectProblem("1:1: error: the trace has no requests", in: "\n\n", as: "t.jsonl")
  }

  @Test func readsAFileOnceForAllThatReplayIt() throws {
    let workbench = try Workbench()
    try workbench.write(Self.azure, to: "t.csv")
    let two = """
      arrivals: {trace: {file: t.csv, repeat: true, every: 2, offset: 1, speed: 2, start: random}}
                    work: {tokens: {perOutputToken: 1ms}}
                  - name: other
                    arrivals: {trace: {file: t.csv, repeat: true}}
      """
    let loaded = try workbench.load(small(("arrivals: {poisson: {rate: 10/s}}", two)))
    #expect(loaded.scenario.traces.count == 1)
    #expect(loaded.inputFiles.map(\.role) == ["scenario", "trace"])
    #expect(loaded.inputFiles.map(\.path).last == "t.csv")
    let replay = TraceReplay(
      trace: 0,
      speed: 2,
      every: 2,
      offset: 1,
      startsAtRandom: true,
      repeats: true
    )
    #expect(loaded.scenario.tenants[0].services[0].endpoints[0].arrivals == .trace(replay))
    let tokens = RequestDemand.TokenDemand(
      input: nil,
      output: nil,
      base: 0,
      perInputToken: 0,
      perOutputToken: 0.001
    )
    #expect(loaded.scenario.tenants[0].services[0].endpoints[0].demand == .tokens(tokens))
    let digest = loaded.scenarioDigest
    try workbench.write(Self.azure.replacingOccurrences(of: "374", with: "375"), to: "t.csv")
    #expect(try workbench.load(text(replaying: "t.csv")).scenarioDigest != digest)
  }

  @Test func warnsOfATraceShorterThanTheRun() throws {
    let workbench = try Workbench()
    try workbench.write(Self.azure, to: "t.csv")
    let loaded = try workbench.load(text(replaying: "t.csv"))
    #expect(loaded.warnings.map(\.message) == ["the trace ends after 1 s of a run of 10m"])
    #expect(loaded.warnings.first?.help == "`repeat: true` begins it again")
  }

  @Test func looksBesideTheScenarioAndThenInTheDataFolder() throws {
    let workbench = try Workbench()
    let data = try Workbench()
    try data.write(Self.azure, to: "azure/t.csv")
    let fromData = try workbench.load(text(replaying: "azure/t.csv"), dataFolder: data.folder)
    #expect(fromData.scenario.traces[0].arrivals.count == 3)
    try workbench.write(String(Self.azure.dropLast(32)), to: "azure/t.csv")
    let beside = try workbench.load(text(replaying: "azure/t.csv"), dataFolder: data.folder)
    #expect(beside.scenario.traces[0].arrivals.count == 2)
  }

  @Test func saysWhereAMissingTraceCanBeHad() throws {
    let workbench = try Workbench()
    let path = try workbench.write(text(replaying: "azure/t.csv"))
    let error = #expect(throws: ScenarioLoadingError.self) {
      try loadScenario(at: path, dataFolder: "/nonexistent")
    }
    guard case .missing(let file, let explanation) = error else {
      Issue.record("expected a missing file, got \(String(describing: error))")
      return
    }
    #expect(file == "azure/t.csv")
    #expect(explanation.contains(workbench.folder))
    #expect(explanation.contains("/nonexistent"))
    #expect(explanation.contains("github.com/Azure/AzurePublicDataset"))
    let (diagnostics, _) = validateScenario(at: path, dataFolder: nil)
    #expect(
      diagnostics.map(\.message) == ["the trace `azure/t.csv` was not found, or can't be read"]
    )
  }

  @Test func reportsWhatIsWrongBeforeWhatIsMissing() throws {
    let workbench = try Workbench()
    let path = try workbench.write(
      text(replaying: "t.csv").replacingOccurrences(of: "replicas: 1", with: "replicas: x")
    )
    let error = #expect(throws: ScenarioLoadingError.self) {
      try loadScenario(at: path, dataFolder: nil)
    }
    guard case .invalid(let diagnostics) = error else {
      Issue.record("expected invalid, got \(String(describing: error))")
      return
    }
    #expect(diagnostics.count == 2)
  }

  @Test(
    arguments: [
      "/etc/passwd.csv", "../t.csv", "a/../../t.csv", "a//t.csv", "~/t.csv",
      "https://example.com/t.csv",
      "a\\\\t.csv", "",
    ] as [String]
  )
  func refusesPathsThatLeaveTheFolder(_ file: String) throws {
    try expectProblems(
      in: text(replaying: "①\"\(file)\""),
      ["①": file.isEmpty ? "a value is missing here" : "needs a path below the scenario's folder"]
    )
  }

  @Test func refusesLinksThatLeaveTheFolder() throws {
    let outside = try Workbench()
    let secret = try outside.write(Self.azure, to: "secret.csv")
    let workbench = try Workbench()
    let link = workbench.folder + "/t.csv"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: secret)
    let (diagnostics, loaded) = try workbench.validate(text(replaying: "t.csv"))
    #expect(loaded == nil)
    #expect(
      diagnostics.map(\.message).first?.hasPrefix("`t.csv` is a link that leads out of") == true
    )
    try workbench.write(Self.azure, to: "inside.csv")
    try FileManager.default.removeItem(atPath: link)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "inside.csv")
    #expect(try workbench.validate(text(replaying: "t.csv")).loaded != nil)
  }

  @Test func needsAFormatForOtherEndings() throws {
    try expectProblems(
      in: text(replaying: "①t.txt"),
      ["①": "the ending of `t.txt` doesn't tell its format; give `format`: `azure-llm` or"]
    )
  }

  @Test func reportsAnOffsetBeyondTheTrace() throws {
    let workbench = try Workbench()
    try workbench.write(Self.azure, to: "t.csv")
    let (diagnostics, _) = try workbench.validate(text(replaying: "t.csv, offset: 3"))
    #expect(diagnostics.map(\.message) == ["the trace has only 3 requests, numbered from 0"])
  }

  @Test func saysThatAScenarioIsMissing() throws {
    let error = #expect(throws: ScenarioLoadingError.self) {
      try loadScenario(at: "/nonexistent/scenario.yaml", dataFolder: nil)
    }
    guard case .missing(let path, _) = error else {
      Issue.record("expected a missing file, got \(String(describing: error))")
      return
    }
    #expect(path == "/nonexistent/scenario.yaml")
    let folder = try Workbench().folder
    #expect(throws: ScenarioLoadingError.self) { try loadScenario(at: folder, dataFolder: nil) }
  }

  private func text(replaying file: String) throws -> String {
    try small(("{poisson: {rate: 10/s}}", "{trace: {file: \(file)}}"))
  }

  private func load(_ trace: String, as file: String) throws -> Scenario {
    let workbench = try Workbench()
    try workbench.write(trace, to: file)
    return try workbench.load(text(replaying: file)).scenario
  }

  private func validate(_ trace: String, as file: String) throws -> [Diagnostic] {
    let workbench = try Workbench()
    try workbench.write(trace, to: file)
    return try workbench.validate(text(replaying: file)).diagnostics
  }

  private func expectProblem(_ expected: String, in trace: String, as file: String) throws {
    let diagnostics = try validate(trace, as: file)
    #expect(diagnostics.count == 1)
    let found = diagnostics.first?.description ?? "nothing"
    #expect(found.hasPrefix("\(file):\(expected)"), "found \(found)")
  }
}
