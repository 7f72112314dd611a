import Testing
import Validation

/// Cases of strangers on fair sharing: every impossible one is a failure with a reason.
@Suite struct KueueCaseTests {
  private func failures(topic: String, inputs: String, expected: String) throws -> [String] {
    try ConformanceFolder.report(
      on: """
        {"topic": "\(topic)", "cases": [
          {"name": "n", "source": "s", "inputs": \(inputs), "expected": \(expected)}
        ]}
        """
    ).texts("failures").map { $0[2] }
  }

  private func shares(
    cohorts: String,
    quotas: String = #"{"d/cpu": {"nominal": 1}}"#
  ) throws
    -> [String]
  {
    try failures(
      topic: "kueue_drs",
      inputs: """
        {"cluster_queues": [{"name": "q", "parent": "x", "weight": 1, "quotas": \(quotas)}],
         "cohorts": \(cohorts), "usage": {"q": {"d/cpu": 3}}, "requested_by_every_node": {}}
        """,
      expected: """
        {"shares": {"x": {"share": 0, "dominant_resource": "", "borrowing": false}}}
        """
    )
  }

  @Test func treesThatCannotBe() throws {
    let loop = """
      [{"name": "x", "parent": "y", "weight": 1, "quotas": {}},
       {"name": "y", "parent": "x", "weight": 1, "quotas": {}}]
      """
    #expect(try shares(cohorts: loop) == [#"cycle(["x", "y"])"#])
    #expect(try shares(cohorts: "[]", quotas: #"{"cpu": {"nominal": 1}}"#).count == 1)
    let negative = try shares(cohorts: "[]", quotas: #"{"d/cpu": {"nominal": -1}}"#)
    #expect(negative.count == 1 && negative[0].hasPrefix("negative"))
    for huge in ["9223372036854775807", "9223372036854775808", "1000000000000000000000"] {
      #expect(try shares(cohorts: "[]", quotas: #"{"d/cpu": {"nominal": \#(huge)}}"#).isEmpty)
    }
    #expect(try shares(cohorts: "[]").isEmpty)
  }

  @Test func weightsAreExactAndNeverNegative() throws {
    func share(_ weight: String, _ expected: Int) throws -> [String] {
      try failures(
        topic: "kueue_drs",
        inputs: """
          {"cluster_queues": [
            {"name": "my_queue", "parent": "x", "weight": \(weight), "quotas":
              {"d/nvidia.com/gpu": {"nominal": 0}}}],
           "cohorts": [{"name": "x", "parent": null, "weight": 1, "quotas":
              {"d/nvidia.com/gpu": {"nominal": 1000}}}],
           "usage": {"my_queue": {"d/nvidia.com/gpu": 3}}, "requested_by_every_node": {}}
          """,
        expected: """
          {"shares": {"my_queue": {"share": \(expected), "dominant_resource": "nvidia.com/gpu",
           "borrowing": true}}}
          """
      )
    }
    #expect(try share("0.3", 10).isEmpty)  // 3 ÷ 0.3, which binary fractions round up to 11
    #expect(try share("0.1", 30).isEmpty)
    #expect(try share("0", .max).isEmpty)
    #expect(try share("-1", 0).count == 1)
  }

  @Test func strangersInPreemption() throws {
    func preempted(target: String, strategies: String) throws -> [String] {
      try failures(
        topic: "kueue_fair_preemption",
        inputs: """
          {"cluster_queues": [{"name": "q", "parent": "x", "weight": 1, "quotas":
            {"d/cpu": {"nominal": 1}}, "within_cluster_queue": "LowerPriority",
            "reclaim_within_cohort": "Any"}], "cohorts": [],
           "admitted": [{"name": "w", "cluster_queue": "q", "priority": 0, "usage": {"d/cpu": 1}}],
           "target_cluster_queue": "\(target)",
           "incoming": {"priority": 1, "usage": {"d/cpu": 1}}, "strategies": \(strategies)}
          """,
        expected: #"{"preempted": [{"workload": "w", "reason": "InClusterQueue"}]}"#
      )
    }
    let both = #"["LessThanOrEqualToFinalShare", "LessThanInitialShare"]"#
    #expect(try preempted(target: "q", strategies: both).isEmpty)
    #expect(try preempted(target: "q", strategies: "[]").isEmpty)
    #expect(try preempted(target: "nobody", strategies: both) == [#"unknownQueue("nobody")"#])
    #expect(try preempted(target: "q", strategies: #"["ByLot"]"#).count == 1)
  }

  @Test func usersWhoCouldGoOnForever() throws {
    func tasks(demand: String) throws -> [String] {
      try failures(
        topic: "drf",
        inputs: """
          {"capacity": {"cpu": 9000000000000000000},
           "users": [{"name": "A", "demand": \(demand), "weight": 1}]}
          """,
        expected: #"{"tasks": {"A": 0}, "dominant_share": {"A": [0, 1]}, "order": null}"#
      )
    }
    #expect(try tasks(demand: #"{"cpu": 0}"#) == ["unboundedUser(0)"])
    #expect(try tasks(demand: #"{"cpu": 1}"#) == ["tooManyTasks"])
    #expect(try tasks(demand: #"{"gpu": 1}"#).isEmpty)
  }
}
