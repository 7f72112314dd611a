import Foundation
import Testing

/// `frontier` and `advise` as a user meets them.
@Suite struct DecisionTests {
  private func program() throws -> Program {
    let program = try Program()
    try program.write(Program.scenario(replications: 3, seconds: 80), to: "small.yaml")
    return program
  }

  @Test func theFrontierIsTheSameWithAnyWorkers() throws {
    let program = try program()
    defer { program.cleanUp() }
    let one = try program.run("frontier", "small.yaml", "--tenant", "noisy", "--to", "2", "-j", "1")
    let two = try program.run("frontier", "small.yaml", "--tenant", "noisy", "--to", "2", "-j", "2")
    #expect(one.status == 0, "\(one.errors)")
    #expect(one.output == two.output && one.output.contains("victim-chat"))
    #expect(!program.exists("results"))
  }

  @Test(arguments: ["json", "csv", "markdown", "table"])
  func adviceInEveryForm(format: String) throws {
    let program = try program()
    defer { program.cleanUp() }
    let outcome = try program.run("advise", "small.yaml", "-q", "--format", format)
    #expect(outcome.status == 0, "\(outcome.errors)")
    if format == "json" {
      let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
      let decision = (json as? [String: Any])?["decision"] as? String
      #expect(["pass", "fail", "inconclusive"].contains(decision ?? ""))
    }
    if format == "csv" {
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.count >= 6 && lines[0].hasPrefix("scenario,seed"))
    }
  }

  @Test func aMisspeltTenantIs64() throws {
    let program = try program()
    defer { program.cleanUp() }
    for arguments in [
      ["frontier", "small.yaml", "--tenant"], ["advise", "small.yaml", "--neighbour"],
    ] {
      let outcome = try program.start(arguments + ["nosy"]).wait()
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("did you mean `noisy`"), "\(outcome.errors)")
    }
  }

  @Test(arguments: [
    ["--from", "3", "--to", "2"], ["--from", "-1"], ["--to", "nan"], ["--to", "1e9"],
    ["--precision", "0"], ["--precision", "many"], ["--steps", "0"], ["--replications", "1"],
  ])
  func wrongUsageIs64(arguments: [String]) throws {
    let program = try program()
    defer { program.cleanUp() }
    let all = ["frontier", "small.yaml", "--tenant", "noisy"] + arguments
    #expect(try program.start(all).wait().status == 64)
  }

  @Test func withoutObjectivesThereIsNothingToDecide() throws {
    let program = try program()
    defer { program.cleanUp() }
    let text = Program.scenario().components(separatedBy: "  slos:")[0]
    try program.write(text, to: "small.yaml")
    let outcome = try program.run("advise", "small.yaml")
    #expect(outcome.status == 65 && outcome.errors.contains("states no objective"))
  }

  @Test func filesAreReplacedOnlyWithForce() throws {
    let program = try program()
    defer { program.cleanUp() }
    try program.write("mine", to: "answer.md")
    let arguments = ["advise", "small.yaml", "-o", "answer.md", "--pattern", "clusters", "-q"]
    #expect(try program.start(arguments).wait().status == 73)
    #expect(try program.start(arguments + ["--force"]).wait().status == 0)
    let text = try String(contentsOf: program.folder.appending(path: "answer.md"), encoding: .utf8)
    #expect(text.contains("clusters"))
  }
}
