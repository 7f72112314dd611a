/// One point of a sweep: a scenario of its own, and what sets it apart from the others.
///
/// All points have the same tenants, services, endpoints, objectives and pools, and the same run
/// settings, so that what is numbered in one is numbered alike in all.
package struct SweepPoint: Hashable, Sendable {
  /// Unique, for example `rate=4/s, replicas=2`.
  package var label: String
  /// What it sets, in the order of the file.
  package var values: [SweepValue]
  package var scenario: Scenario

  package init(label: String, values: [SweepValue], scenario: Scenario) {
    self.label = label
    self.values = values
    self.scenario = scenario
  }
}

/// A value that a point of a sweep sets.
package struct SweepValue: Hashable, Sendable {
  /// As written, for example `tenants.codegen.services.complete.replicas`.
  package var path: String
  /// As written, a mapping or list in flow style.
  package var value: String

  /// What stands behind a number; nil if nothing does.
  package var unit: String? { unitBehind(value) }

  package init(path: String, value: String) {
    self.path = path
    self.value = value
  }
}
