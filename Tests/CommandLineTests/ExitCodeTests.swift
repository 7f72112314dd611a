import Foundation
import Testing

/// What the program says and with which code it leaves; never 1.
@Suite struct ExitCodeTests {
  @Test func aRunLeavesItsTables() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(Program.scenario(), to: "small.yaml")
    let outcome = try program.run("run", "small.yaml", "--pattern", "namespaces")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("victim/chat/api"))
    #expect(program.exists("results/small/run.sqlite"))
    let tables = program.names(in: "results/small/tables")
    for table in [
      "latency_summary", "latency_histogram", "slo_result", "cost_line", "cost_summary",
      "usage_sample", "placement", "enforcement", "run", "variant", "replication", "parameter",
      "input_file",
    ] {
      #expect(tables.contains("\(table).csv"))
    }
  }

  @Test func missingFileIs66() throws {
    let program = try Program()
    defer { program.cleanUp() }
    let outcome = try program.run("compare", "nowhere.yaml")
    #expect(outcome.status == 66)
    #expect(outcome.errors.contains("nowhere.yaml"))
    #expect(outcome.output.isEmpty)
    #expect(!program.exists("results"))
  }

  @Test func missingTraceIs66() throws {
    let program = try Program()
    defer { program.cleanUp() }
    let text = Program.scenario().replacing(
      "arrivals: {poisson: {rate: 40/s}}\n              work: {exponential: {mean: 20ms}}",
      with:
        "arrivals: {trace: {file: no-such.csv}}\n              work: {exponential: {mean: 20ms}}"
    )
    try program.write(text, to: "small.yaml")
    let outcome = try program.run("run", "small.yaml", "--data", ".")
    #expect(outcome.status == 66, "\(outcome.errors)")
    #expect(outcome.errors.contains("no-such.csv"))
  }

  /// Every problem at once, each where it stands.
  @Test func badScenarioIs65() throws {
    let program = try Program()
    defer { program.cleanUp() }
    let text = Program.scenario()
      .replacing("replicas: 2", with: "replicsa: 2", maxReplacements: 1)
      .replacing("warmup: 20s", with: "warmup: 20")
    try program.write(text, to: "small.yaml")
    let outcome = try program.run("run", "small.yaml")
    #expect(outcome.status == 65)
    #expect(outcome.errors.contains("did you mean `replicas`"))
    #expect(outcome.errors.contains("small.yaml:5:"))
    #expect(outcome.errors.contains("problems"))
    #expect(!program.exists("results"))
  }

  @Test(arguments: [
    ["run"], ["compare", "x.yaml", "--workers", "0"], ["run", "x.yaml", "--pattern", "shared"],
    ["frobnicate"], ["run", "x.yaml", "--replications", "many"], ["init", "nonsense"],
  ])
  func wrongUsageIs64(arguments: [String]) throws {
    let program = try Program()
    defer { program.cleanUp() }
    let outcome = try program.start(arguments).wait()
    #expect(outcome.status == 64, "\(arguments): \(outcome.errors)")
  }

  @Test func resultsAreReplacedOnlyWithForce() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(Program.scenario(replications: 2), to: "small.yaml")
    #expect(try program.run("run", "small.yaml").status == 0)
    try program.write("mine", to: "results/small/notes.txt")
    let refused = try program.run("run", "small.yaml")
    #expect(refused.status == 73)
    #expect(refused.errors.contains("--force"))
    #expect(try program.run("run", "small.yaml", "--force").status == 0)
    #expect(program.exists("results/small/notes.txt"))
  }

  @Test func aFileInTheWayIs73() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(Program.scenario(), to: "small.yaml")
    try program.write("in the way", to: "results")
    let outcome = try program.run("run", "small.yaml")
    #expect(outcome.status == 73, "\(outcome.errors)")
  }

  /// A pattern that can't be built is a finding; a scenario of which none can is an error.
  @Test func nothingToBuildIs65() throws {
    let program = try Program()
    defer { program.cleanUp() }
    let text = Program.scenario().replacing("pods: 20", with: "pods: 0")
    try program.write(text, to: "small.yaml")
    let outcome = try program.run("compare", "small.yaml", "--quiet")
    #expect(outcome.status == 65)
    #expect(outcome.output.contains("can't be built"))
  }

  /// Progress that nobody can read is no reason to end a run.
  @Test func aFullStandardErrorDoesNotMatter() throws {
    guard FileManager.default.fileExists(atPath: "/dev/full") else { return }
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(Program.scenario(replications: 2), to: "small.yaml")
    let process = Process()
    process.executableURL = Program.executable
    process.arguments = ["run", "small.yaml"]
    process.currentDirectoryURL = program.folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(process.terminationReason == .exit)
    #expect(program.exists("results/small/run.sqlite"))
  }

  /// A schema that somebody has changed is theirs.
  @Test func initKeepsAnotherSchema() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write("{}", to: "bulkhead.schema.json")
    let outcome = try program.run("init")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("kept bulkhead.schema.json"))
    let schema = program.folder.appending(path: "bulkhead.schema.json")
    #expect(try String(contentsOf: schema, encoding: .utf8) == "{}")
  }

  @Test func helpAndVersionAre0() throws {
    let program = try Program()
    defer { program.cleanUp() }
    #expect(try program.run("--help").status == 0)
    #expect(try program.run("--version").output == "0.1.0\n")
    #expect(try program.run("help", "compare").output.contains("--resume"))
  }

  @Test func templatesValidateAndRun() throws {
    let program = try Program()
    defer { program.cleanUp() }
    let names = try program.run("init", "--list").output.split(separator: "\n").compactMap {
      $0.split(separator: " ").first.map(String.init)
    }
    #expect(names.count >= 2)
    for name in names {
      #expect(try program.run("init", name).status == 0)
      #expect(try program.run("init", name).status == 73)
      let validated = try program.run("validate", "\(name).yaml")
      #expect(validated.status == 0, "\(validated.errors)")
      let compared = try program.run("compare", "\(name).yaml", "--replications", "2")
      #expect(compared.status == 0, "\(compared.errors)")
    }
    #expect(program.exists("bulkhead.schema.json"))
    let schema = try program.run("schema").output
    let object = try JSONSerialization.jsonObject(with: Data(schema.utf8)) as? [String: Any]
    #expect(object?["$schema"] as? String == "http://json-schema.org/draft-07/schema#")
  }

  @Test(arguments: ["table", "markdown", "csv", "json"])
  func summariesComeInEveryForm(format: String) throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(Program.scenario(replications: 2), to: "small.yaml")
    let outcome = try program.run("compare", "small.yaml", "--format", format, "--quiet")
    #expect(outcome.status == 0)
    #expect(outcome.errors.isEmpty)
    #expect(outcome.output.contains("node-pools"))
    if format == "json" {
      _ = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    }
  }
}
