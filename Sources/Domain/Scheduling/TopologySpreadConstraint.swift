/// How evenly pods that match are to be spread over the domains of a topology key.
package struct TopologySpreadConstraint: Hashable, Sendable {
  package enum WhenUnsatisfiable: String, CaseIterable, Sendable {
    case doNotSchedule = "DoNotSchedule"
    case scheduleAnyway = "ScheduleAnyway"
  }

  /// Whether nodes that the pod can't use for another reason count as domains.
  package enum NodeInclusion: String, CaseIterable, Sendable {
    /// They don't.
    case honor = "Honor"
    case ignore = "Ignore"
  }

  package var maxSkew: Int
  package var topologyKey: String
  package var whenUnsatisfiable: WhenUnsatisfiable
  /// Nil and empty match no pod.
  package var selector: LabelSelector?
  package var minDomains: Int?
  package var nodeAffinityPolicy: NodeInclusion
  package var nodeTaintsPolicy: NodeInclusion

  package init(
    maxSkew: Int,
    topologyKey: String,
    whenUnsatisfiable: WhenUnsatisfiable,
    selector: LabelSelector?,
    minDomains: Int? = nil,
    nodeAffinityPolicy: NodeInclusion = .honor,
    nodeTaintsPolicy: NodeInclusion = .ignore
  ) {
    self.maxSkew = maxSkew
    self.topologyKey = topologyKey
    self.whenUnsatisfiable = whenUnsatisfiable
    self.selector = selector
    self.minDomains = minDomains
    self.nodeAffinityPolicy = nodeAffinityPolicy
    self.nodeTaintsPolicy = nodeTaintsPolicy
  }
}
