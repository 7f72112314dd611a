import Foundation
import Testing

/// What one command leaves, given to another: sweeps, warm-up and hardware that are to be found.
@Suite struct CombinationTests {
  private let path = "tenants.noisy.services.bulk.endpoints.api.arrivals.poisson.rate"

  private func program(_ change: (inout String) -> Void) throws -> Program {
    let program = try Program()
    var text = Program.scenario(replications: 2, seconds: 60)
    change(&text)
    try program.write(text, to: "small.yaml")
    return program
  }

  /// One answer can't stand for five points, and never silently for the first.
  @Test(arguments: [["size"], ["advise"], ["frontier", "--tenant", "noisy"]])
  func aSweepHasNoSingleAnswer(command: [String]) throws {
    let program = try program { $0 += "\n  sweep: {\(path): [20/s, 60/s]}\n" }
    defer { program.cleanUp() }
    let arguments = command + ["small.yaml", "-q", "--pattern", "namespaces"]
    let refused = try program.start(arguments).wait()
    #expect(refused.status == 65 && refused.errors.contains("sweeps 2 points"))
    #expect(refused.output.isEmpty)
    let chosen = ["--set", "sweep={}", "--set", "\(path)=20/s"]
    let single = try program.start(arguments + chosen).wait()
    #expect([0, 10].contains(single.status), "\(single.errors)")
    #expect(!single.output.isEmpty)
  }

