import Testing
import Validation

/// Cases of which none is shipped although the notes of their topic, or its upstream table, know
/// them.
@Suite struct UnshippedCasesTests {
  private func failures(_ topic: String, _ inputs: String, _ expected: String) throws -> [String] {
    try ConformanceFolder.report(
      on: """
        {"topic": "\(topic)", "cases": [
          {"name": "n", "source": "s", "inputs": \(inputs), "expected": \(expected)}
        ]}
        """
    ).texts("failures").map { $0[2] }
  }

  @Test func nodesOfTheClusterAutoscaler() throws {
    func utilization(_ node: String, _ expected: String) throws -> [String] {
      let inputs = #"{"node_allocatable": \#(node), "pods": [{"cpu": 1, "memory": 1}]}"#
      return try failures("ca_utilization", inputs, expected)
    }
    let unready = #"{"cpu": 2, "memory": 2, "gpu": 0}"#
    #expect(try utilization(unready, #"{"utilization": [0, 1]}"#).isEmpty)
    #expect(try utilization(#"{"cpu": 2}"#, #"{"error": "no_memory"}"#).isEmpty)
    let whole = #"{"cpu": 2, "memory": 2}"#
    #expect(
      try utilization(whole, #"{"error": "no_memory"}"#) == ["found 0.5, expected no_memory"]
    )
    #expect(try utilization(#"{"cpu": 2}"#, #"{"error": "", "cpu": [1, 2]}"#).count == 1)
  }

  @Test func activeFollowsFromTriggers() throws {
    func replicas(_ triggers: String) throws -> [String] {
      let inputs = #"{"triggers": \#(triggers), "current": 0, "seconds_since_creation": 1}"#
      return try failures("keda_scale", inputs, #"{"replicas": 1}"#)
    }
    #expect(try replicas(#"[{"value": 0}, {"value": 6, "activation_threshold": 5}]"#).isEmpty)
    #expect(
      try replicas(#"[{"value": 5, "activation_threshold": 5}]"#)
        == ["replicas: found 0, expected 1"]
    )
    #expect(try replicas("null") == ["inputs.active is missing"])
  }

  @Test func criticalByPriority() throws {
    func adjustment(_ priority: Int, _ expected: Int) throws -> [String] {
      let inputs = """
        {"qos": "BestEffort", "memory_request": 0, "memory_capacity": 9, "priority": \(priority)}
        """
      return try failures("oom_score_adj", inputs, #"{"oom_score_adj": \#(expected)}"#)
    }
    #expect(try adjustment(2_000_000_000, -997).isEmpty)
    #expect(try adjustment(1_999_999_999, 1000).isEmpty)
  }

  @Test func choicesAmongMoreThanTwo() throws {
    func chosen(_ sampled: String, _ expected: String) throws -> [String] {
      let inputs = """
        {"kind": "p2c", "active_requests": {"a": 5, "b": 1, "c": 1}, "sampled": \(sampled)}
        """
      return try failures("traffic_misc", inputs, #"{"chosen": "\#(expected)"}"#)
    }
    #expect(try chosen(#"["a", "c", "b"]"#, "c").isEmpty)
    #expect(try chosen(#"["a"]"#, "a").count == 1)
  }

  @Test func sharesOfOldCgroupsAreWeights() throws {
    // 1024 to 261,120 is 1 to 255: 4000 ÷ 256 = 15.625.
    let inputs = """
      {"capacity_milli": 4000, "groups": [
        {"name": "a", "weight": 1024, "demand_milli": 4000},
        {"name": "b", "weight": 261120, "demand_milli": 4000}]}
      """
    let expected = #"{"granted_milli": {"a": 15.625, "b": 3984.375}}"#
    #expect(try failures("cpu_weight_sharing", inputs, expected).isEmpty)
  }

  /// Who expects nothing has nothing to agree with.
  @Test(arguments: [
    ("memory_high", #"{"memory_request": 1, "memory_limit": 1}"#, "{}"),
    ("kueue_drs", #"{"cluster_queues": [], "usage": {}}"#, #"{"shares": {}}"#),
    ("drf", #"{"capacity": {}, "users": []}"#, #"{"tasks": {}, "dominant_share": {}}"#),
    (
      "queue_fairness", #"{"kind": "volcano_deserved", "total": 1, "queues": []}"#,
      #"{"deserved": {}}"#
    ),
    ("ca_utilization", #"{"node_allocatable": {"cpu": 1, "memory": 1}, "pods": []}"#, "{}"),
  ])
  func emptyExpectationsFail(topic: String, inputs: String, expected: String) throws {
    #expect(try failures(topic, inputs, expected).count == 1)
  }
}
