/// A condition on a run that CI can trust: it passes, fails or is inconclusive, never silently.
package struct Gate: Hashable, Sendable {
  /// What is asked.
  package enum Condition: Hashable, Sendable {
    /// The verdict of the objectives must be `pass`.
    case verdict
    /// A metric, in its own unit, must lie on the allowed side of a limit.
    case limit(Metric, Comparison, Double)
  }

  package enum Comparison: String, CaseIterable, Sendable, Codable {
    case atMost = "lte"
    case atLeast = "gte"
  }

  /// Unique among the gates of a scenario.
  package var name: String
  package var condition: Condition
  /// The patterns it holds for; nil means every pattern that was run.
  package var patterns: [IsolationPattern]?
  /// The tenant whose numbers count; nil means each.
  package var tenant: String?
  /// An endpoint by its label, `service` or `service/endpoint`; nil means each.
  package var endpoint: String?
  /// The objectives it is about; nil means each.
  package var objectives: NameSet?
  /// Where it stands in its scenario file; nil if it comes from elsewhere.
  package var place: SourcePlace?

  package init(
    name: String,
    condition: Condition,
    patterns: [IsolationPattern]? = nil,
    tenant: String? = nil,
    endpoint: String? = nil,
    objectives: NameSet? = nil,
    place: SourcePlace? = nil
  ) {
    self.name = name
    self.condition = condition
    self.patterns = patterns
    self.tenant = tenant
    self.endpoint = endpoint
    self.objectives = objectives
    self.place = place
  }

  /// The metric that is limited; nil if it is a verdict that counts.
  package var metric: Metric? {
    guard case .limit(let metric, _, _) = condition else { return nil }
    return metric
  }

  /// What the gate looks at one by one.
  package var scope: Metric.Scope { metric?.scope ?? .objective }
}

/// Names given as one text: a name, or how names begin, as in `gold-*`.
package struct NameSet: Hashable, Sendable {
  /// As written.
  package var text: String

  package init(_ text: String) { self.text = text }

  package func contains(_ name: String) -> Bool {
    text.hasSuffix("*") ? name.hasPrefix(text.dropLast()) : name == text
  }
}

/// A line and a column of a file, both counted from one.
package struct SourcePlace: Hashable, Sendable, Codable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
