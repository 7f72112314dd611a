internal import Autoscaling
internal import EventCore

extension ConformanceTopic {
  /// KEDA's own decision in one polling loop.
  static let kedaScale = ConformanceTopic("keda_scale") {
    (inputs: KEDAInputs, expected: KEDAExpected) in
    let scaler = KEDAScaler(
      minReplicas: inputs.min ?? 0,
      maxReplicas: inputs.max ?? 100,
      idleReplicas: inputs.idle,
      cooldown: try duration(seconds: inputs.cooldownSeconds ?? 300),
      initialCooldown: try duration(seconds: inputs.initialCooldownSeconds ?? 0)
    )
    let replicas = scaler.replicas(
      isActive: try inputs.isActive(),
      current: inputs.current,
      sinceLastActive: try inputs.secondsSinceLastActive.map { try duration(seconds: $0) },
      sinceCreation: try duration(seconds: inputs.secondsSinceCreation)
    )
    try expectEqual(replicas, expected.replicas, "replicas")
  }
}

private struct KEDAInputs: Decodable {
  struct Trigger: Decodable {
    var value: Double
    var activationThreshold: Double?
  }

  var active: Bool?
  /// What `active` follows from, where a case leaves that open.
  var triggers: [Trigger]?
  var current: Int
  var min: Int?
  var max: Int?
  var idle: Int?
  var cooldownSeconds: Int64?
  var initialCooldownSeconds: Int64?
  var secondsSinceLastActive: Int64?
  var secondsSinceCreation: Int64

  func isActive() throws -> Bool {
    guard let triggers else { return try known(active, "inputs.active is missing") }
    let found = Autoscaling.isActive(
      triggers.map { ($0.value, $0.activationThreshold ?? 0) }
    )
    try expectEqual(active ?? found, found, "active")
    return found
  }
}

private struct KEDAExpected: Decodable {
  var replicas: Int
}
