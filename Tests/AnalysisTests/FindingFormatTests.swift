import Analysis
import Domain
import Foundation
import Reporting
import Statistics
import Testing

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Names, limits and reasons of strangers can't act in any format of CI systems.
@Suite struct FindingFormatTests {
  private static let texts = [
    "::error file=x::gone", "a%0A::error::b", "x]]>y<z & \"q\" 'r'", "a|b`c`*d*[x](javascript:1)",
    "\u{1B}[2Jred", "evil\u{202E}txt.exe", "=cmd|' /C calc'!A0", "line\nfeed\r\n::set-output::",
    "null\u{0}\u{FFFE}\u{FFFF}", "a,b:c=d;title=x", "</testcase><script>", "@everyone #1",
  ]

  private func document(
    _ text: String,
    _ verdicts: [Verdict] = [.fail, .inconclusive, .pass]
  ) -> GateDocument {
    var report = GateReport()
    report.results = verdicts.enumerated().map { index, verdict in
      GateResult(
        gate: text,
        place: SourcePlace(line: 3, column: 7),
        pattern: .hybrid,
        point: "",
        subject: text,
        finding: Finding(
          kind: .gate,
          id: text,
          subject: "hybrid \(text)",
          status: verdict,
          limit: text,
          observed: nil,
          count: 5,
          message: text,
          severity: Double(index)
        ),
        observed: text,
        margin: nil
      )
    }
    report.omissions = [.init(gate: text, patterns: [.clusters])]
    report.problems = [.init(gate: text, place: nil, message: text)]
    return GateDocument(report, scenario: text, file: text, notes: [text])
  }

  @Test(arguments: texts)
  func noFormatPassesControlsOn(text: String) {
    for format in GateFormat.allCases {
      let written = render(document(text), as: format)
      #expect(written.hasSuffix("\n"))
      for scalar in written.unicodeScalars where scalar != "\n" {
        let category = scalar.properties.generalCategory
        #expect(category != .control && category != .format, "\(format): U+\(scalar.value)")
      }
    }
  }

  @Test(arguments: texts)
  func junitIsWellFormed(text: String) throws {
    let written = render(document(text), as: .junit)
    let reader = JUnitReader()
    let parser = XMLParser(data: Data(written.utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "")")
    // Three results, one problem, an omission and a note.
    #expect(reader.elements["testcase"] == 6)
    #expect(reader.elements["failure"] == 1)
    #expect(reader.elements["error"] == 1)
    #expect(reader.elements["skipped"] == 3)
    #expect(reader.elements.count == 6, "\(reader.elements)")
    #expect(reader.counts == ["tests": "6", "failures": "1", "errors": "1", "skipped": "3"])
  }

  @Test func inconclusiveIsAFailureWhereAskedFor() {
    var document = document("plain")
    document.failsOnInconclusive = true
    let written = render(document, as: .junit)
    #expect(written.components(separatedBy: "<failure").count == 3)
    #expect(render(document, as: .github).components(separatedBy: "::error").count == 4)
  }

  @Test(arguments: texts)
  func annotationsAreCommandsOfOursOnly(text: String) {
    let lines = render(document(text), as: .github).split(separator: "\n")
    #expect(lines.count == 4)
    let starts = lines.map { $0.prefix { $0 != " " && $0 != ":" || $0 == ":" }.prefix(5) }
    #expect(starts.map(String.init) == ["::err", "::err", "::war", "::not"])
    for line in lines.dropLast() {
      // `::error file=F,line=3,col=7,title=T::M`: no separator comes from a text.
      let head = line.dropFirst(2).components(separatedBy: "::")[0]
      let names = head.split(separator: " ", maxSplits: 1)[1].split(separator: ",").map {
        String($0.prefix { $0 != "=" })
      }
      #expect(Set(names).isSubset(of: ["file", "line", "col", "title"]), "\(line)")
      #expect(Set(names).count == names.count, "\(line)")
    }
  }

  /// GitHub shows ten of a step; the worst come first and the last says what is missing.
  @Test func annotationsAreAtMostTen() {
    let verdicts =
      Array(repeating: Verdict.inconclusive, count: 20)
      + Array(repeating: .fail, count: 5)
    let lines = render(document("g", verdicts), as: .github).split(separator: "\n")
    #expect(lines.count == 10)
    #expect(lines.prefix(6).allSatisfy { $0.hasPrefix("::error") })
    #expect(lines[9].hasPrefix("::notice::"))
    // One problem, five failures and 20 more, of which nine are shown.
    #expect(lines[9].contains("17 more"))
  }

  @Test(arguments: texts)
  func markdownTablesKeepTheirColumns(text: String) {
    let written = render(document(text), as: .markdown)
    #expect(!written.contains("<script") && !written.contains("@"))
    let rows = written.split(separator: "\n").filter { $0.hasPrefix("|") }
    #expect(rows.count == 5)
    let counts = rows.map { row in
      row.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" }
    }
    #expect(Set(counts).count == 1, "\(rows)")
  }

  /// Rows go until the text fits, and a sentence says how many went.
  @Test(arguments: [400, 1000, 5000])
  func markdownKeepsToItsLimit(bytes: Int) {
    let many = document("gate", Array(repeating: .fail, count: 200))
    let written = render(many, as: .markdown, maxBytes: bytes)
    #expect(written.utf8.count <= bytes)
    if bytes > 600 { #expect(written.contains("left out to keep within the limit")) }
    let whole = render(many, as: .markdown)
    #expect(render(many, as: .markdown, maxBytes: whole.utf8.count) == whole)
  }

  @Test(arguments: texts)
  func jsonKeepsEveryCharacter(text: String) throws {
    let data = Data(render(document(text), as: .json).utf8)
    let root = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(root["scenario"] as? String == text)
    let gates = try #require(root["gates"] as? [String: Any])
    #expect((gates["results"] as? [[String: Any]])?.first?["subject"] as? String == text)
  }
}

/// Counts elements, and keeps the counts that the suite states.
private final class JUnitReader: NSObject, XMLParserDelegate {
  var elements: [String: Int] = [:]
  var counts: [String: String] = [:]

  func parser(
    _ parser: XMLParser,
    didStartElement name: String,
    namespaceURI: String?,
    qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements[name, default: 0] += 1
    if name == "testsuite" { counts = attributes.filter { $0.key != "name" } }
  }
}
