import Domain
import Foundation
import ScenarioLoading
import Testing

/// What is set beside a file is read as if the file said it.
@Suite struct OverrideTests {
  private let workbench: Workbench

  init() throws { workbench = try Workbench() }

  private func load(_ overrides: String..., text: String = smallScenario) throws -> LoadedScenario {
    try loadScenario(at: try workbench.write(text), dataFolder: nil, overrides: overrides)
  }

  private func problems(_ overrides: [String]) throws -> [String] {
    let path = try workbench.write(smallScenario)
    let (diagnostics, loaded) = validateScenario(at: path, dataFolder: nil, overrides: overrides)
    #expect((loaded == nil) == diagnostics.contains { $0.severity == .error })
    return diagnostics.map(\.description)
  }

  @Test(arguments: [
    ("tenants.retail.services.chat.replicas=3", "replicas: 1", "replicas: 3"),
    ("spec.tenants[0].services[0].replicas=3", "replicas: 1", "replicas: 3"),
    ("tenants[0].services.chat.replicas= 3 # three", "replicas: 1", "replicas: 3"),
    ("slos.fast.objectives[0].value=80ms", "value: 250ms", "value: 80ms"),
    ("metadata.name=other", "name: small", "name: other"),
    ("tenants.retail.services.chat.runtime={processorSharing: {}}", "x", "x"),
    (
      "tenants.retail.services.chat.endpoints.api.arrivals.poisson.rate={value: 4/s, source: me}",
      "{rate: 10/s}", "{rate: {value: 4/s, source: me}}"
    ),
    (
      "tenants.retail.services.chat.limits.cpu=2", "runtime:",
      "limits: {cpu: 2}\n          runtime:"
    ),
    (
      "tenants.retail.services.chat.labels[\"example.com/a.b\"]=c", "runtime:",
      "labels: {example.com/a.b: c}\n          runtime:"
    ),
  ])
  func settingEqualsEditing(override: String, old: String, new: String) throws {
    guard old != new else {
      // A word for what follows: a runtime that there is not is refused with the ones there are.
      #expect(try problems([override]).first?.contains("`concurrent`") == true)
      return
    }
    let set = try load(override)
    let edited = try load(text: small((old, new)))
    #expect(set.scenario == edited.scenario)
    let plain = try load()
    #expect(set.scenario != plain.scenario)
    #expect(set.scenarioDigest != plain.scenarioDigest)
    #expect(set.inputFiles == plain.inputFiles)
    #expect(set.overrides == [override])
  }

  @Test func provenanceSaysWhatWasSet() throws {
    let loaded = try load(
      "tenants.retail.services.chat.replicas=3",
      "tenants.retail.riskTier=high"
    )
    let set = loaded.parameters.filter { $0.source == "--set" }
    let path = "spec.tenants[0]"
    #expect(set.map(\.path) == ["\(path).services[0].replicas", "\(path).riskTier"])
    #expect(set.map(\.value) == ["3", "high"])
    #expect(set.allSatisfy { $0.line == nil })
    #expect(loaded.parameters.count { $0.source == nil } > 5)
  }

  @Test func anAliasIsSetOnlyWhereThePathLeads() throws {
    let text = try small(
      ("requests: {cpu: 1, memory: 1Gi}", "requests: &one {cpu: 1, memory: 1Gi}"),
      ("runtime:", "limits: *one\n          runtime:")
    )
    let loaded = try load("tenants.retail.services.chat.limits.cpu=2", text: text)
    let service = loaded.scenario.tenants[0].services[0]
    #expect(service.requests[.cpu] == 1000)
    #expect(service.limits[.cpu] == 2000)
  }

