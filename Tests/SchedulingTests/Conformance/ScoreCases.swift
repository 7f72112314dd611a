import Domain
import Scheduling
import Testing

/// NodeResourcesFit and BalancedAllocation scores against upstream's tables.
@Suite struct ScoreCases {
  struct Expected: Decodable {
    var scores: [String: Int64]?
    var invalidField: String?
    var error: String?
  }

  @Test func nodeResourcesFit() throws {
    let cases = try CaseFile<ScoringCase, Expected>.load("noderesources_fit_score", count: 26)
    for row in cases {
      let resources = row.inputs.resources.map { resource in
        WeightedResource(ResourceName(resource.name), weight: resource.weight)
      }
      #expect(WeightedResource.invalidField(in: resources) == row.expected.invalidField)
      // The API refuses an empty list; without resources every node scores 0.
      #expect((row.expected.error != nil) == resources.isEmpty, "\(row.name)")
      if row.expected.invalidField != nil { continue }
      let scoring = FitScoring(try strategy(row.inputs), resources, row.inputs.index)
      let table = try row.inputs.table()
      for (node, name) in row.inputs.nodes.map(\.name).enumerated() {
        let score = scoring.score(row.inputs.pod, node, table)
        #expect(score == row.expected.scores?[name], "\(row.name), \(name)")
      }
    }
  }

  private func strategy(_ row: ScoringCase) throws -> FitScoring.Strategy {
    switch try #require(row.strategy) {
    case "LeastAllocated": return .leastAllocated
    case "MostAllocated": return .mostAllocated
    case "RequestedToCapacityRatio":
      return .requestedToCapacityRatio(
        try #require(row.shape).map { ShapePoint(utilization: $0.utilization, score: $0.score) }
      )
    case let name:
      Issue.record("unknown strategy \(name)")
      return .leastAllocated
    }
  }

  @Test func balancedAllocation() throws {
    let cases = try CaseFile<ScoringCase, Expected>.load("balanced_allocation", count: 8)
    let formulas = ["std": KubernetesVersion.minor35, "delta": .minor36]
    for row in cases {
      let version = try #require(formulas[row.inputs.formula ?? ""])
      let resources = row.inputs.resources.map { ResourceName($0.name) }
      let scoring = BalancedAllocation(version.balanceFormula, resources, row.inputs.index)
      let table = try row.inputs.table()
      for (node, name) in row.inputs.nodes.map(\.name).enumerated() {
        let score = scoring.score(row.inputs.pod, node, table)
        #expect(score == row.expected.scores?[name], "\(row.name), \(name)")
      }
    }
  }

  @Test func balanceIgnoresPodsThatAskForNothing() {
    let index = ResourceIndex(naming: [])
    let table = NodeTable(allocatable: [ResourceList([.cpu: 4000])], resources: index)
    let scoring = BalancedAllocation(.spread, [.cpu, .memory], index)
    let pod = PodDemand(PodSpec(requests: ResourceList()), index)
    #expect(scoring.score(pod, 0, table) == nil)
  }
}
