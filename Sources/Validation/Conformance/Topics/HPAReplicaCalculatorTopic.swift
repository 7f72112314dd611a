internal import Autoscaling
internal import EventCore

extension ConformanceTopic {
  /// How many replicas one metric asks for.
  static let hpaReplicaCalculator = ConformanceTopic(
    "hpa_replica_calculator",
    kinds: [
      "resource_utilization": ConformanceTopic("resource_utilization") {
        (inputs: UtilizationInputs, expected: ReplicaExpected) in
        let calculator = ReplicaCalculator(
          tolerance: .init(inputs.tolerance),
          readiness: try inputs.readiness()
        )
        let pods = try inputs.pods.map { try $0.pod() }
        try expected.compare { () throws(ReplicaCalculator.Failure) in
          try calculator.utilization(
            of: pods,
            target: inputs.targetUtilizationPercent,
            current: inputs.currentReplicas,
            orphans: inputs.orphanMetricsMilli ?? []
          )
        }
      },
      "pods_metric": ConformanceTopic("pods_metric") {
        (inputs: PodsInputs, expected: ReplicaExpected) in
        let calculator = ReplicaCalculator(tolerance: .init(inputs.tolerance))
        let pods = try inputs.pods.map { try $0.pod() }
        try expected.compare { () throws(ReplicaCalculator.Failure) in
          try calculator.podAverage(
            of: pods,
            targetMilli: inputs.targetMilli,
            current: inputs.currentReplicas,
            orphans: inputs.orphanMetricsMilli ?? []
          )
        }
      },
      "object_value": value, "external_value": value,
      "object_average": average, "external_average": average,
    ]
  )

  private static let value = ConformanceTopic("value") {
    (inputs: ValueInputs, expected: ReplicaExpected) in
    let found = ReplicaCalculator(tolerance: .init(inputs.tolerance)).value(
      metricMilli: inputs.metricMilli,
      targetMilli: inputs.targetMilli,
      current: inputs.currentReplicas,
      readyPods: inputs.readyPods
    )
    try expected.compare { () throws(ReplicaCalculator.Failure) in found }
  }

  private static let average = ConformanceTopic("average") {
    (inputs: AverageInputs, expected: ReplicaExpected) in
    let found = ReplicaCalculator(tolerance: .init(inputs.tolerance)).averageValue(
      metricMilli: inputs.metricMilli,
      targetMilli: inputs.targetMilli,
      current: inputs.currentReplicas
    )
    try expected.compare { () throws(ReplicaCalculator.Failure) in found }
  }
}

private struct PodShape: Decodable {
  var phase: String
  var ready: Bool
  var deleting: Bool?
  var requestMilli: Int64?
  var usageMilli: Int64?
  var secondsSinceStart: Int64?
  var secondsSinceReadyTransition: Int64?

  func pod() throws -> MetricPod {
    MetricPod(
      phase: try known(.init(rawValue: phase), "unknown phase '\(phase)'"),
      isDeleting: deleting == true,
      isReady: ready,
      request: requestMilli,
      usage: usageMilli,
      sinceStart: try secondsSinceStart.map { try duration(seconds: $0) },
      sinceReadyTransition: try secondsSinceReadyTransition.map { try duration(seconds: $0) }
    )
  }
}

private struct UtilizationInputs: Decodable {
  var currentReplicas: Int
  var targetUtilizationPercent: Int64
  var tolerance: Double
  var pods: [PodShape]
  var orphanMetricsMilli: [Int64]?
  var metricAgeSeconds: Int64?
  var metricWindowSeconds: Int64?
  var cpuInitializationPeriodSeconds: Int64?
  var initialReadinessDelaySeconds: Int64?

  func readiness() throws -> ReadinessRules {
    var rules = ReadinessRules()
    if let age = metricAgeSeconds { rules.sampleAge = try duration(seconds: age) }
    if let window = metricWindowSeconds { rules.sampleWindow = try duration(seconds: window) }
    if let period = cpuInitializationPeriodSeconds {
      rules.cpuInitializationPeriod = try duration(seconds: period)
    }
    if let delay = initialReadinessDelaySeconds {
      rules.initialReadinessDelay = try duration(seconds: delay)
    }
    return rules
  }
}

private struct PodsInputs: Decodable {
  var currentReplicas: Int
  var targetMilli: Int64
  var tolerance: Double
  var pods: [PodShape]
  var orphanMetricsMilli: [Int64]?
}

private struct ValueInputs: Decodable {
  var currentReplicas: Int
  var targetMilli: Int64
  var tolerance: Double
  var metricMilli: Int64
  var readyPods: Int
}

private struct AverageInputs: Decodable {
  var currentReplicas: Int
  var targetMilli: Int64
  var tolerance: Double
  var metricMilli: Int64
}

private struct ReplicaExpected: Decodable {
  var replicas: Int?
  var utilizationPercent: Int64?
  var usageMilli: Int64?
  var error: String?

  func compare(
    _ answer: () throws(ReplicaCalculator.Failure) -> ReplicaCalculator.Proposal
  ) throws {
    let found: ReplicaCalculator.Proposal
    do throws(ReplicaCalculator.Failure) {
      found = try answer()
    } catch {
      return try compare(error)
    }
    try expectEqual(nil, error, "error")
    try expectEqual(found.replicas, replicas, "replicas")
    if let measured = utilizationPercent ?? usageMilli {
      try expectEqual(found.measured, measured, "measured")
    }
  }

  private func compare(_ failure: ReplicaCalculator.Failure) throws {
    switch failure {
    case .missingRequest: try expectEqual("missing_request", error, "error")
    case .noMetrics:
      // Upstream words it in two ways: no sample of a ready pod, and none of a known pod.
      let words = ["no_metrics", "no_matching_metrics", "no_metrics_for_known_pods"]
      guard let error, words.contains(error) else {
        throw Mismatch(description: "error: found no_metrics, expected \(error ?? "an answer")")
      }
    }
  }
}
