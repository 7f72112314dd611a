import Analysis
import Domain
import EventCore
import Foundation
import Reporting
import Statistics
import TestSupport
import Testing

/// Names of people and tenants are hostile input in every format.
@Suite struct HostileTextTests {
  private static let names = [
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "a,b\"c", "a|b`c`<script>", "@everyone",
    "evil\u{202E}gnp.exe", "clear\u{1B}[2Jscreen", "line\nbreak\r\n| x |", "null\u{0}byte",
    "[x](javascript:alert(1))",
  ]

  private func run(named name: String) -> RunRecord {
    var scenario = Fixtures.twoTenants()
    scenario.name = name
    scenario.tenants[0].name = name
    scenario.tenants[0].displayName = name
    scenario.objectives[0].name = name
    scenario.costs.currency = name
    let replications = (1...2).map {
      HandMadeRun.replication($0, .sharedNodes, victim: [1], good: 0, of: 900)
    }
    var run = HandMadeRun.run(scenario, variants: [(.sharedNodes, replications)])
    run.variants.append(
      VariantRecord(
        pattern: .clusters,
        deployment: nil,
        infeasibleReason: name,
        replications: []
      )
    )
    return run
  }

  @Test(arguments: names)
  func noFormatPassesItOn(name: String) throws {
    let run = run(named: name)
    let summary = summarize(run)
    for format in SummaryFormat.allCases {
      let text = render(summary, of: run, as: format)
      for scalar in text.unicodeScalars where scalar != "\n" {
        let category = scalar.properties.generalCategory
        #expect(category != .control && category != .format, "\(format): U+\(scalar.value)")
      }
    }
  }

  @Test(arguments: names)
  func markdownTablesKeepTheirColumns(name: String) {
    let run = run(named: name)
    let text = render(summarize(run), of: run, as: .markdown)
    #expect(!text.contains("<script") && !text.contains("@"))
    let blocks = text.components(separatedBy: "\n\n").filter { $0.hasPrefix("|") }
    #expect(blocks.count == 3)
    for block in blocks {
      let counts = block.split(separator: "\n").map { line in
        line.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" }
      }
      #expect(Set(counts).count == 1, "\(block)")
    }
  }

  @Test(arguments: names)
  func csvFieldsAreNoFormulas(name: String) {
    let run = run(named: name)
    let rows = parsedCSV(render(summarize(run), of: run, as: .csv))
    #expect(rows.count == 4 && Set(rows.map(\.count)).count == 1)
    for field in rows.dropFirst().joined() where Double(field) == nil {
      let first = field.first(where: { $0 != " " })
      #expect(!["=", "+", "-", "@"].contains(first), "\(field)")
    }
    // `+1` and `-1` are numbers to a parser but free text here: the guard holds for them too.
    #expect(rows[1][0].first != "+" && rows[1][0].first != "-")
  }

  @Test(arguments: names)
  func jsonKeepsEveryCharacter(name: String) throws {
    let run = run(named: name)
    let data = Data(render(summarize(run), of: run, as: .json).utf8)
    let root = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(root["version"] as? String == "1.3.0")
    #expect((root["run"] as? [String: Any])?["scenario"] as? String == name)
    #expect((root["variants"] as? [[String: Any]])?.count == 2)
  }

  /// A reader of RFC 4180, written out.
  private func parsedCSV(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    var characters = text.unicodeScalars.makeIterator()
    var pending: Unicode.Scalar?
    while let scalar = pending ?? characters.next() {
      pending = nil
      switch (scalar, isQuoted) {
      case ("\"", false): isQuoted = true
      case ("\"", true):
        let next = characters.next()
        if next == "\"" {
          field += "\""
        } else {
          isQuoted = false
          pending = next
        }
      case (",", false):
        row.append(field)
        field = ""
      case ("\n", false):
        rows.append(row + [field])
        row = []
        field = ""
      default: field.unicodeScalars.append(scalar)
      }
    }
    return rows
  }
}
