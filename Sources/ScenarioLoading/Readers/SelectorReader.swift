internal import Domain

/// Which pods are meant, by their labels.
func selectorShape() -> Shape<LabelSelector> {
  object("LabelSelector", "Pods whose labels meet every condition.") { fields in
    LabelSelector(
      matchLabels: fields.optional("matchLabels", "Labels they have.", labels(), default: [:]),
      matchExpressions: fields.optional(
        "matchExpressions",
        "Conditions on their labels.",
        list(of: requirementShape(.pod)),
        default: []
      )
    )
  }
}

/// Whose labels a condition is about; those of nodes may be compared as numbers.
enum LabelOwner {
  case node
  case pod
}

/// One condition on a label.
func requirementShape(_ owner: LabelOwner) -> Shape<LabelRequirement> {
  let isNode = owner == .node
  let name = isNode ? "NodeSelectorRequirement" : "LabelSelectorRequirement"
  let operators = LabelRequirement.Comparison.allCases.filter { isNode || !$0.isNumeric }
  return object(name, "One condition on a label.") { fields in
    let key = fields.required("key", "Key of the label.", scalar(qualifiedName()))
    let comparison = fields.required(
      "operator",
      "How the label is compared.",
      word(operators.map { ($0.rawValue, $0) }, standIn: .exists)
    )
    let values = fields.optional(
      "values",
      "What it is compared with.",
      list(of: scalar(labelValue())),
      default: []
    )
    fields.check { place, reading in
      guard let problem = comparison.problem(with: values) else { return }
      reading.report(problem, at: place.path["values"])
    }
    return LabelRequirement(key: key, comparison: comparison, values: values)
  }
}

extension LabelRequirement.Comparison {
  fileprivate var isNumeric: Bool { self == .greaterThan || self == .lessThan }

  /// What is wrong with the number of values, if anything; as apimachinery's validation.
  fileprivate func problem(with values: [String]) -> String? {
    switch self {
    case .isIn, .notIn:
      values.isEmpty ? "`operator: \(rawValue)` needs at least one of `values`" : nil
    case .exists, .doesNotExist:
      values.isEmpty ? nil : "`values` can't stand beside `operator: \(rawValue)`"
    case .greaterThan, .lessThan:
      values.count == 1 && Int64(values[0]) != nil
        ? nil : "`operator: \(rawValue)` needs one whole number in `values`"
    }
  }
}
