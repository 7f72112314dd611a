/// A scenario to begin with.
package struct ScenarioTemplate: Sendable {
  /// What `init` calls it.
  package var name: String
  package var summary: String
  /// The whole file.
  package var text: String
}

/// Every scenario to begin with, smallest first.
package let scenarioTemplates: [ScenarioTemplate] = [twoTenantsTemplate, tiersTemplate]
