/// Which labelled things are meant: all pairs and all requirements must hold.
///
/// An empty selector means everything; where Kubernetes tells none from empty, it is optional.
package struct LabelSelector: Hashable, Sendable {
  package var matchLabels: [String: String]
  package var matchExpressions: [LabelRequirement]

  package init(
    matchLabels: [String: String] = [:],
    matchExpressions: [LabelRequirement] = []
  ) {
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
  }
}

/// One condition on a label.
package struct LabelRequirement: Hashable, Sendable {
  package enum Comparison: String, CaseIterable, Sendable {
    case isIn = "In"
    /// Also holds where the label is absent.
    case notIn = "NotIn"
    case exists = "Exists"
    case doesNotExist = "DoesNotExist"
    /// Whole numbers; only for nodes.
    case greaterThan = "Gt"
    case lessThan = "Lt"
  }

  package var key: String
  package var comparison: Comparison
  package var values: [String]

  package init(key: String, comparison: Comparison, values: [String] = []) {
    self.key = key
    self.comparison = comparison
    self.values = values
  }
}
