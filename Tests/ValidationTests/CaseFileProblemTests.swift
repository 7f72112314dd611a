import Foundation
import Testing
import Validation

/// Files and cases of strangers: each problem is a failure that says what and where.
@Suite struct CaseFileProblemTests {
  private let good = """
    {"name": "n", "source": "s", "inputs": {"shape": [], "points": [1]}, "expected": \
    {"values": [0]}}
    """

  private func file(_ cases: String, topic: String = "broken_linear") -> String {
    #"{"topic": "\#(topic)", "cases": [\#(cases)]}"#
  }

  private func failures(_ text: String) throws -> [String] {
    let report = try ConformanceFolder.report(on: text)
    #expect(report.passed == report.failures.isEmpty)
    return report.failures
  }

  @Test func aGoodCasePasses() throws {
    #expect(try failures(file(good)).isEmpty)
  }

  @Test func aWrongAnswerShowsBoth() throws {
    let wrong = good.replacing("[0]", with: "[7]")
    #expect(try failures(file(wrong)) == ["a.json: n: values: found [0], expected [7]"])
  }

  @Test(arguments: [
    ("", "1:1: the text ends where a value should stand"),
    ("[]", "not an object"),
    ("{}", "no topic"),
    (#"{"topic": "x"}"#, "no cases"),
    (#"{"topic": "x", "cases": {}}"#, "no cases"),
    (#"{"topic": "x", "cases": []}"#, "its list of cases is empty"),
    (#"{"topic": "x", "cases": [], "defaults": 1}"#, "unknown field 'defaults'"),
    (#"{"topic": "x", "topic": "y"}"#, "1:16: the key 'topic' stands twice"),
    ("{\"topic\":\n 01}", "2:2: a number must not begin with 0"),
    (#"{"topic": 1e999}"#, "1:16: no finite number"),
    (#"{"topic": "\ud800"}"#, "1:18: half a surrogate pair"),
    (#"{"topic": "x"} {}"#, "1:16: unexpected text after the document"),
  ])
  func unreadableFiles(text: String, reason: String) throws {
    #expect(try failures(text) == ["a.json: : \(reason)"])
  }

  @Test func deepNestingIsRefusedWithoutACrash() throws {
    let deep = String(repeating: "[", count: 2_000_000)
    #expect(try failures(deep) == ["a.json: : 1:66: nested more than 64 deep"])
    let objects = String(repeating: #"{"a":"#, count: 500_000)
    #expect(try failures(objects) == ["a.json: : 1:326: nested more than 64 deep"])
  }

  @Test func unknownTopicFailsEveryCase() throws {
    let text = file("\(good), \(good)", topic: "astrology")
    let line = "a.json: n: unknown topic 'astrology'"
    #expect(try failures(text) == [line, line])
  }

  @Test(arguments: [
    (#"7"#, "case 1: malformed case: found a whole number"),
    (#"{"inputs": {}, "expected": {}}"#, "case 1: malformed case: it has no name"),
    (#"{"name": "n", "inputs": {}}"#, "n: malformed case: inputs or expected is missing"),
    (
      #"{"name": "n", "inputs": {}, "expected": {}}"#,
      "n: malformed case: shape is missing"
    ),
    (
      #"{"name": "n", "skip": true, "inputs": {}, "expected": {}}"#, "n: unknown field skip"
    ),
    (
      #"{"name": "n", "inputs": {"shape": [], "points": [1.5]}, "expected": {"values": []}}"#,
      "n: malformed case: points[0]: no whole number that fits"
    ),
    (
      #"{"name": "n", "inputs": {"shape": [], "points": [], "x": 1}, "expected": {"values": []}}"#,
      "n: unknown field inputs.x"
    ),
    (
      #"{"name": "n", "inputs": {"shape": [], "points": []}, "expected": {"values": [], "y": 1}}"#,
      "n: unknown field expected.y"
    ),
  ])
  func malformedCases(text: String, reason: String) throws {
    #expect(try failures(file(text)) == ["a.json: \(reason)"])
  }

  @Test func nullSaysNothingAndIsNoUnknownField() throws {
    let text = good.replacing(#""points""#, with: #""x": null, "points""#)
    #expect(try failures(file(text)).isEmpty)
  }

  @Test func emptyAndMissingFolders() throws {
    let folder = try ConformanceFolder()
    try folder.write("no cases", as: "readme.txt")
    #expect(try !conformanceSuite(cases: folder.url).passed)
    folder.remove()
    #expect(throws: CaseFolderError.self) { try conformanceSuite(cases: folder.url) }
  }

  @Test func aFolderThatIsCalledLikeAFileFails() throws {
    let folder = try ConformanceFolder()
    defer { folder.remove() }
    try folder.write(file(good), as: "a.json")
    try FileManager.default.createDirectory(
      at: folder.url.appending(path: "b.json"),
      withIntermediateDirectories: true
    )
    let report = try conformanceSuite(cases: folder.url)
    #expect(report.failures == ["b.json: : not a regular file"])
    #expect(!report.passed)
  }
}
