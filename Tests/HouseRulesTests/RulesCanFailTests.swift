import Testing

/// Every rule finds what it is there to find, in a house made up for that.
@Suite struct RulesCanFailTests {
  private let manifest = """
    room("Low"),
    room("High", uses: ["Low", .product(name: "GRDB", package: "GRDB.swift")]),
    tests(
      of: "High",
      uses: ["High"]
    ),
    .testTarget(name: "OtherTests", dependencies: ["High"], exclude: ["Goldens"]),
    """

  private func house(_ files: House.File...) -> House { House(files: files, manifest: manifest) }

  @Test func roomsAreReadFromTheManifest() {
    let rooms = house().rooms
    #expect(rooms.map(\.name) == ["Low", "High", "HighTests", "OtherTests"])
    #expect(rooms.map(\.uses) == [[], ["Low", "GRDB", "GRDB.swift"], ["High"], ["High"]])
  }

  @Test(arguments: [
    "import Foundation", "internal import High", "@preconcurrency package import Glibc",
    "  internal import struct Foundation.Data", "@testable import Other",
  ])
  func undeclaredImports(_ line: String) {
    let bad = house(House.File("Sources/Low/Deep/A.swift", "/// Text.\n\(line)\n"))
    #expect(ImportRules.undeclaredImports(in: bad).count == 1)
  }

  @Test func declaredImports() {
    let text = "internal import GRDB\n#if canImport(Glibc)\n#endif\ninternal import Low\n"
    let good = house(House.File("Sources/High/A.swift", text))
    #expect(ImportRules.undeclaredImports(in: good) == [])
    let stray = house(House.File("Sources/Attic/A.swift", ""))
    #expect(ImportRules.undeclaredImports(in: stray).count == 1)
  }

  @Test func orderOfRooms() {
    let upside = House(files: [], manifest: #"room("A", uses: ["B"]), room("B", uses: [])"#)
    #expect(ImportRules.roomsOutOfOrder(in: upside).count == 1)
    #expect(ImportRules.roomsOutOfOrder(in: house()) == [])
  }

  @Test func sizes() {
    let long = House.File("A.swift", String(repeating: "\n", count: 501))
    let wide = House.File("A.swift", String(repeating: "x", count: 101))
    #expect(TextRules.tooLong(long).count == 1)
    #expect(TextRules.tooLong(wide).count == 1)
    #expect(TextRules.tooLong(House.File("A.swift", String(repeating: "\n", count: 500))) == [])
  }

  @Test(arguments: [
    "  func long() {", "  @Test(arguments: [1, 2]) func long() {",
    "  private static func long(\n    _ a: Int\n  ) -> Int {",
    "  mutating func long() -> (a: Int, b: Int)\n  {", "  var long: Int {",
    "  init(\n    a: Int\n  ) {",
  ])
  func longFunctions(_ head: String) {
    func file(_ count: Int) -> House.File {
      let body = Array(repeating: "    if a {\n    }", count: count / 2).joined(separator: "\n")
      return House.File("A.swift", "struct A {\n\(head)\n\(body)\n  }\n}\n")
    }
    #expect(TextRules.longFunctions(file(60)).count == 1)
    #expect(TextRules.longFunctions(file(50)) == [])
  }

  @Test func functionsWithoutABodyAreShort() {
    let requirements = Array(
      repeating: "  func a()\n  var b: Int { get }\n  var c = (\n    1)",
      count: 50
    )
    let text = "protocol A {\n\(requirements.joined(separator: "\n"))\n}\n"
    #expect(TextRules.longFunctions(House.File("A.swift", text)) == [])
  }

  @Test func unrepeatable() {
    let clock = "let now = Date" + "()"
    #expect(TextRules.unrepeatable(House.File("Sources/Low/A.swift", clock)).count == 1)
    #expect(TextRules.unrepeatable(House.File("Sources/bulkhead/A.swift", clock)) == [])
    let dice = "list.randomElement" + "()"
    #expect(TextRules.unrepeatable(House.File("Sources/bulkhead/A.swift", dice)).count == 1)
  }

  @Test func unsafeCode() {
    #expect(TextRules.hasUnsafeCode(House.File("A.swift", "  unsafe base[0] = 1")))
    #expect(TextRules.hasUnsafeCode(House.File("A.swift", "extension A: @unchecked Sendable {}")))
    #expect(!TextRules.hasUnsafeCode(House.File("A.swift", "// an unsafe road\nlet unsafely = 1")))
  }

  @Test func leftovers() {
    #expect(TextRules.leftovers(House.File("a.md", "- TO" + "DO: more")).count == 1)
    #expect(TextRules.leftovers(House.File("a.md", "a to-do list, FIXMEUP")) == [])
  }

  @Test func machinePaths() {
    for root in ["/ho" + "me/me/a", "`/wo" + "rk/a`", "see ../sha" + "red/a"] {
      #expect(TextRules.machinePaths(House.File("a.md", root)).count == 1, "\(root)")
    }
    #expect(TextRules.machinePaths(House.File("a.md", "docs/wo" + "rk/a")) == [])
  }

  @Test func documents() {
    let decision = House.File("docs/decisions/0001-a.md", "## Motivation\n## Decision\n")
    #expect(DocumentRules.incompleteDecisions(in: house(decision)).count == 2)
    #expect(DocumentRules.incompleteDecisions(in: house()).count == 1)
    let page = House.File("docs/INVARIANTS.md", "## INV-1 Requests\n")
    let code = House.File("Sources/Low/A.swift", "check(a, \"INV-1: a\")\ncheck(b, \"INV-22: b\")")
    #expect(DocumentRules.uncheckedInvariants(in: house(page, code)).count == 1)
    let scenario = House.File("scenarios/small.yaml", "")
    #expect(DocumentRules.unmentionedScenarios(in: house(scenario)).count == 1)
    let guide = House.File("docs/guides/a.md", "see scenarios/small.yaml")
    #expect(DocumentRules.unmentionedScenarios(in: house(scenario, guide)) == [])
  }

  @Test func links() {
    let page = House.File("docs/guides/a.md", "[b](../b.md#part), [c](c.md), [d](https://d.org)")
    #expect(DocumentRules.brokenLinks(in: house(page)).count == 2)
    #expect(DocumentRules.brokenLinks(in: house(page, House.File("docs/b.md", ""))).count == 1)
  }
}
