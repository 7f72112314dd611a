import Domain
import EventCore
import ScenarioLoading
import Testing

/// Two gold tenants with a service `chat`, and a bronze one with `bulk`, in the words of a file.
private let tiers = """
  apiVersion: bulkhead/v1alpha1
  kind: Scenario
  metadata: {name: tiers}
  spec:
    run: {duration: 10m}
    capacity:
      nodePools: [{name: cpu, nodes: 2, allocatable: {cpu: 4, memory: 16Gi}}]
    tenants:
      - {name: a, serviceTier: gold, riskTier: high, services: [&chat {name: chat, replicas: 1,
          requests: {cpu: 1, memory: 1Gi}, runtime: {concurrent: {workers: 4}},
          endpoints: [{name: api, arrivals: {poisson: {rate: 10/s}}, work: 20ms}]}]}
      - {name: b, serviceTier: gold, services: [*chat]}
      - {name: c, serviceTier: bronze, services: [{name: bulk, replicas: 1,
          requests: {cpu: 1, memory: 1Gi}, runtime: {concurrent: {workers: 4}},
          endpoints: [{name: api, arrivals: {poisson: {rate: 10/s}}, work: 20ms}]}]}

  """

@Suite struct ObjectiveWordsTests {
  private func load(_ slos: String) throws -> [Objective] {
    try Workbench().load(tiers + slos).scenario.objectives
  }

  private func slo(_ fields: String, objectives: String = "[{value: 1s, target: 0.9}]") -> String {
    """
      slos:
        - name: fast
          indicator: {metric: latency}
          objectives: \(objectives)
          \(fields)

    """
  }

