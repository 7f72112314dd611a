import Digests
import Foundation
import Testing

/// One digest, however the work is divided and however often it is interrupted.
@Suite struct ResumeTests {
  /// About two seconds of work on one core.
  private let many = Program.scenario(replications: 60, seconds: 300)

  @Test func workersAndProcessesAgree() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(Program.scenario(), to: "small.yaml")
    let one = try program.run("compare", "small.yaml", "-o", "one", "--workers", "1")
    let two = try program.run("compare", "small.yaml", "-o", "two", "--workers", "2")
    let again = try program.run("compare", "small.yaml", "-o", "again", "--workers", "7")
    #expect(one.status == 0)
    #expect(one.digest != nil)
    #expect(one.digest == two.digest)
    #expect(one.digest == again.digest)
    #expect(one.output == two.output)
    let seeded = try program.run("compare", "small.yaml", "-o", "seeded", "--seed", "4")
    #expect(seeded.digest != one.digest)
  }

  /// How many replications a precision takes depends on neither workers nor interruptions.
  @Test func precisionSurvivesInterruption() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(many, to: "small.yaml")
    func arguments(_ folder: String, _ workers: String) -> [String] {
      [
        "run", "small.yaml", "--pattern", "namespaces", "--precision", "mean=0.3%", "--workers",
        workers, "-o", folder,
      ]
    }
    let two = try program.start(arguments("two", "2")).wait()
    #expect(two.status == 0, "\(two.errors)")
    #expect(two.output.contains("precision: mean within ±0.3 %"))
    let running = try program.start(arguments("cut", "1"))
    while kept(program) < 3, running.process.isRunning { usleep(1000) }
    kill(running.process.processIdentifier, SIGTERM)
    _ = try running.wait()
    try #require(!program.exists("cut/run.sqlite"), "it was done before it could be interrupted")
    let resumed = try program.start(arguments("cut", "1") + ["--resume"]).wait()
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.digest == two.digest && resumed.output == two.output)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
  func nothingFinishedIsLost(signal: Int32) throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(many, to: "small.yaml")
    func arguments(_ folder: String) -> [String] {
      ["run", "small.yaml", "--pattern", "namespaces", "--workers", "1", "-o", folder]
    }
    let running = try program.start(arguments("cut"))
    // As soon as a few replications are kept.
    while kept(program) < 3, running.process.isRunning {
      usleep(1000)
    }
    kill(running.process.processIdentifier, signal)
    let cut = try running.wait()
    try #require(!program.exists("cut/run.sqlite"), "it was done before it could be interrupted")
    #expect(!program.exists("cut/tables"))
    switch signal {
    case SIGINT: #expect(cut.status == 130)
    case SIGTERM: #expect(cut.status == 75)
    default: break
    }
    let count = kept(program)
    #expect(count >= 3)
    let refused = try program.start(arguments("cut")).wait()
    #expect(refused.status == 73)
    #expect(refused.errors.contains("--resume"))
    let resumed = try program.start(arguments("cut") + ["--resume"]).wait()
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("\(count) taken over"))
    let fresh = try program.start(arguments("fresh")).wait()
    #expect(resumed.digest == fresh.digest)
    #expect(!program.exists("cut/.partial"))
  }

  /// What another run has kept is not thrown away by a slip of the seed.
  @Test func replicationsOfAnotherRunAreKept() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(many, to: "small.yaml")
    let first = ["run", "small.yaml", "--pattern", "namespaces", "--workers", "1", "-o", "cut"]
    let running = try program.start(first)
    while kept(program) < 3, running.process.isRunning { usleep(1000) }
    // Meanwhile nobody else gets into the folder.
    let intruder = try program.start(first).wait()
    #expect(intruder.status == 73, "\(intruder.errors)")
    #expect(intruder.errors.contains("another run"))
    kill(running.process.processIdentifier, SIGKILL)
    _ = try running.wait()
    let count = kept(program)
    let fewer = try program.start(first + ["--resume", "--replications", "2"]).wait()
    #expect(fewer.status == 73, "\(fewer.errors)")
    let slip = try program.start(first + ["--resume", "--seed", "99"]).wait()
    #expect(slip.status == 73, "\(slip.errors)")
    #expect(kept(program) == count)
  }

  /// A file with a checksum that is right and a seed that isn't is not this run's.
  @Test func aForgedReplicationIsNotTakenOver() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(many, to: "small.yaml")
    let first = ["run", "small.yaml", "--pattern", "namespaces", "--workers", "1", "-o", "cut"]
    let running = try program.start(first)
    while kept(program) < 3, running.process.isRunning { usleep(1000) }
    kill(running.process.processIdentifier, SIGKILL)
    _ = try running.wait()
    let count = kept(program)
    let file = program.folder.appending(path: "cut/.partial/namespaces-1.record")
    var bytes = Array(try Data(contentsOf: file)).dropLast(64)
    // The signature, the run key, the pattern with its length, the replication; then the seed.
    bytes["bulkhead record 4\n".utf8.count + 64 + 8 + 1 + "namespaces".utf8.count + 1] ^= 1
    try Data(bytes + Array(SHA256.hex(of: bytes).utf8)).write(to: file)
    let refused = try program.start(first + ["--resume"]).wait()
    #expect(refused.status == 73, "\(refused.errors)")
    let resumed = try program.start(first + ["--resume", "--force"]).wait()
    #expect(resumed.errors.contains("\(count - 1) taken over"), "\(resumed.errors)")
    let fresh = try program.start(first + ["--force"]).wait()
    #expect(resumed.digest == fresh.digest)
  }

  /// One long replication hears a signal too.
  @Test func aLongReplicationCanBeInterrupted() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(Program.scenario(replications: 1, seconds: 500_000), to: "small.yaml")
    let running = try program.start(["run", "small.yaml", "-o", "long"])
    while !program.exists("long"), running.process.isRunning { usleep(1000) }
    usleep(300_000)
    let start = ContinuousClock.now
    kill(running.process.processIdentifier, SIGINT)
    #expect(try running.wait().status == 130)
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  /// Replications on disk, whole.
  private func kept(_ program: Program) -> Int {
    program.names(in: "cut/.partial").count { $0.hasSuffix(".record") }
  }
}
