internal import Domain
internal import Scheduling

extension ConformanceTopic {
  /// NodeResourcesBalancedAllocation in its formulas up to 1.35 and from 1.36 on.
  static let balancedAllocation = ConformanceTopic("balanced_allocation") {
    (inputs: ScoringShape, expected: Expected) in
    let versions: [String: KubernetesVersion] = ["std": .minor35, "delta": .minor36]
    let formula = inputs.formula ?? ""
    let version = try known(versions[formula], "unknown formula '\(formula)'")
    let scoring = BalancedAllocation(
      version.balanceFormula,
      inputs.resources.map { ResourceName($0.name) },
      inputs.index
    )
    let isSkipped = scoring.skips(try inputs.incomingPod())
    if let skip = expected.skip { try expectEqual(isSkipped, skip, "skip") }
    if isSkipped, expected.skip == true, expected.scores == nil { return }
    let scores = try inputs.scores { pod, node, table in scoring.score(pod, node, table) }
    try expectEqual(scores, try known(expected.scores, "no expected scores"), "scores")
  }
}

private struct Expected: Decodable {
  /// The plugin has nothing to say about the pod, and adds 0 to every node's sum.
  var skip: Bool?
  var scores: [String: Int64]?
}