  @Test func aTierIsEachOfItsTenantsOrAllOfThem() throws {
    let each = try load(slo("selector: {serviceTier: gold}"))
    #expect(each.map(\.name) == ["fast-a", "fast-b"])
    #expect(each.map(\.tenants) == [[TenantID(0)], [TenantID(1)]])
    #expect(each.map(\.endpoints) == [[EndpointID(0)], [EndpointID(1)]])
    let pooled = try load(slo("selector: {serviceTier: gold, scope: pooled}"))
    #expect(pooled.map(\.name) == ["fast"] && pooled[0].tenant == nil)
    #expect(pooled[0].endpoints == [EndpointID(0), EndpointID(1)])
    let both = try load(slo("selector: {serviceTier: gold, scope: both}"))
    #expect(both.map(\.name) == ["fast", "fast-a", "fast-b"])
    #expect(
      try load(slo("selector: {serviceTier: gold, riskTier: high}")).map(\.name) == ["fast-a"]
    )
    #expect(try load(slo("selector: {tenants: [c, a]}")).map(\.name) == ["fast-a", "fast-c"])
    // A service that only some of them have is about those.
    let bulk = try load(slo("selector: {riskTier: low}\n      service: bulk"))
    #expect(bulk.map(\.name) == ["fast-c"])
  }

  @Test func slicesHaveAnyLength() throws {
    let slices = try load(
      slo(
        "tenant: a\n      budgetingMethod: Timeslices\n      timeSliceTarget: 0.8\n"
          + "      timeSliceWindow: 90s"
      )
    )
    #expect(slices[0].budgetingMethod == .timeslices(sliceTarget: 0.8, slice: .seconds(90)))
    let ratio = try load(slo("tenant: a\n      budgetingMethod: RatioTimeslices"))
    #expect(ratio[0].budgetingMethod == .ratioTimeslices(slice: .seconds(60)))
  }

  /// 5 % of a week's budget in an hour is a burn rate of 0.05 × 168 = 8.4.
  @Test func alertsAreOnesOwnOrTheUsual() throws {
    let usual = try load(slo("tenant: a"))
    #expect(usual[0].alerts == BurnRateAlert.usual(for: .seconds(28 * 86_400)))
    #expect(try load(slo("tenant: a\n      alerting: []"))[0].alerts.isEmpty)
    let own = try load(
      slo(
        "tenant: a\n      timeWindow: [{duration: 7d}]\n      alerting: [{name: x,"
          + " budgetPercent: 5, window: 1h, shortWindow: 5m, holdFor: 1m, severity: sev1}]"
      )
    )
    let alert = try #require(own[0].alerts.first)
    #expect(abs(alert.burnRate - 8.4) < 1e-12)
    #expect(alert.severity == "sev1" && alert.longWindow == .seconds(3600))
    #expect(alert.shortWindow == .seconds(300) && alert.holdFor == .seconds(60))
  }

  /// Times are whole nanoseconds, so that below a second means at most a nanosecond less.
  @Test func aThresholdMayBeStrict() throws {
    let strict = try load(slo("tenant: a", objectives: "[{op: lt, value: 1s, target: 0.9}]"))
    #expect(strict[0].threshold == SimDuration(nanoseconds: 999_999_999))
  }

  @Test(
    arguments: [
      ("selector: ①{serviceTier: platinum}", "no tenant matches the selector; there are the"),
      ("selector: {tenants: [a, ①d]}", "there is no tenant named `d`"),
      ("selector: {tenants: [a, ①a]}", "the tenant `a` is given twice"),
      ("selector: ①{scope: each}", "a `selector` needs `riskTier`, `serviceTier` or `tenants`"),
      ("selector: {serviceTier: gold}\n      service: ①bulk", "none of the selected tenants has"),
      ("tenant: a\n      ①selector: {tenants: [b]}", "`selector` can't stand beside `tenant`"),
      ("tenant: a\n      timeSliceWindow: ①30s", "a `timeSliceWindow` needs `budgetingMethod"),
      (
        "tenant: a\n      budgetingMethod: RatioTimeslices\n      timeSliceWindow: ①500ms",
        "must be a whole number of seconds"
      ),
      (
        "tenant: a\n      budgetingMethod: RatioTimeslices\n      timeSliceWindow: ①11m",
        "a slice of 11m is longer than the 10m that are measured"
      ),
      (
        "tenant: a\n      timeWindow: [{duration: ①1M}]",
        "needs a duration with a unit (ns, us, ms, s, m, h, d or w), found `1M`"
      ),
      (
        "tenant: a\n      timeWindow: [{duration: 4w, calendar: ①{startTime: x}}]",
        "windows aligned with a calendar are not modelled"
      ),
      (
        "tenant: a\n      alerting: ①[{name: x, burnRate: 1, window: 90s}]",
        "the window of 90s is no whole number of slices of 1m"
      ),
      (
        "tenant: a\n      alerting: [{name: x, burnRate: 1, window: 1m, shortWindow: ①2m}]",
        "the short window is longer than the `window`"
      ),
      (
        "tenant: a\n      alerting: ①[{name: x, burnRate: 1, window: 1m},"
          + " {name: x, burnRate: 1, window: 1m}]",
        "another alert of the objective is already named `x`"
      ),
    ] as [(String, String)]
  )
  func refuses(fields: String, message: String) throws {
    try expectProblems(in: tiers + slo(fields), ["①": message])
  }

  @Test func availabilityHasNoThreshold() throws {
    let fields = "tenant: a\n"
    let good = slo(fields, objectives: "[{target: 0.99}]")
      .replacing("metric: latency", with: "metric: availability")
    let objective = try #require(try load(good).first)
    #expect(objective.metric == .availability && objective.threshold == nil)
    let bad = slo(fields, objectives: "[{value: ①1s, target: 0.9}]")
      .replacing("metric: latency", with: "metric: availability")
    try expectProblems(in: tiers + bad, ["①": "an objective on availability has no threshold"])
    let none = slo(fields, objectives: "[①{target: 0.9}]")
    try expectProblems(in: tiers + none, ["①": "the threshold `value` is missing"])
  }

  /// A small file must not unfold into millions of promises: 1000 objectives × 2101 tenants × (an
  /// endpoint and a name) are 4.2 million.
  @Test func coversNoMoreThanIsAllowed() throws {
    let service =
      "{name: chat, replicas: 1, requests: {cpu: 1}, runtime: {concurrent: {workers: 4}},"
      + " endpoints: [{name: api, arrivals: {poisson: {rate: 10/s}}, work: 20ms}]}"
    let tenants = (0..<2100).map { "    - {name: t\($0), services: [\(service)]}\n" }.joined()
    let slos = (0..<1000).map {
      "    - {name: o\($0), indicator: {metric: availability}, objectives: [{target: 0.9}],"
        + " selector: {riskTier: low, scope: pooled}}\n"
    }.joined()
    let text = tiers + tenants + "  slos:\n" + slos
    let (diagnostics, loaded) = try Workbench().validate(text)
    #expect(loaded == nil)
    #expect(diagnostics.contains { $0.message.contains("cover more than 4000000 endpoints") })
  }
}
