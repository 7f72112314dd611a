import Domain
import ScenarioLoading
import Testing

/// What `gates:` accepts, and that nothing else passes for a gate.
@Suite struct GateWordsTests {
  private func scenario(gates: String) throws -> String {
    try small(("cpu: 4, memory: 16Gi}", "cpu: 4, memory: 16Gi}\n        price: {amount: \"0.1\"}"))
      + "  gates:\n"
      + gates.split(separator: "\n").map { "    - \($0)\n" }.joined()
  }

  private func gates(_ text: String) throws -> [Gate] {
    try Workbench().load(scenario(gates: text)).scenario.gates
  }

  /// The limit in the metric's own unit.
  @Test(arguments: [
    ("{metric: p95, op: lte, value: 150ms}", 150.0),
    ("{metric: p95, op: lte, value: 1.5s}", 1500),
    ("{metric: badMinutes, op: lte, value: 90s}", 1.5),
    ("{metric: goodRatio, op: gte, value: 0.99}", 0.99),
    ("{metric: goodRatio, op: gte, value: 99%}", 0.99),
    ("{metric: goodRatio, op: gte, value: \"99.9 %\"}", 0.999),
    ("{metric: budgetBurnt, op: lte, value: 2}", 2),
    ("{metric: totalCostPerMonth, op: lte, value: \"600.25\"}", 600.25),
    ("{metric: costPerMonth, tenant: retail, op: lte, value: 600}", 600),
    ("{metric: podsNotRunning, op: lte, value: 0}", 0),
  ])
  func limitsAreReadInTheWordsOfTheirMetric(text: String, limit: Double) throws {
    let gate = try #require(try gates(text).first)
    guard case .limit(_, _, let value) = gate.condition else {
      Issue.record("no limit: \(gate)")
      return
    }
    #expect(value == limit)
  }

  @Test func namesAreMadeAndUnique() throws {
    let list = try gates(
      """
      {slo: "*", verdict: pass}
      {slo: "*", verdict: pass, tenant: retail, patterns: [hybrid, clusters]}
      {metric: p95, op: lte, value: 150ms, tenant: retail, endpoint: chat/api}
      {metric: p95, op: lte, value: 150ms, tenant: retail, endpoint: chat/api}
      {name: slo-all-pass-2, slo: fast, verdict: pass}
      {slo: "*", verdict: pass}
      """
    )
    #expect(
      list.map(\.name) == [
        "slo-all-pass", "slo-all-pass-retail-hybrid-clusters", "p95-lte-150ms-retail-chat-api",
        "p95-lte-150ms-retail-chat-api-2", "slo-all-pass-2", "slo-all-pass-3",
      ]
    )
    #expect(list[1].patterns == [.hybrid, .clusters])
    #expect(list[2].place?.column == 7)
  }

  @Test func everyProblemHasItsPlace() throws {
    let marked = try scenario(
      gates: """
        {slo: ①fats, verdict: pass}
        {metric: ②p59, op: lte, value: 150ms}
        {metric: p95, op: lte, value: ③150}
        {metric: p95, op: ④le, value: 150ms}
        {metric: p95, tenant: ⑤retial, op: lte, value: 150ms}
        {metric: p95, endpoint: ⑥chat/apo, op: lte, value: 150ms}
        {metric: ⑦timeToFirstTokenP95, op: lte, value: 150ms}
        {metric: ⑧costPerMillionTokens, op: lte, value: 150}
        {metric: lostRatio, op: lte, value: ⑨0}
        {metric: goodRatio, op: gte, value: ⓐ100%}
        {metric: goodRatio, op: gte, value: ⓑ2}
        {metric: totalCostPerMonth, tenant: ⓒretail, op: lte, value: 600}
        {metric: p95, slo: ⓓfast, op: lte, value: 150ms}
        {slo: fast, verdict: pass, endpoint: ⓔchat/api}
        {slo: "*", verdict: ⓕfail}
        {slo: "*", verdict: pass, patterns: [ⓖhybrids]}
        {metric: podsNotRunning, op: lte, value: ⓗ1.5}
        {metric: totalCostPerMonth, op: lte, value: ⓘ6e2}
        """
    )
    try expectProblems(
      in: marked,
      [
        "①": "there is no objective named `fats`; there is `fast`", "②": "needs `mean`, `p50`",
        "③": "the limit of `p95` needs a duration with a unit", "④": "needs `lte` or `gte`",
        "⑤": "there is no tenant named `retial`",
        "⑥": "there is no endpoint named `chat/apo`; there is `chat/api`",
        "⑦": "only services with continuous batching have a `timeToFirstTokenP95`",
        "⑧": "the scenario has no requests that count tokens",
        "⑨": "no number of requests can show a share of exactly 0",
        "ⓐ": "no number of requests can show a share of exactly 1",
        "ⓑ": "the limit of `goodRatio` is a share and at most 1",
        "ⓒ": "`tenant` can't stand here", "ⓓ": "`slo` can't stand here",
        "ⓔ": "`endpoint` can't stand here", "ⓕ": "needs `pass`", "ⓖ": "needs `shared-nodes`",
        "ⓗ": "the limit of `podsNotRunning` needs a whole number of pods",
        "ⓘ": "the limit of `totalCostPerMonth` needs a plain amount of money",
      ]
    )
  }

  @Test func aGateNeedsItsFields() throws {
    let marked = try scenario(
      gates: """
        ①{verdict: pass}
        ②{metric: p95, op: lte}
        {slo: "*", verdict: pass, ③metric: p95}
        ④{name: empty}
        {name: twice, slo: "*", verdict: pass}
        {name: ⑤twice, slo: "*", verdict: pass}
        """
    )
    try expectProblems(
      in: marked,
      [
        "①": "a `verdict` needs its `slo`", "②": "`value` is missing beside `metric` and `op`",
        "③": "`metric` can't stand beside `verdict`",
        "④": "`spec.gates[]` needs `verdict` or `metric` and `op` and `value`",
        "⑤": "another gate is already named `twice`",
      ]
    )
  }

  /// A pattern that isn't run, and a cost without prices, can't be asked about.
  @Test func aGateAsksForWhatThereIs() throws {
    let yaml =
      try small(("capacity:", "patterns: [namespaces]\n  capacity:")) + """
          gates:
            - {slo: "*", verdict: pass, patterns: [①hybrid]}
            - {metric: ②totalCostPerMonth, op: lte, value: "600"}

        """
    try expectProblems(
      in: yaml,
      [
        "①": "the scenario doesn't run the pattern `hybrid`; it runs `namespaces`",
        "②": "the scenario has no price, so every cost would be nothing",
      ]
    )
  }

  @Test func theWrongSideIsAWarning() throws {
    let (diagnostics, loaded) = try Workbench().validate(
      scenario(gates: "{metric: p95, op: gte, value: 150ms}")
    )
    #expect(loaded != nil)
    #expect(diagnostics.map(\.severity) == [.warning])
    #expect(diagnostics.first?.message.hasPrefix("`gte` demands that `p95` is high") == true)
  }

  /// Many gates are a located error, quickly.
  @Test func thereIsABudget() throws {
    let many = String(repeating: "{slo: \"*\", verdict: pass}\n", count: 1001)
    let (diagnostics, loaded) = try Workbench().validate(scenario(gates: many))
    #expect(loaded == nil)
    #expect(diagnostics.map(\.message) == ["a scenario takes at most 1000 gates"])
  }
}
