extension LabelSelector {
  /// Whether all of its conditions hold for a set of labels.
  package func matches(_ labels: [String: String]) -> Bool {
    matchLabels.allSatisfy { labels[$0.key] == $0.value }
      && matchExpressions.allSatisfy { $0.matches(labels) }
  }
}

extension LabelRequirement {
  /// Whether the condition holds; source: apimachinery's `labels.Requirement`.
  package func matches(_ labels: [String: String]) -> Bool {
    let value = labels[key]
    switch comparison {
    case .isIn: return value.map(values.contains) ?? false
    case .notIn: return value.map { !values.contains($0) } ?? true
    case .exists: return value != nil
    case .doesNotExist: return value == nil
    case .greaterThan, .lessThan:
      guard let value = value.flatMap({ Int64($0) }), values.count == 1,
        let bound = Int64(values[0])
      else { return false }
      return comparison == .greaterThan ? value > bound : value < bound
    }
  }
}
