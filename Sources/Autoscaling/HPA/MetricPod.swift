package import EventCore

/// One pod of a scaled workload, as the horizontal pod autoscaler sees it for one metric.
package struct MetricPod: Sendable, Hashable {
  package enum Phase: String, Sendable {
    case pending = "Pending"
    case running = "Running"
    case succeeded = "Succeeded"
    case failed = "Failed"
  }

  package var phase: Phase
  package var isDeleting: Bool
  package var isReady: Bool
  /// What the pod, or one container of it, requests; nil if a container says nothing.
  package var request: Int64?
  /// What it uses, in the unit of the request or in thousandths; nil without a sample.
  package var usage: Int64?
  /// Since the kubelet saw it first; nil if it has not.
  package var sinceStart: SimDuration?
  /// Since its readiness changed last; nil without a ready condition.
  package var sinceReadyTransition: SimDuration?

  package init(
    phase: Phase = .running,
    isDeleting: Bool = false,
    isReady: Bool = true,
    request: Int64? = nil,
    usage: Int64? = nil,
    sinceStart: SimDuration? = .seconds(3600),
    sinceReadyTransition: SimDuration? = .seconds(3600)
  ) {
    self.phase = phase
    self.isDeleting = isDeleting
    self.isReady = isReady
    self.request = request
    self.usage = usage
    self.sinceStart = sinceStart
    self.sinceReadyTransition = sinceReadyTransition
  }
}

/// When a sample of cpu use counts although the pod may still be starting.
package struct ReadinessRules: Sendable {
  /// So long after its start a pod may burn cpu on initialising.
  package var cpuInitializationPeriod = SimDuration.seconds(300)
  /// A pod that changed its readiness only within so long after its start was never ready.
  package var initialReadinessDelay = SimDuration.seconds(30)
  /// How old the samples are.
  package var sampleAge = SimDuration.zero
  /// How long each sample was taken over.
  package var sampleWindow = SimDuration.seconds(30)

  package init() {}

  /// Whether the sample of a running pod is left out of its workload's use of cpu.
  func leavesOut(_ pod: MetricPod) -> Bool {
    guard let sinceStart = pod.sinceStart, let sinceChange = pod.sinceReadyTransition else {
      return true
    }
    if sinceStart < cpuInitializationPeriod {
      return !pod.isReady || sinceChange < sampleAge + sampleWindow
    }
    return !pod.isReady && sinceStart < initialReadinessDelay + sinceChange
  }
}

/// The pods of a workload by what is known about them.
struct PodGroups {
  /// Counted with what they use.
  var ready: [MetricPod] = []
  var unready: [MetricPod] = []
  var missing: [MetricPod] = []

  /// Groups the pods; those that are being deleted or have failed are in no group.
  ///
  /// Readiness is nil for metrics other than cpu, which count pods ready or not. Source:
  /// `groupPods` in `pkg/controller/podautoscaler/replica_calculator.go`.
  init(_ pods: [MetricPod], readiness: ReadinessRules?) {
    for pod in pods where !pod.isDeleting && pod.phase != .failed {
      if pod.phase == .pending {
        unready.append(pod)
      } else if pod.usage == nil {
        missing.append(pod)
      } else if readiness?.leavesOut(pod) == true {
        unready.append(pod)
      } else {
        ready.append(pod)
      }
    }
  }
}
