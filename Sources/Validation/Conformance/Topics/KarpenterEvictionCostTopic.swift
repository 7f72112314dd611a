internal import Autoscaling

extension ConformanceTopic {
  /// What Karpenter counts for evicting a pod.
  static let karpenterEvictionCost = ConformanceTopic("karpenter_eviction_cost") {
    (inputs: EvictionCostInputs, expected: EvictionCostExpected) in
    let cost = evictionCost(deletionCost: inputs.podDeletionCost, priority: inputs.priority)
    let tolerance = expected.tolerance ?? 1e-9
    try expectClose(cost, expected.evictionCost, within: tolerance, "eviction cost")
  }
}

private struct EvictionCostInputs: Decodable {
  var podDeletionCost: Double?
  var priority: Int64?
}

private struct EvictionCostExpected: Decodable {
  var evictionCost: Double
  var tolerance: Double?
}
