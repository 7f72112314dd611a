import Domain
import Foundation
import ScenarioLoading
import Testing

/// Texts that are no document of ours, whatever they mean to say.
@Suite struct YAMLProblemTests {
  @Test func refusesAKeyGivenTwice() throws {
    try expectProblems(
      in: small(("kind: Scenario", "kind: Scenario\n①kind: Scenario")),
      ["①": "the key `kind` is given twice, first on line 2"]
    )
  }

  @Test func refusesTagsMergeKeysAndKeysThatAreNoWords() throws {
    try expectProblems(
      in: small(
        ("metadata: {name: small}", "metadata: {name: ①!!str small, labels: {②[a]: b, ③<<: c}}")
      ),
      [
        "①": "tags such as `!!str` are not accepted",
        "②": "a key is a word, not a list",
        "③": "merge keys `<<` are not accepted",
      ]
    )
  }

  @Test func refusesAnAnchorGivenTwice() throws {
    try expectProblems(
      in: small(("{cpu: 4, memory: 16Gi}", "{cpu: &a 4, memory: ①&a 16Gi}")),
      ["①": "the anchor `&a` is given twice"]
    )
  }

  @Test(
    arguments: [
      ("①*nobody", "the alias `*nobody` has no anchor before it"),
      ("&a [①*a]", "the alias `*a` stands inside the value it repeats"),
      ("a: &b 1\n---\nc: ①*b", "the alias `*b` has no anchor before it"),
      ("①", "the file is empty"),
      ("①# only a remark", "the file is empty"),
      ("a: [1, 2\n①", "not valid YAML"),
      ("a: 1\n①\tb: 2", "not valid YAML"),
      ("a: b①: c", "not valid YAML: mapping values are not allowed"),
    ] as [(String, String)]
  )
  func refusesTextThatIsNoDocument(_ marked: String, _ message: String) throws {
    // libyaml marks the second document at its first line, so this one has the marker there.
    let text = marked.replacingOccurrences(of: "---\n①b", with: "①---\nb")
    try expectProblems(in: text, ["①": message])
  }

  @Test(
    arguments: [
      (Data("a: b\nc: ".utf8) + Data([0xFF, 0x41]), "2:4", "this is not UTF-8 text"),
      (Data("a: \0".utf8), "1:4", "the character `\\u{0}` is not allowed in YAML"),
      (Data("é: \u{1B}[2J".utf8), "1:4", "the character `\\u{1B}` is not allowed in YAML"),
      (Data(repeating: 0x20, count: (32 << 20) + 1), "1:1", "a scenario has at most 32 MiB"),
    ] as [(Data, String, String)]
  )
  func refusesBytesThatAreNoText(_ data: Data, _ place: String, _ message: String) throws {
    let workbench = try Workbench()
    let path = try workbench.write(data)
    let (diagnostics, _) = validateScenario(at: path, dataFolder: nil)
    #expect(diagnostics.map(\.description) == ["\(path):\(place): error: \(message)"])
  }

  @Test func refusesNestingBeyondTheBudget() throws {
    let text = String(repeating: "[", count: 101) + String(repeating: "]", count: 101)
    let (diagnostics, _) = try Workbench().validate(text)
    #expect(diagnostics.count == 1)
    #expect(diagnostics.first?.column == 101)
    #expect(diagnostics.first?.message == "values are nested more than 100 levels deep")
    let (deep, _) = try Workbench().validate(String(repeating: "[", count: 100_000))
    #expect(deep.count == 1)
  }

  /// Nine aliases a level, sixty levels: 9⁶⁰ values if it were expanded.
  @Test func refusesAnAliasBombAtOnce() throws {
    var text = "l0: &l0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...60 {
      let aliases = [String](repeating: "*l\(level - 1)", count: 9).joined(separator: ", ")
      text += "l\(level): &l\(level) [\(aliases)]\n"
    }
    let clock = ContinuousClock()
    var diagnostics: [Diagnostic] = []
    let time = try clock.measure { diagnostics = try Workbench().validate(text).diagnostics }
    #expect(
      diagnostics.map(\.message) == ["the file holds more than 1000000 values, aliases expanded"]
    )
    #expect(diagnostics.first?.line == 7)
    #expect(time < .milliseconds(500))
  }

  @Test func refusesMoreAliasesThanTheBudget() throws {
    let aliases = [String](repeating: "*a", count: 1001).joined(separator: ", ")
    let (diagnostics, _) = try Workbench().validate("a: &a 1\nb: [\(aliases)]\n")
    #expect(diagnostics.map(\.message) == ["a scenario has at most 1000 aliases"])
  }

  @Test func readsAnAliasAsWhatItRepeats() throws {
    let text = try small(
      ("requests: {cpu: 1, memory: 1Gi}", "requests: &r {cpu: 1, memory: 1Gi}"),
      ("runtime:", "limits: *r\n          runtime:")
    )
    let service = try Workbench().load(text).scenario.tenants[0].services[0]
    #expect(service.limits == service.requests)
  }

  /// What YAML 1.1 would read as false, eight, ninety and a date stays what it says.
  @Test func readsWordsAsTheyAreWritten() throws {
    let text = try small(
      ("metadata: {name: small}", "metadata: {name: no, description: 012, labels: {a: 1:30}}"),
      ("replicas: 1", "replicas: 1\n          version: 2024-01-01")
    )
    let scenario = try Workbench().load(text).scenario
    #expect(scenario.name == "no")
    #expect(scenario.description == "012")
    #expect(scenario.tenants[0].services[0].version == "2024-01-01")
  }
}
