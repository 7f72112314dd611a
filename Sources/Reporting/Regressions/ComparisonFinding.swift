internal import Analysis
internal import Domain
internal import Statistics

extension MetricDifference {
  /// The difference as CI systems take it.
  var finding: Finding {
    let subject = [key.pattern.rawValue, key.subject, key.point].filter { !$0.isEmpty }
    return Finding(
      kind: .comparison,
      id: key.metric.rawValue,
      subject: subject.joined(separator: " "),
      status: status,
      metric: key.metric,
      limit: "worse by at most \(ComparisonWords(key.metric).text(of: tolerance))",
      observed: difference,
      count: head.count,
      needed: head.needed,
      message: message,
      severity: severity
    )
  }

  private var status: Verdict {
    switch outcome {
    case .regressed: .fail
    case .inconclusive: .inconclusive
    case .improved, .unchanged, .equal, .notStated: .pass
    }
  }

  private var message: String {
    if let missing { return "It is \(missing)." }
    let words = ComparisonWords(key.metric)
    let numbers = "\(words.value(base.estimate)) before, \(words.value(head.estimate)) now"
    let change = words.change(self)
    let by = ["~", "=", "n/a"].contains(change) ? "" : ", a change of \(change)"
    let tolerance = words.text(of: tolerance)
    switch outcome {
    case .regressed: return "\(numbers)\(by): worse beyond the tolerance of \(tolerance)."
    case .inconclusive:
      return "\(numbers)\(by): the interval of the change allows one beyond the tolerance of "
        + "\(tolerance)."
    case .improved: return "\(numbers)\(by): better beyond the tolerance of \(tolerance)."
    case .unchanged: return "\(numbers)\(by): within the tolerance of \(tolerance)."
    case .equal: return "\(numbers): the same."
    case .notStated: return "\(numbers)."
    }
  }

  /// How many tolerances worse it is; of a tolerance of nothing, how many of its own size.
  private var severity: Double {
    guard let difference, let old = base.estimate?.value else { return 0 }
    let worse = key.metric.isBetterHigh ? -difference.value : difference.value
    let allowed =
      switch tolerance {
      case .relative(let share): share * old.magnitude
      case .absolute(let amount): amount
      }
    return worse / max(allowed, old.magnitude * 1e-3, 1e-9)
  }
}
