internal import Domain
internal import Scheduling

extension ConformanceTopic {
  /// PodTopologySpread with `DoNotSchedule`, node by node.
  static let topologySpreadFilter = ConformanceTopic("topology_spread_filter") {
    (inputs: FilterInputs, expected: Statuses) in
    var setting = SchedulerCase()
    try setting.add(inputs.nodes)
    let pod = try inputs.add(to: &setting)
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
    let pod = setting.addPod(
      namespace: inputs.pod.namespace,
      nodeSelector: inputs.pod.nodeSelector ?? [:],
      rules: SchedulingRules(
        labels: inputs.pod.labels ?? [:],
        topologySpread: try inputs.constraints.map { try $0.constraint(.scheduleAnyway) }
      )
    )
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

private struct FilterInputs: Decodable {
  struct Pod: Decodable {
    var labels: [String: String]?
    var namespace: String?
    var requiredNodeIn: [String: [String]]?
    var nodeSelector: [String: String]?
  }

  var pod: Pod
  var constraints: [SpreadConstraintShape]
  var nodes: [SchedulerNodeShape]
  var existingPods: [SpreadPodShape]

  func add(to setting: inout SchedulerCase) throws -> Int {
    let allowed = (pod.requiredNodeIn ?? [:]).sorted { $0.key < $1.key }
    let term = allowed.map { LabelRequirement(key: $0.key, comparison: .isIn, values: $0.value) }
    return setting.addPod(
      namespace: pod.namespace,
      nodeSelector: pod.nodeSelector ?? [:],
      rules: SchedulingRules(
        labels: pod.labels ?? [:],
        nodeAffinity: NodeAffinity(required: term.isEmpty ? [] : [term]),
        topologySpread: try constraints.map { try $0.constraint(.doNotSchedule) }
      )
    )
  }
}

private struct Statuses: Decodable {
  var status: [String: String]
}

private struct ScoreInputs: Decodable {
  struct Pod: Decodable {
    var labels: [String: String]?
    var namespace: String?
    var nodeSelector: [String: String]?
  }

  var pod: Pod
  var constraints: [SpreadConstraintShape]
  var candidateNodes: [SchedulerNodeShape]
  var otherNodes: [SchedulerNodeShape]?
  var existingPods: [SpreadPodShape]
  var requireAllTopologyKeys: Bool?
}

private struct Scores: Decodable {
  var scores: [String: Int]
}
