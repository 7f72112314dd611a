internal import Domain
internal import Scheduling

extension ConformanceTopic {
  /// PodTopologySpread with `DoNotSchedule`, node by node.
  static let topologySpreadFilter = ConformanceTopic("topology_spread_filter") {
    (inputs: FilterInputs, expected: Statuses) in
    var setting = SchedulerCase()
    try setting.add(inputs.nodes)
    let constraints = try inputs.constraints.map { try $0.constraint(.doNotSchedule) }
    let pod = inputs.pod.add(constraints, to: &setting)
    for other in inputs.existingPods {
      _ = setting.addPod(namespace: other.namespace, rules: .init(labels: other.labels ?? [:]))
    }
    var session = setting.session()
    try session.bind(inputs.existingPods, numberedFrom: pod + 1, in: setting)
    let statuses = session.topologyRefusals(of: pod).map { refusal in
      refusal.map { $0.isUnresolvable ? "unresolvable" : "unschedulable" } ?? "success"
    }
    try expectEqual(setting.byName(statuses), expected.status, "status")
  }

  /// PodTopologySpread with `ScheduleAnyway`, as a score of the candidates.
  static let topologySpreadScore = ConformanceTopic("topology_spread_score") {
    (inputs: ScoreInputs, expected: Scores) in
    var setting = SchedulerCase()
    try setting.add(inputs.candidateNodes)
    try setting.add(inputs.otherNodes ?? [])
    let constraints = try inputs.constraints.map { try $0.constraint(.scheduleAnyway) }
    let pod = inputs.pod.add(constraints, to: &setting)
    for other in inputs.existingPods {
      _ = setting.addPod(namespace: other.namespace, rules: .init(labels: other.labels ?? [:]))
    }
    var options = SchedulerOptions()
    options.allowsMissingSpreadKeys = inputs.requireAllTopologyKeys == false
    var session = setting.session(options)
    try session.bind(inputs.existingPods, numberedFrom: pod + 1, in: setting)
    let scores = session.scores(of: pod, on: Array(inputs.candidateNodes.indices))
    try expectEqual(setting.byName(scores.map(\.topologySpread)), expected.scores, "scores")
  }
}

/// The pod to be placed, in both topics.
private struct SpreadingPod: Decodable {
  var labels: [String: String]?
  var namespace: String?
  /// Required node affinity: the values allowed for each label.
  var requiredNodeIn: [String: [String]]?
  var nodeSelector: [String: String]?

  func add(
    _ constraints: [TopologySpreadConstraint],
    to setting: inout SchedulerCase
  ) -> Int {
    let allowed = (requiredNodeIn ?? [:]).sorted { $0.key < $1.key }
    let term = allowed.map { LabelRequirement(key: $0.key, comparison: .isIn, values: $0.value) }
    return setting.addPod(
      namespace: namespace,
      nodeSelector: nodeSelector ?? [:],
      rules: SchedulingRules(
        labels: labels ?? [:],
        nodeAffinity: NodeAffinity(required: term.isEmpty ? [] : [term]),
        topologySpread: constraints
      )
    )
  }
}

private struct FilterInputs: Decodable {
  var pod: SpreadingPod
  var constraints: [SpreadConstraintShape]
  var nodes: [SchedulerNodeShape]
  var existingPods: [SpreadPodShape]
}

private struct Statuses: Decodable {
  var status: [String: String]
}

private struct ScoreInputs: Decodable {
  var pod: SpreadingPod
  var constraints: [SpreadConstraintShape]
  var candidateNodes: [SchedulerNodeShape]
  var otherNodes: [SchedulerNodeShape]?
  var existingPods: [SpreadPodShape]
  var requireAllTopologyKeys: Bool?
}

private struct Scores: Decodable {
  var scores: [String: Int]
}
