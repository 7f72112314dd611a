import Testing
import Validation

/// Cases of the scheduling topics that the shipped files have no like of.
@Suite struct SchedulingCaseTests {
  private func failures(_ topic: String, _ inputs: String, _ expected: String) throws -> [String] {
    let text = """
      {"topic": "\(topic)", "cases": [{"name": "n", "source": "s", "inputs": \(inputs), \
      "expected": \(expected)}]}
      """
    return try ConformanceFolder.report(on: text).failures
  }

  private func balance(cpu: Int, _ expected: String) throws -> [String] {
    let inputs = """
      {"resources": [{"name": "cpu", "weight": 1}], "pod_containers": [{"cpu": \(cpu)}], \
      "nodes": [{"name": "a", "allocatable": {"cpu": 10}}], "existing_pods": [], "formula": "std"}
      """
    return try failures("balanced_allocation", inputs, expected)
  }

  @Test func aPodThatAsksForNothingSkipsBalance() throws {
    #expect(try balance(cpu: 0, #"{"skip": true}"#).isEmpty)
    #expect(try balance(cpu: 0, #"{"scores": {"a": 0}}"#).isEmpty)
    #expect(try balance(cpu: 1, #"{"scores": {"a": 100}}"#).isEmpty)
    #expect(
      try balance(cpu: 1, #"{"skip": true}"#) == ["a.json: n: skip: found false, expected true"]
    )
    #expect(try balance(cpu: 0, "{}") == ["a.json: n: no expected scores"])
  }

  @Test func scoringWithoutResourcesSaysWhyAndScoresNothing() throws {
    let inputs = """
      {"strategy": "MostAllocated", "resources": [], "pod_containers": [], \
      "nodes": [{"name": "a", "allocatable": {"cpu": 10}}], "existing_pods": []}
      """
    let right = #"{"error": "resources not found", "scores": {"a": 0}}"#
    #expect(try failures("noderesources_fit_score", inputs, right).isEmpty)
    for wrong in [right.replacing("0}", with: "1}"), right.replacing("found", with: "lost")] {
      #expect(try failures("noderesources_fit_score", inputs, wrong).count == 1)
    }
  }

  /// Pods 1 and 1; only node a is the pod's to use, so b's do not count and b looks empty.
  @Test func requiredNodeAffinityLimitsWhichPodsAScoreCounts() throws {
    let constraint =
      #"{"max_skew": 1, "topology_key": "k", "selector": {"match_labels": {"x": ""}}}"#
    let inputs = """
      {"pod": {"labels": {"x": ""}, "required_node_in": {"k": ["a"]}}, \
      "constraints": [\(constraint)], "candidate_nodes": [{"name": "a", "labels": {"k": "a"}}, \
      {"name": "b", "labels": {"k": "b"}}], "existing_pods": [{"node": "a", "labels": {"x": ""}}, \
      {"node": "b", "labels": {"x": ""}}]}
      """
    // One pod weighs round(ln 4) = 1: 100 × (1 + 0 - 1) ÷ 1 and 100 × (1 + 0 - 0) ÷ 1.
    #expect(
      try failures("topology_spread_score", inputs, #"{"scores": {"a": 0, "b": 100}}"#).isEmpty
    )
  }

  @Test func aBudgetFarOverdrawnProtectsAndDoesNotOverflow() throws {
    let inputs = """
      {"preemptor": {"request": 1, "priority": 9}, "node_capacity": 1, "nodes": ["a"], \
      "pods": [{"name": "p", "node": "a", "request": 1, "priority": 0, "labels": {"x": ""}}], \
      "pdbs": [{"selector": {"x": ""}, "disruptions_allowed": \(Int64.min)}]}
      """
    let expected = #"{"candidates_any_of": ["a"], "victims": {"a": ["p"]}}"#
    #expect(try failures("preemption", inputs, expected).isEmpty)
  }
}
