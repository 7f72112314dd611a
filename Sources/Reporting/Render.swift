package import Analysis
package import Domain

/// How a summary is written out.
package enum SummaryFormat: String, CaseIterable, Sendable {
  /// Aligned columns for a terminal.
  case table
  /// The same tables for a pull request or a wiki.
  case markdown
  /// One row per pattern, endpoint and objective, full precision.
  case csv
  /// Everything, full precision, versioned.
  case json
}

/// Returns a summary of a run as text that ends with a line feed; what its gates found comes last.
///
/// The same run gives the same text: nothing of the clock or the host is in it.
package func render(
  _ summary: RunSummary,
  of run: RunRecord,
  as format: SummaryFormat
) -> String {
  let gates = GateDocument(summary.gates, scenario: run.scenario.name)
  return switch format {
  case .table:
    plainText(SummaryDocument(summary, of: run))
      + (summary.gates.isEmpty ? "" : "\n" + render(gates, as: .table))
  case .markdown:
    markdown(SummaryDocument(summary, of: run))
      + (summary.gates.isEmpty ? "" : "\n" + render(gates, as: .markdown))
  case .csv: csv(summary, of: run)
  case .json: json(summary, of: run).text + "\n"
  }
}
