internal import Contention

extension ConformanceTopic {
  /// The `oom_score_adj` that the kubelet writes.
  static let oomScoreAdjustment = ConformanceTopic("oom_score_adj") {
    (inputs: OOMInputs, expected: OOMExpected) in
    let classes: [String: OOMClass] = [
      "Guaranteed": .guaranteed, "Burstable": .burstable, "BestEffort": .bestEffort,
    ]
    let kind = try known(classes[inputs.qos], "unknown QoS class '\(inputs.qos)'")
    let adjustment = Contention.oomScoreAdjustment(
      inputs.isNodeCritical ? .nodeCritical : kind,
      request: inputs.memoryRequest,
      capacity: inputs.memoryCapacity
    )
    try expectEqual(adjustment, expected.oomScoreAdj, "oom_score_adj")
  }
}

private struct OOMInputs: Decodable {
  var qos: String
  var memoryRequest: Int64
  var memoryCapacity: Int64
  var nodeCritical: Bool?
  // What makes a pod critical, where a case does not draw the conclusion.
  var priority: Int64?
  var `static`: Bool?
  var mirror: Bool?

  var isNodeCritical: Bool {
    nodeCritical == true || priority ?? 0 >= OOMClass.criticalPriority || self.static == true
      || mirror == true
  }
}

private struct OOMExpected: Decodable {
  var oomScoreAdj: Int64
}
