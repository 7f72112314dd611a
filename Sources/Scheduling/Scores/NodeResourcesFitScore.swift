package import Domain

/// NodeResourcesFit as a score: how full the pod would leave the node, by one of three strategies.
package struct FitScoring: Sendable {
  /// What counts as good.
  package enum Strategy: Sendable {
    case leastAllocated
    case mostAllocated
    case requestedToCapacityRatio([ShapePoint])
  }

  private struct Term {
    var resource: Int
    var weight: Int64
    /// Only cpu, memory and ephemeral storage count for pods that don't ask for them.
    var needsAsking: Bool
  }

  private let strategy: Strategy
  private let terms: [Term]

  package init(
    _ strategy: Strategy,
    _ scored: [WeightedResource],
    _ resources: ResourceIndex
  ) {
    self.strategy = strategy
    terms = scored.compactMap { scored in
      resources.index(of: scored.name).map { index in
        Term(resource: index, weight: scored.weight, needsAsking: !scored.name.isNative)
      }
    }
  }

  /// A score from 0 to 100; 0 where nothing counts.
  package func score(_ pod: PodDemand, _ node: Int, _ table: NodeTable) -> Int64 {
    var sum: Int64 = 0
    var weights: Int64 = 0
    for term in terms {
      let capacity = table.allocatable(term.resource, of: node)
      if capacity == 0 || term.needsAsking && pod.requested[term.resource] == 0 { continue }
      let requested = table.scored(term.resource, of: node) + pod.scored[term.resource]
      let score = score(requested, of: capacity)
      if case .requestedToCapacityRatio = strategy, score <= 0 { continue }
      sum += term.weight * score
      weights += term.weight
    }
    guard weights > 0 else { return 0 }
    if case .requestedToCapacityRatio = strategy { return (2 * sum + weights) / (2 * weights) }
    return sum / weights
  }

  private func score(_ requested: Int64, of capacity: Int64) -> Int64 {
    switch strategy {
    case .leastAllocated: leastAllocatedScore(requested, of: capacity)
    case .mostAllocated: mostAllocatedScore(requested, of: capacity)
    case .requestedToCapacityRatio(let shape): capacityRatioScore(requested, of: capacity, shape)
    }
  }
}

/// A resource that a score looks at, and how much it counts.
package struct WeightedResource: Sendable, Hashable {
  package var name: ResourceName
  package var weight: Int64

  package init(_ name: ResourceName, weight: Int64 = 1) {
    self.name = name
    self.weight = weight
  }

  /// The path of the first setting that the scheduler's configuration refuses.
  package static func invalidField(in resources: [WeightedResource]) -> String? {
    resources.firstIndex { !(1...100).contains($0.weight) }
      .map { "scoringStrategy.resources[\($0)].weight" }
  }

  /// Why a strategy can't score at all, in upstream's words; nil if it can.
  package static func scoringError(for resources: [WeightedResource]) -> String? {
    resources.isEmpty ? "resources not found" : nil
  }
}

extension ResourceName {
  /// Whether every node has it, so that pods count for it whether they ask or not.
  var isNative: Bool { self == .cpu || self == .memory || self == .ephemeralStorage }
}
