internal import Autoscaling
internal import EventCore

extension ConformanceTopic {
  /// How much of a node the cluster autoscaler counts as used.
  static let clusterAutoscalerUtilization = ConformanceTopic("ca_utilization") {
    (inputs: UtilizationInputs, expected: UtilizationExpected) in
    let node = inputs.nodeAllocatable
    let found = NodeUtilization(
      cpu: node.cpu ?? 0,
      memory: node.memory ?? 0,
      gpu: node.gpu,
      pods: try inputs.pods.map { try $0.resident() },
      ignoring: .init(
        daemonSets: inputs.ignoreDaemonsets == true,
        mirrorPods: inputs.ignoreMirrorPods == true
      )
    )
    if let error = expected.error { return try expected.expectFailure(error, found) }
    try expected.compare(try known(found, "the node has none of a resource"))
  }
}

private struct UtilizationInputs: Decodable {
  struct Node: Decodable {
    var cpu: Int64?
    var memory: Int64?
    var gpu: Int64?
  }

  struct Step: Decodable {
    var cpu: Int64?
    var memory: Int64?
    var gpu: Int64?
    var restartAlways: Bool?
  }

  struct Pod: Decodable {
    var cpu: Int64?
    var memory: Int64?
    var gpu: Int64?
    var initContainers: [Step]?
    var kind: String?
    // No shipped case has a terminating pod; each of these names can only mean how long ago its
    // deletion was asked for.
    var terminatingSeconds: Int64?
    var terminatingForSeconds: Int64?
    var deletionAgeSeconds: Int64?
    var deletedSecondsAgo: Int64?
    var secondsSinceDeletion: Int64?
    var gracePeriodSeconds: Int64?

    func resident() throws -> ResidentPod {
      ResidentPod(
        kind: try residentKind(),
        cpu: request(cpu, \.cpu),
        memory: request(memory, \.memory),
        gpu: request(gpu, \.gpu),
        sinceDeletion: try sinceDeletion.map { try duration(seconds: $0) },
        gracePeriod: try duration(seconds: gracePeriodSeconds ?? 30)
      )
    }

    private var sinceDeletion: Int64? {
      terminatingSeconds ?? terminatingForSeconds ?? deletionAgeSeconds ?? deletedSecondsAgo
        ?? secondsSinceDeletion
    }

    private func residentKind() throws -> ResidentPod.Kind {
      switch kind {
      case nil: .ordinary
      case "daemonset": .daemonSet
      case "mirror": .mirror
      case let kind?: throw Mismatch(description: "unknown kind of pod '\(kind)'")
      }
    }

    private func request(_ container: Int64?, _ amount: KeyPath<Step, Int64?>) -> Int64 {
      let steps = (initContainers ?? []).map { step in
        InitStep(
          request: step[keyPath: amount] ?? 0,
          restartsAlways: step.restartAlways == true
        )
      }
      return podRequest(containers: [container ?? 0], steps: steps)
    }
  }

  var nodeAllocatable: Node
  var pods: [Pod]
  var ignoreDaemonsets: Bool?
  var ignoreMirrorPods: Bool?
}

/// Fractions as `[numerator, denominator]`; what is left out is not compared.
private struct UtilizationExpected: Decodable {
  var utilization: [Int64]?
  var cpu: [Int64]?
  var memory: [Int64]?
  var gpu: [Int64]?
  /// That there is no answer, because the node has no cpu or no memory; the word is the case's own.
  var error: String?

  func expectFailure(_ error: String, _ found: NodeUtilization?) throws {
    guard !error.isEmpty, utilization ?? cpu ?? memory ?? gpu == nil else {
      throw Mismatch(description: "both an answer and a failure are expected")
    }
    if let found { throw Mismatch(description: "found \(found.share), expected \(error)") }
  }

  func compare(_ found: NodeUtilization) throws {
    try compare(found.share, utilization, "utilization")
    try compare(found.cpu, cpu, "cpu")
    try compare(found.memory, memory, "memory")
    try compare(found.gpu, gpu, "gpu")
    guard utilization ?? cpu ?? memory ?? gpu != nil else {
      throw Mismatch(description: "nothing is expected")
    }
  }

  private func compare(_ found: Double?, _ expected: [Int64]?, _ what: String) throws {
    guard let expected else { return }
    guard expected.count == 2 else { throw Mismatch(description: "\(what) is no fraction") }
    let share = try known(found, "\(what): found nothing")
    // Both are the double nearest to one and the same fraction.
    try expectEqual(share, Double(expected[0]) / Double(expected[1]), what)
  }
}
