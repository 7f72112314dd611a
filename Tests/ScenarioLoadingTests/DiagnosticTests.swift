import Domain
import ScenarioLoading
import Testing

/// What a user sees of a problem.
@Suite struct DiagnosticTests {
  @Test func showsTheLineAndMarksThePlace() throws {
    let workbench = try Workbench()
    let path = try workbench.write(small(("replicas: 1", "replicsa: 1")))
    let (diagnostics, _) = validateScenario(at: path, dataFolder: nil)
    let unknown = try #require(diagnostics.first { $0.message.hasPrefix("`replicsa`") })
    let lines = unknown.rendered().split(separator: "\n").map(String.init)
    #expect(lines[0].hasPrefix("\(path):15:11: error: `replicsa` is not a field of"))
    #expect(lines[1] == " 15 |           replicsa: 1")
    #expect(lines[2] == "    |           ^^^^^^^^")
    #expect(lines[3] == "help: did you mean `replicas`?")
    #expect(lines.count == 4)
    #expect(unknown.endColumn == 19)
  }

  @Test func paintsOnlyWhenAsked() throws {
    let (diagnostics, _) = try Workbench().validate("kind: x")
    let one = try #require(diagnostics.first)
    #expect(!one.rendered().contains("\u{1B}"))
    #expect(one.rendered(colored: true).contains("\u{1B}[1;31merror:\u{1B}[0m"))
  }

  /// A name that would reverse the text after it reaches neither message nor source line.
  @Test func writesInvisibleCharactersOut() throws {
    let text = try small(("replicas: 1", "\"re\u{202E}p\u{200B}\": 1\n          replicas: 1"))
    let (diagnostics, _) = try Workbench().validate(text)
    let one = try #require(diagnostics.first)
    #expect(one.message.hasPrefix("`re\\u{202E}p\\u{200B}` is not a field"))
    #expect(one.sourceLine == "          \"re\\u{202E}p\\u{200B}\": 1")
    #expect(one.underline == "          ^^^^^^^^^^^^^^^^^^^^^")
    #expect(one.column == 11)
    #expect(one.endColumn == 18)
  }

  @Test func cutsLongLinesAroundThePlace() throws {
    let long = String(repeating: "x", count: 5000)
    let text = try small(
      ("metadata: {name: small}", "metadata: {name: small, labels: {a: \(long), b: []}}")
    )
    let (diagnostics, _) = try Workbench().validate(text)
    #expect(diagnostics.count == 2)
    for one in diagnostics {
      #expect(one.sourceLine.count < 170)
      #expect(one.underline.contains("^"))
      #expect(one.message.count < 200)
    }
  }

  @Test func countsWideCharactersTwiceUnderTheLine() throws {
    let text = try small(("metadata: {name: small}", "metadata: {name: small, 名前: a}"))
    let (diagnostics, _) = try Workbench().validate(text)
    #expect(diagnostics.first?.underline == "                        ^^^^")
    #expect(diagnostics.first?.endColumn == 27)
  }

  /// A file of problems only, all on one line, costs no more than its size.
  @Test func survivesAFileFullOfProblems() throws {
    let unknown = (0..<60_000).map { "x\($0): 1" }.joined(separator: ", ")
    let clock = ContinuousClock()
    let text = try small(("metadata: {name: small}", "metadata: {name: small, \(unknown)}"))
    let time = try clock.measure { _ = try Workbench().validate(text) }
    #expect(time < .seconds(5))
  }

  @Test func cutsLongListsOfProblemsShort() throws {
    let unknown = (0..<1000).map { "x\($0): 1" }.joined(separator: ", ")
    let (diagnostics, _) = try Workbench().validate(
      small(("metadata: {name: small}", "metadata: {name: small, \(unknown)}"))
    )
    #expect(diagnostics.count == 20)
    #expect(diagnostics.last?.moreOfItsKind == 980)
    #expect(diagnostics.last?.rendered().contains("… and 980 more like this") == true)
  }

  /// Other problems are told apart from the many of one kind.
  @Test func oneKindOfProblemDoesNotHideAnother() throws {
    let unknown = (0..<1000).map { "x\($0): 1" }.joined(separator: ", ")
    let (diagnostics, _) = try Workbench().validate(
      small(
        ("metadata: {name: small}", "metadata: {name: small, \(unknown)}"),
        ("requests: {cpu: 1, memory: 1Gi}", "requests: {cpu: 1GB, memory: 1Gi}")
      )
    )
    #expect(diagnostics.count == 21)
    #expect(diagnostics.last?.message.contains("`1GB`") == true)
  }
}
