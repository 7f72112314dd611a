import Domain
import EventCore
import Foundation
import ScenarioLoading
import Testing

@Suite struct OpenSLOTests {
  /// A document as a Prometheus shop has it, with one annotation of another tool.
  private let document = """
    ---
    apiVersion: openslo/v1
    kind: SLO
    metadata:
      name: chat-latency
      displayName: Chat is quick
      labels: {team: [a, b]}
      annotations:
        example.com/owner: "[x]"
        bulkhead/metric: latency
        bulkhead/tenant: retail
        bulkhead/unit: ms
    spec:
      description: Nine in ten.
      service: chat
      indicator:
        metadata: {name: p90}
        spec:
          thresholdMetric:
            metricSource: {type: Prometheus, spec: {query: histogram_quantile(0.9)}}
      timeWindow: [{duration: 4w, isRolling: true}]
      budgetingMethod: Timeslices
      objectives:
        - {displayName: quick, op: lte, value: 250, target: 0.9, timeSliceTarget: 0.8,
           timeSliceWindow: 2}
      alertPolicies:
        - kind: AlertPolicy
          metadata: {name: p}
          spec:
            conditions:
              - kind: AlertCondition
                metadata: {name: hot}
                spec:
                  severity: page
                  condition: {kind: burnrate, threshold: 3, lookbackWindow: 4m, alertAfter: 2m}
            notificationTargets: [{targetRef: on-call}]

    """

  private func changed(_ old: String, _ new: String) throws -> String {
    let range = try #require(document.range(of: old), "the document has no '\(old)'")
    return smallScenario + document.replacingCharacters(in: range, with: new)
  }

  /// A slice window without a unit counts minutes, as OpenSLO says.
  @Test func isAcceptedAsItIs() throws {
    let scenario = try Workbench().load(smallScenario + document).scenario
    #expect(scenario.objectives.map(\.name) == ["fast", "chat-latency"])
    let objective = try #require(scenario.objectives.last)
    #expect(
      objective
        == Objective(
          name: "chat-latency",
          displayName: "Chat is quick",
          tenants: [TenantID(0)],
          endpoints: [EndpointID(0)],
          threshold: .milliseconds(250),
          target: 0.9,
          budgetingMethod: .timeslices(sliceTarget: 0.8, slice: .seconds(120)),
          timeWindow: .seconds(28 * 86_400),
          alerts: [
            BurnRateAlert(
              name: "hot",
              severity: "page",
              burnRate: 3,
              longWindow: .seconds(240),
              holdFor: .seconds(120)
            )
          ]
        )
    )
  }

  /// The scenario may follow, and a file may end in an empty document.
  @Test func documentsStandInAnyOrder() throws {
    let turned = document + "---\n" + smallScenario + "---\n"
    #expect(try Workbench().load(turned).scenario.objectives.count == 2)
  }

  @Test func versionTwoCallsItAnSLI() throws {
    let text = try changed("apiVersion: openslo/v1", "apiVersion: openslo.com/v2alpha")
      .replacing("  indicator:\n    metadata: {name: p90}", with: "  sli:\n    metadata: {name: p}")
    #expect(try Workbench().load(text).scenario.objectives.count == 2)
  }

  /// A ratio's queries hold the threshold; the annotation says it in words of ours.
  @Test func ratiosGetTheirThresholdFromAnAnnotation() throws {
    let text = try changed("bulkhead/unit: ms", "bulkhead/threshold: 300ms")
      .replacing("value: 250, ", with: "").replacing("thresholdMetric:", with: "ratioMetric:")
    let objective = try #require(try Workbench().load(text).scenario.objectives.last)
    #expect(objective.threshold == .milliseconds(300))
  }

  @Test func quantitiesAreParametersOfTheRun() throws {
    let loaded = try Workbench().load(smallScenario + document)
    let target = loaded.parameters.first { $0.path == "documents[1].spec.objectives[0].target" }
    #expect(target?.value == "0.9")
  }

  @Test(
    arguments: [
      ("bulkhead/metric: latency", "①bulkhead/metrik: latency", "`bulkhead/metrik` is not a field"),
      ("value: 250", "value: ①250", "the unit of `250` is not known"),
      ("service: chat", "service: ①chatt", "there is no service of the tenant `retail` named"),
      ("target: 0.9,", "target: ①1,", "must be a number of at least 0 and below 1"),
      ("duration: 4w", "duration: ①1M", "needs a duration with a unit"),
      ("timeSliceWindow: 2}", "}", ""),
      ("kind: SLO", "kind: ①SLI", "beside its scenario, a file holds documents of `kind: SLO`"),
      ("op: lte", "op: ①gte", "needs `lte` or `lt`, found `gte`"),
      ("isRolling: true", "isRolling: ①false", "only rolling windows are modelled"),
      (
        "- kind: AlertPolicy\n", "- alertPolicyRef: ①x\n      kind: AlertPolicy\n",
        "an alert policy of another file is not known"
      ),
      (
        "- kind: AlertCondition\n", "- conditionRef: ①x\n            kind: AlertCondition\n",
        "an alert condition of another file is not known"
      ),
      ("lookbackWindow: 4m", "lookbackWindow: 5m", ""),
    ] as [(String, String, String)]
  )
  func refuses(old: String, new: String, message: String) throws {
    var text = try changed(old, new)
    var messages: [Character: String] = ["①": message]
    switch old {
    case "bulkhead/metric: latency":
      // Then nothing says what the query measures either.
      text = text.replacing("    metadata: {name: p90}", with: "    ②metadata: {name: p90}")
      messages["②"] = "a simulation can't ask the indicator's query"
    case "value: 250":
      text = text.replacing("    bulkhead/unit: ms\n", with: "")
    case "timeSliceWindow: 2}":
      text = text.replacing("Method: Timeslices", with: "Method: ②Timeslices")
      messages = ["②": "`budgetingMethod: Timeslices` needs a `timeSliceWindow`"]
    case "lookbackWindow: 4m":
      text = text.replacing("    - kind: AlertPolicy", with: "    ②- kind: AlertPolicy")
      messages = ["②": "the window of 5m is no whole number of slices of 2m"]
    default: break
    }
    try expectProblems(in: text, messages)
  }

  @Test func aFileNeedsItsScenario() throws {
    let (diagnostics, loaded) = try Workbench().validate(document)
    #expect(loaded == nil)
    #expect(diagnostics.first?.message == "no document of the file has `kind: Scenario`")
    let twice = smallScenario + "---\n" + smallScenario
    let message = try Workbench().validate(twice).diagnostics.first?.message
    #expect(message?.contains("this one has `kind: Scenario`") == true)
  }

  /// Nobody is meant unless something says so.
  @Test func aDocumentSaysWhomItIsAbout() throws {
    let text = try changed("    bulkhead/tenant: retail\n", "")
    let diagnostics = try Workbench().validate(text).diagnostics
    #expect(diagnostics.map(\.message) == ["nothing says whose requests the SLO covers"])
    let tier = try changed("bulkhead/tenant: retail", "bulkhead/service-tier: silver")
    #expect(try Workbench().load(tier).scenario.objectives.last?.name == "chat-latency-retail")
  }

  @Test func alertsThatNobodyCouldSimulateAreWarnedOf() throws {
    let text = try changed(
      "        conditions:",
      "        alertWhenNoData: true\n        conditions:"
    )
    let warnings = try Workbench().load(text).warnings.map(\.message)
    #expect(warnings == ["`alertWhenNoData` is not simulated: only breaching alerts"])
  }
}
