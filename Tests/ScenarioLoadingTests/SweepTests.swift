import Domain
import Foundation
import ScenarioLoading
import Testing

/// A sweep is as many scenarios as it has points.
@Suite struct SweepTests {
  private let workbench: Workbench
  private let rate = "tenants.retail.services.chat.endpoints.api.arrivals.poisson.rate"
  private let replicas = "tenants.retail.services.chat.replicas"

  init() throws { workbench = try Workbench() }

  private func sweeping(_ sweep: String) -> String { smallScenario + "  sweep: \(sweep)\n" }

  private func problems(_ sweep: String, overrides: [String] = []) throws -> [Diagnostic] {
    let path = try workbench.write(sweeping(sweep))
    let (diagnostics, loaded) = validateScenario(at: path, dataFolder: nil, overrides: overrides)
    #expect((loaded == nil) == diagnostics.contains { $0.severity == .error }, "\(diagnostics)")
    return diagnostics
  }

  @Test func aGridHasEveryCombination() throws {
    let loaded = try workbench.load(sweeping("{\(rate): [2/s, 4/s], \(replicas): [1, 2, 3]}"))
    let labels = ["2/s", "4/s"].flatMap { rate in
      [1, 2, 3].map { "rate=\(rate), replicas=\($0)" }
    }
    #expect(loaded.points.map(\.label) == labels)
    let first = try #require(loaded.points.first)
    let values = [SweepValue(path: rate, value: "2/s"), SweepValue(path: replicas, value: "1")]
    #expect(first.values == values)
    #expect(first.values.map(\.unit) == ["/s", nil])
    #expect(loaded.scenario == first.scenario)
  }

  @Test func aZipTakesTheListsTogether() throws {
    let sweep =
      "{zip: {\(rate): [2/s, 4/s], \(replicas): [1, 2]}, slos[0].objectives[0].value: [9ms]}"
    let quotedPath = sweep.replacing(
      "slos[0].objectives[0].value",
      with: "\"slos[0].objectives[0].value\""
    )
    let loaded = try workbench.load(sweeping(quotedPath))
    let labels = ["rate=2/s, replicas=1, value=9ms", "rate=4/s, replicas=2, value=9ms"]
    #expect(loaded.points.map(\.label) == labels)
  }

  /// A point is what the file would be with its values set beside it.
  @Test func pointsEqualOverrides() throws {
    let sweep = "{\(rate): [2/s, 4/s], \(replicas): [1, 2]}"
    let loaded = try workbench.load(sweeping(sweep))
    let path = try workbench.write(smallScenario)
    for point in loaded.points {
      let overrides = point.values.map { "\($0.path)=\($0.value)" }
      let single = try loadScenario(at: path, dataFolder: nil, overrides: overrides)
      #expect(single.scenario == point.scenario)
    }
  }

  @Test func namesTellPathsApart() throws {
    let other = "tenants.retail.services.chat.endpoints.api.timeout"
    let loaded = try workbench.load(
      sweeping("{\(replicas): [1], \(other): [1s, {value: 2s, source: me}]}")
    )
    let labels = ["replicas=1, timeout=1s", "replicas=1, timeout={value: 2s, source: me}"]
    #expect(loaded.points.map(\.label) == labels)
    let requests = "tenants.retail.services.chat.requests.cpu"
    let limits = "tenants.retail.services.chat.limits.cpu"
    let both = try workbench.load(sweeping("{\(requests): [1], \(limits): [2, 3]}"))
    #expect(both.points.map(\.label).first == "requests.cpu=1, limits.cpu=2")
  }

  @Test func problemsStandAtTheValue() throws {
    let found = try problems("{\(replicas): [1, x, -2]}")
    let column = "  sweep: {\(replicas): [1, ".count + 1
    #expect(found.map(\.column) == [column, column + 3])
    #expect(found.allSatisfy { $0.message.hasPrefix("must be a whole number") })
  }

  @Test func problemsElsewhereNameThePoint() throws {
    // Two nodes of four cores hold no pod that asks for five.
    let path = "tenants.retail.services.chat.requests"
    let found = try problems(
      "{capacity.nodePools.cpu.allocatable.cpu: [4, 500m], \(replicas): [1]}"
    )
    #expect(found.count == 1, "\(found)")
    #expect(found.first?.message.hasSuffix("at the point `cpu=500m, replicas=1`") == true)
    #expect(path.hasPrefix("tenants"))
  }

  @Test(arguments: [
    ("{tenants.retial.weight: [1]}", "has no item `retial`"),
    ("{tenants.retail.wieght: [1]}", "`wieght` is not a field of"),
    ("{run.seed: [1, 2]}", "a sweep can't change `spec.run`"),
    ("{metadata.name: [a, b]}", "a sweep can't change `metadata.name`"),
    ("{patterns: [[namespaces]]}", "a sweep can't change `spec.patterns`"),
    ("{tenants.retail.name: [a, retail]}", "no tenant named `retail`; there is `a`, at the point"),
    ("{tenants.retail.name: [retail, a]}", "no tenant named `retail`; there is `a`, at the point"),
    ("{tenants.retail.services.chat.name: [a, b]}", "must have in common the names of tenants"),
    ("{capacity.nodePools.cpu.name: [a, b]}", "must have in common the names of node pools"),
    (
      "{slos.fast.timeWindow: [[{duration: 28d}], [{duration: 7d}]]}",
      "must have in common what the objectives count"
    ),
    ("{tenants.retail.weight: []}", "needs a value"),
    ("{tenants.retail.weight: 3}", "needs a list of values"),
    ("{tenants.retail.weight: [3, 4, 3]}", "the value `3` is given twice"),
    ("{tenants.retail.weight: [3], spec.tenants.retail.weight: [4]}", "is swept twice"),
    ("{zip: [1]}", "`zip` needs a mapping"),
    ("{zip: {tenants.retail.weight: [3, 4], slos: [5]}}", "must be of one length"),
    ("[1]", "needs a mapping from paths to lists"),
    ("{\"a\\0b\": [1]}", "is not allowed in a path"),
    ("{\"tenants[\": [1]}", "is never closed"),
  ])
  func whatIsNoSweepIsRefused(sweep: String, message: String) throws {
    let found = try problems(sweep)
    #expect(found.contains { $0.severity == .error && $0.message.contains(message) }, "\(found)")
  }

  @Test func budgetsHold() throws {
    let list = (1...101).map(String.init).joined(separator: ", ")
    let ten = (1...10).map { "\($0)ms" }.joined(separator: ", ")
    let found = try problems("{tenants.retail.weight: [\(list)], slos.fast.objectives: [\(ten)]}")
    #expect(found.first?.message.contains("at most 1000 points, this one has 1010") == true)
    let axes = (0..<70).map { "a\($0): [1, 2]" }.joined(separator: ", ")
    #expect(try problems("{\(axes)}").contains { $0.message.contains("at most 1000 points") })
  }

  @Test func whatIsSetIsNotSweptAway() throws {
    let found = try problems("{\(rate): [2/s, 4/s]}", overrides: ["\(rate)=3/s"])
    #expect(found.first?.message.contains("would be lost") == true)
    #expect(found.first?.file == "--set \(rate)")
    let path = try workbench.write(sweeping("{\(rate): [2/s, 4/s]}"))
    let none = try loadScenario(at: path, dataFolder: nil, overrides: ["sweep={}"])
    #expect(none.points.isEmpty)
    #expect(none.scenario == (try workbench.load(smallScenario)).scenario)
  }
}
