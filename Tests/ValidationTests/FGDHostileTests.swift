import Domain
import ScenarioLoading
import Testing
import Validation

/// Files that hold something else than they should.
@Suite struct FGDHostileTests {
  private func problems(_ folder: FGDFolder) async throws -> [Diagnostic] {
    let options = FGDOptions(folder: folder.path, workloads: ["bad"], seeds: [1])
    do {
      _ = try await runFGDSuite(options)
      return []
    } catch .unreadable(let diagnostics) {
      return diagnostics
    }
  }

  @Test(arguments: [
    ("pod,-5,1,0,0,", 5, "`cpu_milli` needs a whole number from 0 to 1000000000, found `-5`"),
    ("pod,99999999999999999999999,1,0,0,", 5, "`cpu_milli` needs a whole number"),
    ("pod,1,,0,0,", 7, "`memory_mib` needs a whole number from 0 to 1099511627776, found nothing"),
    ("pod,1,1,65,1000,", 9, "`num_gpu` needs a whole number from 0 to 64"),
    ("pod,1,1,1,1001,", 11, "`gpu_milli` needs a whole number from 0 to 1000"),
    ("pod,1,1,2,500,", 11, "`gpu_milli` needs 1000 for a pod with several GPUs"),
    ("pod,1,1,0,500,", 11, "`gpu_milli` needs 0 for a pod without GPUs"),
    ("pod,1,1,1,500,T4|Abacus", 15, "unknown GPU model `Abacus`"),
    (",1,1,0,0,", 1, "`name` needs a name of 1 to 253 bytes, found nothing"),
    ("pod-1000,1,1,0,0,", 1, "the row in line 2 is named `pod-1000` too"),
    ("pod,1,1", 1, "the row has 3 fields; the header has 6"),
    ("pod,1e3,1,0,0,", 5, "`cpu_milli` needs a whole number"),
    ("\u{1B}[31mpod,1,\u{202E},0,0,", 12, "found `\\u{202E}`"),
  ])
  func badRowsAreLocated(_ row: String, _ column: Int, _ message: String) async throws {
    let folder = try FGDFolder()
    defer { folder.cleanUp() }
    try folder.writePods([FGDFolder.pods[0], row], to: "bad")
    let problem = try #require(try await problems(folder).first)
    #expect(problem.file.hasSuffix("openb_pod_list_bad.csv"))
    #expect(problem.line == 3 && problem.column == column, "\(problem)")
    #expect(problem.message.contains(message), "\(problem)")
  }

  @Test func allProblemsAtOnceUpToALimit() async throws {
    let folder = try FGDFolder()
    defer { folder.cleanUp() }
    try folder.writePods((0..<100).map { "pod-\($0),x,1,0,0," }, to: "bad")
    try folder.write("sn,cpu_milli,memory_mib,gpu,model\nn,1,1,1,\nn,1,1,0,T4\n")
    let problems = try await problems(folder)
    // Two of the nodes, the name and the model, and the first twenty of the pods.
    #expect(problems.count == 2 + 20)
    #expect(problems.last?.moreOfItsKind == 80)
  }

  @Test(arguments: [
    ("", "the file is empty"), ("name,cpu_milli\n", "the header has no column `memory_mib`"),
    ("name,name,cpu_milli,memory_mib,num_gpu,gpu_milli\n", "has the column `name` twice"),
    ("name,cpu_milli,memory_mib,num_gpu,gpu_milli\n", "none of the pods asks for a GPU"),
    ("name,cpu_milli,memory_mib,num_gpu,gpu_milli\na,1,1,0,0\n", "none of the pods asks"),
    // 1.3 × 76 GPUs would take 98,800 pods with a thousandth each, and as many of 20 others.
    (
      "name,cpu_milli,memory_mib,num_gpu,gpu_milli\na,1,1,1,1\n"
        + (0..<20).map { "b\($0),1,1,0,0\n" }.joined(), "such pods; 1000000 is the most"
    ),
  ])
  func badFiles(_ text: String, _ message: String) async throws {
    let folder = try FGDFolder()
    defer { folder.cleanUp() }
    try folder.write(text, to: "openb_pod_list_bad.csv")
    let problem = try #require(try await problems(folder).first)
    #expect(problem.message.contains(message), "\(problem)")
  }

  @Test func badBytesAreLocated() async throws {
    let folder = try FGDFolder()
    defer { folder.cleanUp() }
    let header = "name,cpu_milli,memory_mib,num_gpu,gpu_milli\n"
    for (bytes, column) in [([0xFF], 4), ([0xC3], 4), ([0xC3, 0xA9, 0x80], 5)] as [([UInt8], Int)] {
      let row = Array("pod".utf8) + bytes + Array(",1,1,0,0\n".utf8)
      try folder.write(Array(header.utf8) + row, to: "openb_pod_list_bad.csv")
      let problem = try #require(try await problems(folder).first)
      #expect(problem.message == "this is not UTF-8")
      #expect(problem.line == 2 && problem.column == column, "\(bytes)")
    }
  }

  /// Any bytes at all are answered with problems or a report, never with a trap.
  @Test func mutationsAreAnswered() async throws {
    let folder = try FGDFolder()
    defer { folder.cleanUp() }
    let rows = FGDFolder.pods.prefix(20).joined(separator: "\n")
    let text = Array("name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec\n\(rows)\n".utf8)
    var random = GoRandom(seed: 5)
    for _ in 0..<200 {
      var mutated = text
      for _ in 0..<3 {
        mutated[random.integer(below: text.count)] = UInt8(random.integer(below: 256))
      }
      try folder.write(mutated, to: "openb_pod_list_bad.csv")
      for problem in try await problems(folder) {
        #expect(problem.line > 0 && problem.column > 0 && !problem.message.isEmpty)
      }
    }
  }
}