  @Test(arguments: [
    ("tenants.retial.weight=2", "tenants.retial.weight:1:9", "`retial`; it has `retail`"),
    ("tenants.retail.weigth=2", "tenants.retail.weigth:1:16", "`weigth` is not a field of"),
    ("tenants.retail.weight=0", "tenants.retail.weight:1:23", "must be a whole number"),
    ("tenants[1].weight=2", "tenants[1].weight:1:8", "has 1 item, numbered from 0"),
    ("tenants[-1].weight=2", "tenants[-1].weight:1:8", "needs the number of an item"),
    ("tenants[1000000000000000000000].x=2", "tenants[10", "needs the number of an item"),
    ("tenants[0=2", "tenants[0:1:8", "the `[` is never closed"),
    ("tenants[0]x=2", "tenants[0]x:1:11", "needs `.` or `[` here"),
    ("run[0]=2", "run[0]:1:4", "is no list"),
    ("run.duration.x=2", "run.duration.x:1:14", "`spec.run.duration` is `10m`"),
    ("run..seed=2", "run..seed:1:5", "a name is missing"),
    ("cohorts[0].name=a", "cohorts[0].name:1:8", "there is no list at `spec.cohorts`"),
    ("=2", ":1:1", "a name is missing"),
    ("run.seed", "run.seed:1:1", "needs `path=value`"),
    ("run.seed=", "run.seed:1:10", "a value is missing"),
    ("run.seed=\n2", "run.seed:1:1", "stands on one line"),
    ("run.seed=[1, 2", "run.seed:1:10", "not valid YAML"),
    ("run.seed=&a [*a]", "run.seed:1:14", "the alias `*a` stands inside"),
    ("run.seed=!!int 2", "run.seed:1:10", "tags such as"),
    ("run.seed=\"\\0\"", "run.seed:1:10", "needs a number without quotes"),
    ("__proto__.constructor=1", "__proto__.constructor:1:1", "`__proto__` is not a field"),
    ("ru\u{0}n.seed=1", "ru", "is not allowed in a path"),
    ("ru\u{202E}n.seed=1", "ru", "is not allowed in a path"),
  ])
  func problemsStandInTheOverride(override: String, place: String, message: String) throws {
    let found = try problems([override])
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.hasPrefix("--set \(place.prefix { $0 != "\0" })") == true, "\(found)")
    #expect(found.first?.contains(message) == true, "\(found)")
  }

  @Test func suggestionsAreMadeForEveryStep() throws {
    let path = try workbench.write(smallScenario)
    for (step, word) in [("tenants.retial.weight", "retail"), ("tenants.retail.weigth", "weight")] {
      let (diagnostics, _) = validateScenario(
        at: path,
        dataFolder: nil,
        overrides: ["\(step)=1"]
      )
      #expect(diagnostics.first?.help == "did you mean `\(word)`?")
    }
  }

  @Test func budgetsHold() throws {
    let deep = Array(repeating: "a", count: 60).joined(separator: ".")
    #expect(try problems(["\(deep)=1"])[0].contains("at most 50 steps"))
    let long = String(repeating: "a", count: 1001)
    #expect(try problems(["\(long)=1"])[0].contains("at most 1000 characters"))
    let nested = String(repeating: "[", count: 51) + String(repeating: "]", count: 51)
    #expect(try problems(["study=\(nested)"])[0].contains("nested more than 50 levels"))
    let large = String(repeating: "x", count: 70_000)
    #expect(try problems(["study.purpose=\(large)"])[0].contains("at most 64 KiB"))
    let bomb =
      "[&a [x,x,x,x,x,x,x,x], &b [*a,*a,*a,*a,*a,*a,*a,*a], "
      + "&c [*b,*b,*b,*b,*b,*b,*b,*b], &d [*c,*c,*c,*c,*c,*c,*c,*c], [*d,*d,*d,*d]]"
    #expect(try problems(["study=\(bomb)"])[0].contains("more than 10000 values"))
    let many = (0...1000).map { "tenants.retail.limits.x\($0)=1" }
    #expect(try problems(many).contains { $0.contains("at most 1000 values can be set") })
    let twice = ["run.seed=1", "spec.run.seed=2"]
    #expect(try problems(twice)[0].contains("is set twice"))
  }

  @Test func noTextCrashes() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("override seed \(seed)")
    var random = SplitMix(state: seed)
    let pieces = [
      "tenants", "retail", ".", "[", "]", "0", "9", "\"", "=", "services", "chat", "x", "&a", "*a",
      "{", "}", ":", " ", ",", "\u{0}", "\n", "é", "=\u{338}", "spec", "sweep", "run", "-", "<<",
    ]
    for round in 0..<500 {
      let text = (0..<1 + random.below(12)).map { _ in pieces[random.below(pieces.count)] }.joined()
      for diagnostic in try problems([text]) {
        #expect(!diagnostic.contains("\u{0}"), "seed \(seed), round \(round)")
      }
    }
  }
}
