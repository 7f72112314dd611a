/// How many replicas one metric asks for, before windows, policies and bounds.
///
/// Source: `pkg/controller/podautoscaler/replica_calculator.go` of Kubernetes 1.36.
package struct ReplicaCalculator: Sendable {
  /// How far from its target a metric may be before anything moves, as a share.
  package struct Tolerance: Sendable {
    package var up: Double
    package var down: Double

    /// The same both ways; 0.1 unless the controller is told otherwise.
    package init(_ both: Double = 0.1) { self.init(up: both, down: both) }

    /// Each way its own, as an autoscaler may set them from 1.33 on.
    package init(up: Double, down: Double) {
      self.up = up
      self.down = down
    }

    func allows(_ ratio: Double) -> Bool { abs(1 - ratio) <= (ratio > 1 ? up : down) }
  }

  /// What a metric asks for, and how much of it was measured.
  package struct Proposal: Sendable, Equatable {
    package var replicas: Int
    /// Percent of requests, or thousandths a pod; nil where there is nothing to divide by.
    package var measured: Int64?

    package init(replicas: Int, measured: Int64?) {
      self.replicas = replicas
      self.measured = measured
    }
  }

  /// Why a metric says nothing.
  package enum Failure: Error, Equatable {
    /// A container of some pod does not say what it requests.
    case missingRequest
    /// No pod that counts has a sample, or all request nothing.
    case noMetrics
  }

  package var tolerance: Tolerance
  /// When samples of cpu count.
  package var readiness: ReadinessRules

  package init(tolerance: Tolerance = Tolerance(), readiness: ReadinessRules = ReadinessRules()) {
    self.tolerance = tolerance
    self.readiness = readiness
  }

  /// `Utilization` of a resource, or of one container's (*ContainerResource*).
  ///
  /// The percentage is cut to a whole one before it is divided by the target. Orphans, samples of
  /// pods that are gone, count in the number of samples, as upstream. Only cpu leaves out pods that
  /// are still starting.
  package func utilization(
    of pods: [MetricPod],
    target percent: Int64,
    current: Int,
    orphans: [Int64] = [],
    isCPU: Bool = true
  ) throws(Failure) -> Proposal {
    guard pods.allSatisfy({ $0.request != nil }) else { throw .missingRequest }
    let groups = PodGroups(pods, readiness: isCPU ? readiness : nil)
    var sums = Sums(count: orphans.count)
    for pod in groups.ready { sums.add(Int128(pod.usage ?? 0), of: pod) }
    guard sums.request > 0 else { throw .noMetrics }
    let measured = Int64(clamping: sums.percent)
    let replicas = settled(groups, sums, current: current) { sums in
      Double(Int64(clamping: sums.percent)) / Double(percent)
    } assuming: { pod in
      Int128(pod.request ?? 0) * Int128(max(100, percent)) / 100
    }
    return Proposal(replicas: replicas, measured: measured)
  }

  /// `AverageValue` over pods: of a metric of theirs, or of a resource (then `isCPU` may be true).
  ///
  /// The mean is cut to a whole thousandth.
  package func podAverage(
    of pods: [MetricPod],
    targetMilli target: Int64,
    current: Int,
    orphans: [Int64] = [],
    isCPU: Bool = false
  ) throws(Failure) -> Proposal {
    let groups = PodGroups(pods, readiness: isCPU ? readiness : nil)
    var sums = Sums(count: 0)
    for usage in orphans { sums.add(Int128(usage)) }
    for pod in groups.ready { sums.add(Int128(pod.usage ?? 0)) }
    guard sums.count > 0 else { throw .noMetrics }
    let measured = Int64(clamping: sums.mean)
    let replicas = settled(groups, sums, current: current) { sums in
      Double(Int64(clamping: sums.mean)) / Double(target)
    } assuming: { _ in
      Int128(target)
    }
    return Proposal(replicas: replicas, measured: measured)
  }

  /// `Value` of an object's or an external metric, in thousandths.
  ///
  /// Multiplied are the pods that are running and ready, not the replicas asked for.
  package func value(
    metricMilli metric: Int64,
    targetMilli target: Int64,
    current: Int,
    readyPods: Int
  ) -> Proposal {
    let ratio = Double(metric) / Double(target)
    if current == 0 { return Proposal(replicas: wholeReplicas(ratio), measured: metric) }
    let replicas = tolerance.allows(ratio) ? current : wholeReplicas(ratio * Double(readyPods))
    return Proposal(replicas: replicas, measured: metric)
  }

  /// `AverageValue` of an object's or an external metric: shared out among the replicas.
  package func averageValue(
    metricMilli metric: Int64,
    targetMilli target: Int64,
    current: Int
  ) -> Proposal {
    let ratio = Double(metric) / (Double(target) * Double(current))
    let replicas =
      tolerance.allows(ratio) ? current : wholeReplicas(Double(metric) / Double(target))
    let mean = (Double(metric) / Double(current)).rounded(.up)
    return Proposal(replicas: replicas, measured: Int64(exactly: mean))
  }
}

// MARK: Pods that are not ready or without samples

/// Sums over the pods that count.
private struct Sums {
  var usage: Int128 = 0
  var request: Int128 = 0
  var count: Int

  mutating func add(_ usage: Int128, of pod: MetricPod? = nil) {
    self.usage += usage
    request += Int128(pod?.request ?? 0)
    count += 1
  }

  var percent: Int128 { 100 * usage / request }
  var mean: Int128 { usage / Int128(count) }
}

extension ReplicaCalculator {
  /// The replicas by what is measured, then, if some pods are missing from that, by the assumption
  /// that is most careful: they damp a change and never turn it round.
  private func settled(
    _ groups: PodGroups,
    _ measured: Sums,
    current: Int,
    ratio: (Sums) -> Double,
    assuming: (MetricPod) -> Int128
  ) -> Int {
    let first = ratio(measured)
    let countsUnready = !groups.unready.isEmpty && first > 1
    if !countsUnready && groups.missing.isEmpty {
      return tolerance.allows(first) ? current : wholeReplicas(first * Double(groups.ready.count))
    }
    var sums = measured
    if first != 1 {
      for pod in groups.missing { sums.add(first < 1 ? assuming(pod) : 0, of: pod) }
    }
    if countsUnready {
      for pod in groups.unready { sums.add(0, of: pod) }
    }
    let second = ratio(sums)
    if tolerance.allows(second) || first < 1 && second > 1 || first > 1 && second < 1 {
      return current
    }
    let replicas = wholeReplicas(second * Double(sums.count))
    let turnsRound = second < 1 && replicas > current || second > 1 && replicas < current
    return turnsRound ? current : replicas
  }
}
