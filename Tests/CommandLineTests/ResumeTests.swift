import Foundation
import Testing

/// One digest, however the work is divided and however often it is interrupted.
@Suite struct ResumeTests {
  private let many = Program.scenario(replications: 40, seconds: 600)

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

  @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
  func nothingFinishedIsLost(signal: Int32) async throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(many, to: "small.yaml")
    let whole = try program.run("run", "small.yaml", "-o", "whole", "--quiet")
    #expect(whole.status == 0)
    let running = try program.start(["run", "small.yaml", "-o", "cut"])
    // As soon as a few replications are kept.
    while program.names(in: "cut/.partial").count < 3, running.process.isRunning {
      try await Task.sleep(for: .milliseconds(2))
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
    let kept = program.names(in: "cut/.partial").count { $0.hasSuffix(".json") }
    #expect(kept >= 3)
    let refused = try program.run("run", "small.yaml", "-o", "cut")
    #expect(refused.status == 73)
    #expect(refused.errors.contains("--resume"))
    let resumed = try program.run("run", "small.yaml", "-o", "cut", "--resume")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.errors.contains("\(kept) taken over"))
    let fresh = try program.run("run", "small.yaml", "-o", "fresh")
    #expect(resumed.digest == fresh.digest)
    #expect(!program.exists("cut/.partial"))
  }
}
