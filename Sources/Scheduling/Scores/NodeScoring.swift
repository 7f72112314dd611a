internal import Domain

/// The default scoring plugins that look at resources, each with weight 1.
///
/// TaintToleration, with weight 3, is added when nodes are compared: its score is relative to the
/// other feasible nodes.
struct NodeScoring {
  private let fit: FitScoring
  private let balance: BalancedAllocation

  init(version: KubernetesVersion, resources: ResourceIndex) {
    let both = [WeightedResource(.cpu), WeightedResource(.memory)]
    fit = FitScoring(.leastAllocated, both, resources)
    balance = BalancedAllocation(version.balanceFormula, both.map(\.name), resources)
  }

  /// The sum of both scores; nil if the node has no room for the pod.
  func score(ifFeasible pod: PodDemand, _ node: Int, _ table: NodeTable) -> Int64? {
    guard nodeResourcesFit(pod, node, table) else { return nil }
    return fit.score(pod, node, table) + (balance.score(pod, node, table) ?? 0)
  }
}

extension KubernetesVersion {
  /// 1.36 began to reward the improvement instead of the resulting balance.
  package var balanceFormula: BalancedAllocation.Formula {
    switch self {
    case .minor34, .minor35: .spread
    case .minor36: .improvement
    }
  }
}
