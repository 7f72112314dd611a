package import EventCore

/// What a workload says of its pods beyond what they request: where they may run, who gives way to
/// them, and when they are there.
package struct PodTerms: Hashable, Sendable {
  package var rules: SchedulingRules
  /// Nil means the tenant's.
  package var priorityClass: String?
  /// When its controller creates the pods, from the beginning of the run.
  package var startsAt: SimTime
  /// When its controller deletes them; nil keeps them.
  package var endsAt: SimTime?

  package init(
    rules: SchedulingRules = SchedulingRules(),
    priorityClass: String? = nil,
    startsAt: SimTime = .start,
    endsAt: SimTime? = nil
  ) {
    self.rules = rules
    self.priorityClass = priorityClass
    self.startsAt = startsAt
    self.endsAt = endsAt
  }
}
