internal import Domain
internal import EventCore
internal import Scheduling

extension ConformanceTopic {
  /// How many feasible nodes end the search.
  static let percentageOfNodesToScore = ConformanceTopic("percentage_of_nodes_to_score") {
    (inputs: SampleInputs, expected: SampleSize) in
    let found = feasibleNodesToFind(
      among: inputs.numAllNodes,
      percentage: inputs.percentageOfNodesToScore
    )
    try expectEqual(found, expected.numFeasibleToFind, "num_feasible_to_find")
  }

  /// How long a pod waits after attempts that found no node.
  static let schedulingBackoff = ConformanceTopic("scheduling_backoff") {
    (inputs: BackoffInputs, expected: Backoff) in
    let backoff = Scheduling.schedulingBackoff(
      after: inputs.unschedulableCount,
      initial: SimDuration(nanoseconds: inputs.initialNs),
      most: SimDuration(nanoseconds: inputs.maxNs)
    )
    try expectEqual(backoff.nanoseconds, expected.backoffNs, "backoff_ns")
  }

  /// ImageLocality, node by node.
  static let imageLocality = ConformanceTopic("image_locality") {
    (inputs: ImageInputs, expected: Scores) in
    var setting = SchedulerCase()
    try setting.add(inputs.nodes)
    let images = inputs.containerImages + (inputs.initContainerImages ?? [])
    let pod = setting.addPod(namespace: nil, rules: SchedulingRules(images: images))
    let session = setting.session()
    let scores = session.scores(of: pod, on: Array(inputs.nodes.indices)).map(\.imageLocality)
    try expectEqual(setting.byName(scores), expected.scores, "scores")
  }
}

private struct SampleInputs: Decodable {
  var percentageOfNodesToScore: Int
  var numAllNodes: Int
}

private struct SampleSize: Decodable {
  var numFeasibleToFind: Int
}

private struct BackoffInputs: Decodable {
  var initialNs: Int64
  var maxNs: Int64
  var unschedulableCount: Int
}

private struct Backoff: Decodable {
  var backoffNs: Int64
}

private struct ImageInputs: Decodable {
  var containerImages: [String]
  var initContainerImages: [String]?
  var nodes: [SchedulerNodeShape]
}

private struct Scores: Decodable {
  var scores: [String: Int]
}
