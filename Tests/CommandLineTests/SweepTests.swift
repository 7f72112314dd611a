import Foundation
import Testing

/// A sweep leaves what its points leave when they are run one by one.
@Suite struct SweepTests {
  private let path = "tenants.noisy.services.bulk.endpoints.api.arrivals.poisson.rate"
  private let rates = ["20/s", "60/s", "90/s"]

  private func swept(replications: Int = 2, seconds: Int = 60) -> String {
    let text = Program.scenario(replications: replications, seconds: seconds)
    return text + "\n  sweep: {\(path): [\(rates.joined(separator: ", "))]}\n"
  }

  /// The rows of a table without the number of their variant.
  private func rows(_ table: String, of folder: String, _ program: Program) throws -> [Substring] {
    let file = program.folder.appending(path: "\(folder)/tables/\(table).csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
    return lines.map { $0.drop { $0 != "," } }
  }

  @Test func pointsLeaveWhatSingleRunsLeave() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(swept(), to: "sweep.yaml")
    try program.write(Program.scenario(replications: 2, seconds: 60), to: "single.yaml")
    let run = ["run", "--pattern", "namespaces", "--pattern", "node-pools"]
    let all = try program.start(run + ["sweep.yaml", "-o", "all"]).wait()
    #expect(all.status == 0, "\(all.errors)")
    for rate in rates {
      let arguments = run + ["single.yaml", "-o", "\(rate.prefix(2))", "--set", "\(path)=\(rate)"]
      let single = try program.start(arguments).wait()
      #expect(single.status == 0, "\(single.errors)")
    }
    for table in ["replication", "endpoint_result", "usage_sample", "cost_summary", "slo_count"] {
      let together = try rows(table, of: "all", program)
      let apart = try rates.flatMap { try rows(table, of: "\($0.prefix(2))", program) }
      #expect(together == apart, "table \(table)")
      #expect(!together.isEmpty || table == "slo_count")
    }
  }

  @Test func workersMakeNoDifference() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(swept(), to: "sweep.yaml")
    let one = try program.run("compare", "sweep.yaml", "-o", "one", "--workers", "1")
    let four = try program.run("compare", "sweep.yaml", "-o", "four", "--workers", "4")
    #expect(one.status == 0, "\(one.errors)")
    #expect(one.digest != nil)
    #expect(one.digest == four.digest)
    #expect(one.output == four.output)
  }

  @Test func nothingFinishedIsLost() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(swept(replications: 40, seconds: 300), to: "sweep.yaml")
    let run = ["run", "sweep.yaml", "--pattern", "namespaces", "--workers", "1", "-o"]
    let running = try program.start(run + ["cut"])
    let kept = { program.names(in: "cut/.partial").filter { $0.hasSuffix(".record") } }
    while kept().count < 5, running.process.isRunning { usleep(1000) }
    kill(running.process.processIdentifier, SIGINT)
    #expect(try running.wait().status == 130)
    try #require(!program.exists("cut/run.sqlite"), "it was done before it could be interrupted")
    let names = kept()
    #expect(names.contains { $0.hasPrefix("point-2-") }, "points advance together: \(names)")
    // A file under the name of another point is not taken for its own.
    let partial = program.folder.appending(path: "cut/.partial")
    let forged = partial.appending(path: "point-2-namespaces-39.record")
    try FileManager.default.copyItem(
      at: partial.appending(path: "point-1-namespaces-1.record"),
      to: forged
    )
    let resumed = try program.start(run + ["cut", "--resume"]).wait()
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("\(names.count) taken over"), "\(resumed.errors)")
    #expect(resumed.errors.contains("not taken over"))
    let fresh = try program.start(run + ["fresh"]).wait()
    #expect(resumed.digest == fresh.digest)
  }

  @Test func everyFormNamesThePoint() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(swept(), to: "sweep.yaml")
    for format in ["table", "markdown", "csv", "json"] {
      let arguments = ["run", "sweep.yaml", "-o", "all", "--force", "--format", format]
      let result = try program.start(arguments + ["--pattern", "namespaces"]).wait()
      let dry = try program.start(arguments + ["--dry-run"]).wait()
      for rate in rates {
        #expect(result.output.contains("rate=\(rate)"), "\(format): \(result.output)")
        #expect(dry.output.contains("rate=\(rate)"), "\(format): \(dry.output)")
      }
    }
  }
}
