import Foundation
import Testing

/// `bulkhead suite conformance` as a user meets it.
@Suite struct SuiteTests {
  private let good = """
    {"topic": "karpenter_eviction_cost", "cases": [{"name": "default", "source": "s", \
    "inputs": {}, "expected": {"eviction_cost": 1}}]}
    """

  @Test func aGoodFolderIs0() throws {
    let program = try Program()
    defer { program.cleanUp() }
    try FileManager.default.createDirectory(
      at: program.folder.appending(path: "cases"),
      withIntermediateDirectories: true
    )
    try program.write(good, to: "cases/a.json")
    let outcome = try program.run("suite", "conformance", "--cases", "cases")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasSuffix("conformance: pass\n"))
  }

  @Test func aFailedCaseIs10AndCannotDriveTheTerminal() throws {
    let program = try Program()
    defer { program.cleanUp() }
    let text = good.replacing("1}", with: "2}").replacing(#""default""#, with: #""\u001b[2J""#)
    try program.write(text, to: "a.json")
    let outcome = try program.run("suite", "conformance", "--cases", ".")
    #expect(outcome.status == 10)
    #expect(outcome.output.contains("eviction cost: found 1.0, expected 2.0"))
    #expect(!outcome.output.contains("\u{1b}"))
    let json = try program.run("suite", "conformance", "--cases", ".", "--format", "json")
    #expect(json.status == 10)
    let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8))
    #expect((object as? [String: Any])?["verdict"] as? String == "fail")
  }

  @Test func noFolderIs66() throws {
    let program = try Program()
    defer { program.cleanUp() }
    let outcome = try program.run("suite", "conformance", "--cases", "nowhere")
    #expect(outcome.status == 66)
    #expect(outcome.errors.contains("nowhere"))
    #expect(outcome.output.isEmpty)
  }

  @Test func theShippedCasesAreFoundFromAnywhere() throws {
    let program = try Program()
    defer { program.cleanUp() }
    let outcome = try program.run("suite", "conformance")
    #expect(outcome.output.contains("of 392 cases passed"))
  }
}
