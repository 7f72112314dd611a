package import EventCore

/// How long the kubelet waits before it restarts a container that has died (CrashLoopBackOff).
///
/// The first time not at all, then 10 s, twice as long each time, 300 s at most; a container that
/// has been up for more than 10 minutes begins anew. Source: `doBackOff` in
/// `pkg/kubelet/kuberuntime/kuberuntime_manager.go` and `client-go/util/flowcontrol/backoff.go` of
/// Kubernetes 1.34 to 1.36, without the alpha gates that shorten it.
package struct RestartBackoff: Sendable, BitwiseCopyable {
  package static let initial = SimDuration.seconds(10)
  package static let most = SimDuration.seconds(300)

  /// What the next death waits; nil before the first restart.
  private var next: SimDuration?
  private var lastRestart = SimTime.start

  package init() {}

  /// When a container that died at an instant starts again.
  package mutating func restart(afterDeathAt death: SimTime) -> SimTime {
    // Forgotten after twice the longest wait, counted from the last restart.
    let isForgotten = death - lastRestart > .seconds(2 * 300)
    let wait = isForgotten ? nil : next
    let restart = death + (wait ?? .zero)
    let double = SimDuration(nanoseconds: 2 * (wait?.nanoseconds ?? 0))
    next = wait == nil ? Self.initial : min(double, Self.most)
    lastRestart = restart
    return restart
  }
}
