package import Analysis
internal import Domain

/// How a comparison of two runs is written out.
package enum ComparisonFormat: String, CaseIterable, Sendable {
  case table
  case json
  case markdown
  case junit
  case github
}

/// A comparison with what its readers want to know of the two runs.
package struct ComparisonDocument: Sendable {
  package var comparison: RunComparison
  /// Patterns that can't be built any more.
  package var lostPatterns: [RunMetrics.Variant]
  package var baseLabel: String
  package var headLabel: String
  /// The file that annotations point to; nil for none.
  package var file: String?
  /// Whether what did not change is listed too.
  package var listsAll: Bool
  package var failsOnInconclusive: Bool

  package init(
    _ comparison: RunComparison,
    lostPatterns: [RunMetrics.Variant],
    labels: (base: String, head: String),
    file: String? = nil,
    listsAll: Bool = false,
    failsOnInconclusive: Bool = false
  ) {
    self.comparison = comparison
    self.lostPatterns = lostPatterns
    baseLabel = labels.base
    headLabel = labels.head
    self.file = file
    self.listsAll = listsAll
    self.failsOnInconclusive = failsOnInconclusive
  }

  /// Fail if anything regressed, else inconclusive if anything is.
  package var verdict: Verdict {
    if !lostPatterns.isEmpty || comparison.count(.regressed) > 0 { return .fail }
    return comparison.count(.inconclusive) > 0 ? .inconclusive : .pass
  }
}

/// Returns a comparison as text that ends with a line feed.
///
/// Markdown is cut to `maxBytes` of UTF-8; nil is no limit.
package func render(
  _ document: ComparisonDocument,
  as format: ComparisonFormat,
  maxBytes: Int? = nil
) -> String {
  switch format {
  case .table: comparisonText(document)
  case .json: comparisonJSON(document).text + "\n"
  case .markdown:
    fittedMarkdown(
      lead: document.facts.map(SafeText.markdown),
      comparisonTable(document),
      maxBytes: maxBytes
    )
  case .junit: junit(document.findingReport)
  case .github: githubAnnotations(document.findingReport)
  }
}

extension ComparisonDocument {
  /// What the formats of CI systems take.
  var findingReport: FindingReport {
    let lost = lostPatterns.map { variant in
      Finding(
        kind: .comparison,
        id: "pattern",
        subject: variant.title,
        status: .fail,
        limit: "can be built",
        count: 0,
        message: "It can't be built any more: \(variant.infeasibleReason ?? "no reason is known")",
        severity: .greatestFiniteMagnitude
      )
    }
    return FindingReport(
      title: "\(headLabel) against \(baseLabel)",
      findings: lost + comparison.differences.filter { $0.outcome != .notStated }.map(\.finding),
      file: file,
      notes: notes,
      failsOnInconclusive: failsOnInconclusive
    )
  }

  var notes: [String] {
    comparison.notes + listed(comparison.removed, "in the base only")
      + listed(comparison.added, "in the head only")
  }

  /// Named one by one up to ten, for nothing is dropped without a word.
  private func listed(_ keys: [MetricKey], _ whose: String) -> [String] {
    guard !keys.isEmpty else { return [] }
    let subjects = Set(keys.map(\.subject).filter { !$0.isEmpty }).sorted()
    let names = subjects.prefix(10).joined(separator: ", ")
    let more = subjects.count > 10 ? " and \(counted(subjects.count - 10, "other"))" : ""
    return [
      "\(counted(keys.count, "metric")) \(whose)" + (names.isEmpty ? "" : ": \(names)\(more)")
    ]
  }

  var facts: [String] {
    let counts = MetricDifference.Outcome.allCases.filter { comparison.count($0) > 0 }
      .map { "\(comparison.count($0)) \($0.words)" }
    let how =
      comparison.method == .paired
      ? "paired by replication (seed \(comparison.head.seed))" : "independent samples (Welch)"
    let level = NumberText.percent(comparison.head.confidence)
    return [
      "\(headLabel) against \(baseLabel): \(counts.joined(separator: ", "))",
      "\(how); decided at \(level) after Holm's correction for "
        + "\(counted(comparison.tests, "comparison"))",
    ] + lostPatterns.map { "regressed: \($0.title) can't be built any more" } + notes
  }
}