  /// Points are alternatives: a bill names its own, and no charge stands twice.
  @Test func costsNameThePoint() throws {
    let program = try program {
      $0 += "\n  costs: {overhead: [{name: api, kind: controlPlane, amount: \"0.1\"}]}"
      $0 += "\n  sweep: {\(path): [20/s, 60/s]}\n"
    }
    defer { program.cleanUp() }
    let run = try program.run("run", "small.yaml", "--pattern", "namespaces", "-o", "out", "-q")
    #expect(run.status == 0, "\(run.errors)")
    for form in ["table", "markdown", "csv", "json"] {
      let all = try program.run("costs", "out", "--format", form)
      #expect(all.output.contains("rate=20/s") && all.output.contains("rate=60/s"), "\(form)")
      let one = try program.run("costs", "out", "--format", form, "--point", "rate=60/s")
      #expect(!one.output.contains("rate=20/s") && one.output.contains("rate=60/s"), "\(form)")
    }
    let origins = try ["rate=20/s", "rate=60/s"].map { point in
      let export = try program.run("export", "out", "--point", point)
      #expect(export.status == 0, "\(export.errors)")
      return Set(export.output.matches(of: #/rate=[0-9]+/s/namespaces/[0-9]+/#).map { $0.output })
    }
    #expect(!origins[0].isEmpty && origins[0].isDisjoint(with: origins[1]))
    let missing = try program.run("export", "out", "--point", "rate=9/s")
    #expect(missing.status == 65 && missing.errors.contains("rate=20/s, rate=60/s"))
  }

  /// Requests within one threshold say nothing sure about another, whatever the first point was.
  @Test func eachPointIsBoundByItsOwnThreshold() throws {
    let swept = "slos.victim-chat.objectives[0].value"
    let gates = "\n  gates: [{slo: \"*\", verdict: pass}]"
    let program = try program {
      $0 += "\n  sweep: {\"\(swept)\": [1us, 60s]}" + gates
    }
    defer { program.cleanUp() }
    let run = ["run", "small.yaml", "--pattern", "namespaces", "-o", "out", "-q"]
    let fresh = try program.start(run).wait()
    #expect(fresh.status == 10 && fresh.output.contains("1 failed, 0 inconclusive, 1 passed"))
    let same = try program.run("gate", "out", "--scenario", "small.yaml")
    #expect(same.output.contains("1 failed, 0 inconclusive, 1 passed"), "\(same.output)")
    let other = Program.scenario(replications: 2, seconds: 60).replacing("100ms", with: "10ms")
    try program.write(other + gates, to: "other.yaml")
    let judged = try program.run("gate", "out", "--scenario", "other.yaml")
    #expect(judged.output.contains("0 failed, 2 inconclusive, 0 passed"), "\(judged.output)")
  }

  /// Nodes that were fitted at one point are not those of another.
  @Test func sizesOfASweepNameTheirPoints() throws {
    let program = try program {
      $0.replace("  capacity:", with: "  hardware: fitted\n  capacity:")
      $0 += "\n  sweep: {tenants.noisy.services.bulk.replicas: [1, 12]}\n"
    }
    defer { program.cleanUp() }
    let arguments = ["run", "small.yaml", "-q", "--pattern", "namespaces", "-o", "out"]
    let fitted = try program.start(arguments).wait()
    #expect(fitted.output.contains("At replicas=12: namespaces (A) is fitted with"))
    // A run is no regression against itself, also where a pattern can't be built at one point.
    try program.write(
      Program.scenario(replications: 2, seconds: 60)
        + "\n  sweep: {capacity.nodePools.cpu.nodes: [4, 1]}\n",
      to: "small.yaml"
    )
    let built = try program.start(["run", "small.yaml", "-q", "-o", "built"]).wait()
    #expect(built.output.contains("infeasible"), "\(built.output)")
    let itself = try program.run("compare", "built", "built")
    #expect(itself.status == 0, "\(itself.output)")
  }

  @Test(arguments: [["advise"], ["frontier", "--tenant", "noisy", "--to", "1"]])
  func hardwareThatIsToBeFoundIsFound(command: [String]) throws {
    let program = try program {
      $0.replace("  capacity:", with: "  hardware: fitted\n  capacity:")
      $0.replace("warmup: 20s", with: "warmup: auto")
    }
    defer { program.cleanUp() }
    let patterns = ["--pattern", "namespaces", "--pattern", "hybrid"]
    let outcome = try program.start(command + ["small.yaml", "-q"] + patterns).wait()
    #expect(outcome.status == 0, "\(outcome.errors)")
    if command[0] == "advise" { #expect(outcome.output.contains("Other tiers were not tried")) }
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func comparisonsAreInterruptedLikeRuns(signal: Int32) throws {
    let program = try Program()
    defer { program.cleanUp() }
    try program.write(Program.scenario(replications: 400, seconds: 3000), to: "long.yaml")
    let running = try program.start(["compare", "long.yaml", "long.yaml"])
    let isUnderWay = {
      (try? String(contentsOf: running.errors, encoding: .utf8))?.isEmpty == false
    }
    while !isUnderWay(), running.process.isRunning { usleep(1000) }
    kill(running.process.processIdentifier, signal)
    let outcome = try running.wait()
    #expect(outcome.status == (signal == SIGINT ? 130 : 75))
    #expect(outcome.errors.contains("nothing is kept"))
    #expect(outcome.output.isEmpty)
  }

  @Test func findingsAreWrittenOverNothing() throws {
    let program = try program {
      $0 += "\n  gates: [{metric: availability, tenant: victim, op: gte, value: 50%}]\n"
    }
    defer { program.cleanUp() }
    let run = ["run", "small.yaml", "--pattern", "namespaces", "-o", "out", "-q"]
    #expect(try program.start(run).wait().status == 0)
    let mistaken = try program.run("gate", "out", "-o", "small.yaml")
    #expect(mistaken.status == 73 && mistaken.errors.contains("--force"))
    #expect(try program.run("gate", "out", "-o", "gates.xml", "--format", "junit").status == 0)
    #expect(try program.run("gate", "out", "-o", "gates.xml").status == 73)
    #expect(try program.run("gate", "out", "-o", "gates.xml", "--force").status == 0)
  }

  /// What can have no effect is an error: who says `--set` believes that something was simulated.
  @Test(arguments: [["--set", "run.seed=9"], ["--seed", "9"], ["--replications", "9"]])
  func storedRunsAreNotSimulated(arguments: [String]) throws {
    let program = try program { _ in }
    defer { program.cleanUp() }
    let run = ["run", "small.yaml", "--pattern", "namespaces", "-o", "out", "-q"]
    #expect(try program.start(run).wait().status == 0)
    let outcome = try program.start(["compare", "out", "out"] + arguments).wait()
    #expect(outcome.status == 64 && outcome.errors.contains(arguments[0]))
  }
}
