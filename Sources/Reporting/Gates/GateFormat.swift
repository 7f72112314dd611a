package import Analysis
internal import Domain

/// How the findings of gates are written out.
package enum GateFormat: String, CaseIterable, Sendable {
  /// Aligned columns for a terminal.
  case table
  /// Everything, versioned; `bulkhead schema gate` describes it.
  case json
  /// For a job summary or a comment.
  case markdown
  /// One test case for each gate and subject.
  case junit
  /// Annotations beside the lines of the scenario.
  case github
}

/// A report on gates with what its readers want to know of the run.
package struct GateDocument: Sendable {
  package var report: GateReport
  /// Name of the scenario that was run.
  package var scenario: String
  /// The file in which the gates stand.
  package var file: String?
  /// Sentences about how the gates were evaluated.
  package var notes: [String]
  package var failsOnInconclusive: Bool

  package init(
    _ report: GateReport,
    scenario: String,
    file: String? = nil,
    notes: [String] = [],
    failsOnInconclusive: Bool = false
  ) {
    self.report = report
    self.scenario = scenario
    self.file = file
    self.notes = notes
    self.failsOnInconclusive = failsOnInconclusive
  }
}

/// Returns what gates found as text that ends with a line feed; of Markdown at most `maxBytes`.
package func render(
  _ document: GateDocument,
  as format: GateFormat,
  maxBytes: Int? = nil
) -> String {
  switch format {
  case .table: gateText(document).joined(separator: "\n") + "\n"
  case .json: gateJSON(document).text + "\n"
  case .markdown: gateMarkdown(document, maxBytes: maxBytes)
  case .junit: junit(document.findingReport)
  case .github: githubAnnotations(document.findingReport)
  }
}

extension GateDocument {
  /// What the formats of CI systems take.
  var findingReport: FindingReport {
    FindingReport(
      title: "gates of \(scenario)",
      findings: report.worstFirst.map(\.finding),
      file: file,
      places: report.results.reduce(into: [:]) { $0[$1.gate] = $1.place }
        .merging(
          report.problems.compactMap { problem in problem.place.map { (problem.gate, $0) } },
          uniquingKeysWith: { first, _ in first }
        ),
      problems: report.problems.map { ($0.gate, $0.message) },
      notes: omissions + notes,
      failsOnInconclusive: failsOnInconclusive
    )
  }

  /// What the gates say nothing about.
  var omissions: [String] {
    report.omissions.map { omission in
      let patterns = omission.patterns.map(\.rawValue).joined(separator: ", ")
      return "gate \(omission.gate) is not evaluated for \(patterns), not part of this run"
    }
  }
}
