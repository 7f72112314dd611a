/// What of a scheduler's configuration scenarios don't set, and what suites want otherwise.
package struct SchedulerOptions: Sendable {
  /// Whether nodes have their name for a host name label where they don't say, as kubelets see to.
  package var impliesHostnames = true
  /// Whether soft constraints of pods count nodes that lack a key, as the built-in ones do.
  package var allowsMissingSpreadKeys = false
  /// What a running pod's required affinity is worth in scores; upstream's default.
  package var hardPodAffinityWeight = 1

  package init() {}
}
