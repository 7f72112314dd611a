import Foundation
import Testing

/// A dry run foresees what a run does, and touches nothing.
@Suite struct DryRunTests {
  /// What a dry run says as JSON.
  private struct Foreseen: Decodable {
    struct Pattern: Decodable {
      var requestsPerReplication: Double
      var eventsPerReplication: Double
    }
    struct Memory: Decodable {
      var peakBytes: Double
      var availableBytes: Double?
    }
    var patterns: [Pattern]
    var requests: Double
    var events: Double
    var memory: Memory
    var timeS: Double
    var measuredEvents: Int?
    var database: String
    var takenOver: Int
    var starts: String
  }

  private func foresee(_ program: Program, _ arguments: [String]) throws -> Foreseen {
    let all = arguments + ["--dry-run", "--format", "json"]
    let outcome = try program.start(all).wait()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Foreseen.self, from: Data(outcome.output.utf8))
  }

  /// Events within 3 %, memory within a factor of 1.5 either way, of what the run then needs.
  @Test func foreseesTheQuickstart() throws {
    let program = try Program()
    defer { program.cleanUp() }
    let path = Program.root.appending(path: "scenarios/quickstart.yaml").path
    let foreseen = try foresee(program, ["compare", path])
    #expect(foreseen.patterns.count == 5)
    #expect(foreseen.measuredEvents ?? 0 > 50_000)
    #expect(foreseen.timeS > 0)
    #expect(foreseen.starts == "yes")
    let running = try program.start(["compare", path, "--output", "out", "--quiet"])
    var peak = 0.0
    while running.process.isRunning {
      peak = max(peak, peakMemory(of: running.process.processIdentifier) ?? 0)
      usleep(2000)
    }
    #expect(try running.wait().status == 0)
    let table = try String(
      contentsOf: program.folder.appending(path: "out/tables/replication.csv"),
      encoding: .utf8
    )
    let events = table.split(separator: "\n").dropFirst().reduce(0.0) { sum, line in
      sum + (Double(line.split(separator: ",")[3]) ?? 0)
    }
    // Containers that use up their CPU quotas bring events that depend on their bursts.
    let share = foreseen.events / events
    #expect(share > 0.75 && share < 1.03, "\(foreseen.events) foreseen, \(events) were")
    guard peak > 0 else { return }
    let ratio = foreseen.memory.peakBytes / peak
    #expect(ratio > 1 / 1.5 && ratio < 1.5, "\(foreseen.memory.peakBytes) foreseen, \(peak) were")
  }

  /// Largest resident set so far, in bytes; nil where the system doesn't say.
  private func peakMemory(of process: Int32) -> Double? {
    let status = try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
    return kibibytes.flatMap { Double($0) }.map { $0 * 1024 }
  }

  @Test func writesNothing() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(Program.scenario(), to: "small.yaml")
    for format in ["table", "markdown", "csv", "json"] {
      let outcome = try program.run("compare", "small.yaml", "--dry-run", "--format", format)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("hybrid"))
      #expect(outcome.errors.isEmpty)
    }
    #expect(program.names(in: "").filter { !$0.hasPrefix(".") } == ["small.yaml"])
  }

  /// Arrivals as a scenario writes them, and how many are expected in 120 s.
  struct Traffic: Sendable {
    var arrivals: String
    var expected: Double
  }

  static let traffic: [Traffic] = [
    Traffic(arrivals: "{poisson: {rate: 60/s}}", expected: 60 * 120),
    Traffic(
      arrivals: "{schedule: {points: [{at: 0s, rate: 10/s}, {at: 30s, rate: 20/s}]}}",
      expected: 30 * 10 + 90 * 20
    ),
    // Two whole rounds of 50 s, and 20 s of a third.
    Traffic(
      arrivals: """
        {schedule: {points: [{at: 0s, rate: 10/s}, {at: 20s, rate: 20/s}], repeatEvery: 50s}}
        """,
      expected: 2 * (20 * 10 + 30 * 20) + 20 * 10
    ),
    // A straight line from 0 to 60/s in a minute, level from then on.
    Traffic(
      arrivals: """
        {schedule: {points: [{at: 0s, rate: 0/s}, {at: 60s, rate: 60/s}], interpolation: linear}}
        """,
      expected: 60 * 30 + 60 * 60
    ),
    // A quarter of the time on; beginning with `off` costs ¼ × 0.75 s of it.
    Traffic(
      arrivals: """
        {onOff: {on: {rate: 80/s, for: {exponential: {mean: 1s}}}, \
        off: {rate: 0/s, for: {exponential: {mean: 3s}}}}}
        """,
      expected: 80 * (30 - 0.25 * 0.75)
    ),
    // Three rows a pass of 4 s: 30 passes.
    Traffic(arrivals: "{trace: {file: t.jsonl, repeat: true}}", expected: 90),
    // Once, every second row, half as fast.
    Traffic(arrivals: "{trace: {file: t.jsonl, every: 2, speed: 0.5}}", expected: 2),
  ]

  @Test(arguments: traffic)
  func countsRequests(_ traffic: Traffic) throws {
    let program = try Program()
    defer { program.cleanUp() }
    // From 0 to 2.666… s, plus a mean gap of 1.333… s: 4 s a pass.
    let row = #""input_length": 10, "output_length": 10}"#
    let rows = [0, 1333, 2667].map { "{\"timestamp\": \($0), \(row)\n" }
    try program.write(rows.joined(), to: "t.jsonl")
    try program.write(
      Program.scenario().replacing("{poisson: {rate: 60/s}}", with: traffic.arrivals),
      to: "small.yaml"
    )
    let foreseen = try foresee(program, ["run", "small.yaml", "--pattern", "shared-nodes"])
    let requests = foreseen.patterns[0].requestsPerReplication - 40 * 120
    let error = abs(requests - traffic.expected)
    #expect(error < 0.002 * traffic.expected + 0.01, "\(requests), not \(traffic.expected)")
    #expect(foreseen.events > 1.5 * foreseen.requests)
  }

  /// Where more comes than can be served, what waits counts: all the time, for one minute, or in
  /// bursts; with a first minute of 200,000 requests a run needs more than 20 MB for them alone.
  @Test(
    arguments: [
      "{poisson: {rate: 4000/s}}",
      "{schedule: {points: [{at: 0s, rate: 3400/s}, {at: 60s, rate: 1/s}]}}",
      "{onOff: {on: {rate: 1/s, for: 1ms}, off: {rate: 4000/s, for: 100s}}}",
    ]
  )
  func whatWaitsTakesMemory(arrivals: String) throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(crowded(by: "{poisson: {rate: 1/s}}"), to: "quiet.yaml")
    try program.write(crowded(by: arrivals), to: "crowded.yaml")
    let quiet = try foresee(program, ["run", "quiet.yaml", "--pattern", "shared-nodes"])
    let crowded = try foresee(program, ["run", "crowded.yaml", "--pattern", "shared-nodes"])
    #expect(crowded.memory.peakBytes - quiet.memory.peakBytes > 20e6)
  }

  /// One small machine, whose clients never give up.
  private func crowded(by arrivals: String) -> String {
    """
    apiVersion: bulkhead/v1alpha1
    kind: Scenario
    metadata: {name: crowded}
    spec:
      run: {duration: 2m, warmup: 0s, replications: 2, seed: 1}
      capacity:
        nodePools:
          - name: cpu
            nodes: 1
            allocatable: {cpu: 2, memory: 8Gi, pods: 20}
            price: {amount: "0.1", unit: Node-Hours, category: OnDemand}
      tenants:
        - name: a
          riskTier: low
          services:
            - name: s
              model: m
              replicas: 1
              requests: {cpu: 1, memory: 1Gi}
              runtime: {concurrent: {workers: 4}}
              queue: {capacity: 1000000}
              endpoints:
                - {name: e, arrivals: \(arrivals), work: {exponential: {mean: 50ms}}}
    """
  }

  @Test func failsAsTheRunWould() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(Program.scenario(replications: 2), to: "small.yaml")
    let run = ["run", "small.yaml", "--pattern", "namespaces"]
    #expect(try program.start(run).wait().status == 0)
    let there = try program.start(run + ["--dry-run"]).wait()
    #expect(there.status == 73)
    #expect(there.errors.contains("--force"))
    #expect(there.output.contains("namespaces"))
    #expect(try program.start(run + ["--dry-run", "--force"]).wait().status == 0)
    let huge = Program.scenario().replacing("cpu: 4,", with: "cpu: 100m,")
    try program.write(huge, to: "huge.yaml")
    let infeasible = try program.run("run", "huge.yaml", "--dry-run")
    #expect(infeasible.status == 65, "\(infeasible.errors)")
    #expect(try program.run("run", "nowhere.yaml", "--dry-run").status == 66)
  }

  @Test func tooLittleMemoryIs69() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(Program.scenario(), to: "small.yaml")
    for extra in [[], ["--dry-run"]] {
      let outcome = try program.start(
        ["compare", "small.yaml", "--memory-limit", "16Mi"] + extra
      ).wait()
      #expect(outcome.status == 69)
      #expect(outcome.errors.contains("16 MiB may be taken (--memory-limit)"))
      #expect(outcome.errors.contains("--workers"))
    }
    #expect(!program.exists("results"))
    let enough = try program.run("run", "small.yaml", "--memory-limit", "1Gi", "--quiet")
    #expect(enough.status == 0, "\(enough.errors)")
    for wrong in ["8GB", "much", "-1"] {
      let outcome = try program.run("run", "small.yaml", "--memory-limit", wrong)
      #expect(outcome.status == 64, "\(wrong)")
    }
  }

  /// A refusal for want of memory leaves what an interrupted run has kept, even with `--force`.
  @Test func tooLittleMemoryTouchesNothing() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(Program.scenario(), to: "small.yaml")
    let kept = program.folder.appending(path: "out/.partial")
    try FileManager.default.createDirectory(at: kept, withIntermediateDirectories: true)
    try program.write("kept", to: "out/.partial/namespaces-1.record")
    let outcome = try program.run(
      "run",
      "small.yaml",
      "-o",
      "out",
      "--force",
      "--memory-limit",
      "16Mi"
    )
    #expect(outcome.status == 69)
    #expect(program.names(in: "out/.partial") == ["namespaces-1.record"])
  }
}
