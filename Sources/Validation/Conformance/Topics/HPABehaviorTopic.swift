internal import Autoscaling
internal import EventCore

extension ConformanceTopic {
  /// Windows, policies and bounds of the horizontal pod autoscaler.
  static let hpaBehavior = ConformanceTopic(
    "hpa_behavior",
    kinds: [
      "behavior_rate": ConformanceTopic("behavior_rate") {
        (inputs: RateInputs, expected: LimitExpected) in
        let behavior = HPABehavior(
          scaleUp: try inputs.scaleUp.rules(),
          scaleDown: try inputs.scaleDown.rules()
        )
        let history = ScalingHistory(
          ups: try inputs.scaleUpEvents.map { try $0.event() },
          downs: try inputs.scaleDownEvents.map { try $0.event() }
        )
        let found = limited(
          inputs.desired,
          current: inputs.current,
          bounds: try bounds(inputs.min, inputs.max),
          history: history,
          behavior
        )
        try expected.compare(found)
      },
      "no_behavior_limits": ConformanceTopic("no_behavior_limits") {
        (inputs: LimitInputs, expected: LimitExpected) in
        let found = limitedByDefault(
          inputs.desired,
          current: inputs.current,
          bounds: try bounds(inputs.min, inputs.max)
        )
        try expected.compare(found)
      },
      "downscale_stabilisation": ConformanceTopic("downscale_stabilisation") {
        (inputs: DownscaleInputs, expected: StabilizationExpected) in
        let found = stabilizedDownscale(
          inputs.desired,
          history: try inputs.history.map { try $0.past() },
          window: try duration(seconds: inputs.windowSeconds)
        )
        try expectEqual(found, expected.stabilised, "stabilised")
      },
      "behavior_stabilisation": ConformanceTopic("behavior_stabilisation") {
        (inputs: StabilizationInputs, expected: StabilizationExpected) in
        var behavior = HPABehavior()
        behavior.scaleUp.stabilizationWindow = try duration(seconds: inputs.scaleUpWindowSeconds)
        behavior.scaleDown.stabilizationWindow =
          try duration(seconds: inputs.scaleDownWindowSeconds)
        let found = stabilized(
          inputs.desired,
          current: inputs.current,
          history: try inputs.history.map { try $0.past() },
          behavior
        )
        try expectEqual(found, expected.stabilised, "stabilised")
      },
    ]
  )
}

private func bounds(_ least: Int, _ most: Int) throws -> ClosedRange<Int> {
  guard least <= most else { throw Mismatch(description: "min is above max") }
  return least...most
}

private struct RateInputs: Decodable {
  struct Rules: Decodable {
    struct Policy: Decodable {
      var type: String
      var value: Int
      var periodSeconds: Int64

      func policy() throws -> ScalingRules.Policy {
        let amounts: [String: ScalingRules.Policy.Amount] = [
          "Pods": .pods(value), "Percent": .percent(value),
        ]
        let amount = try known(amounts[type], "unknown type of policy '\(type)'")
        return .init(amount, period: try duration(seconds: periodSeconds))
      }
    }

    var selectPolicy: String?
    var policies: [Policy]

    func rules() throws -> ScalingRules {
      let name = selectPolicy ?? "Max"
      return ScalingRules(
        selection: try known(.init(rawValue: name), "unknown selectPolicy '\(name)'"),
        policies: try policies.map { try $0.policy() }
      )
    }
  }

  struct Event: Decodable {
    var change: Int
    var ageSeconds: Int64

    func event() throws -> ScaleEvent {
      ScaleEvent(change: change, age: try duration(seconds: ageSeconds))
    }
  }

  var current: Int
  var desired: Int
  var min: Int
  var max: Int
  var scaleUp: Rules
  var scaleDown: Rules
  var scaleUpEvents: [Event]
  var scaleDownEvents: [Event]
}

private struct LimitInputs: Decodable {
  var current: Int
  var desired: Int
  var min: Int
  var max: Int
}

private struct LimitExpected: Decodable {
  var replicas: Int
  var condition: String?

  func compare(_ found: LimitedReplicas) throws {
    try expectEqual(found.replicas, replicas, "replicas")
    if let condition { try expectEqual(found.limit.rawValue, condition, "condition") }
  }
}

private struct HistoryEntry: Decodable {
  var recommendation: Int
  var ageSeconds: Int64

  func past() throws -> PastRecommendation {
    PastRecommendation(replicas: recommendation, age: try duration(seconds: ageSeconds))
  }
}

private struct DownscaleInputs: Decodable {
  var windowSeconds: Int64
  var history: [HistoryEntry]
  var desired: Int
}

private struct StabilizationInputs: Decodable {
  var current: Int
  var desired: Int
  var scaleUpWindowSeconds: Int64
  var scaleDownWindowSeconds: Int64
  var history: [HistoryEntry]
}

private struct StabilizationExpected: Decodable {
  var stabilised: Int
}
