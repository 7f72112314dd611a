internal import Analysis
package import Domain

/// Returns findings as workflow commands that GitHub shows beside the lines of the scenario.
///
/// GitHub keeps ten of a kind per step, so at most ten are written, the worst first; the last of
/// them says how many are missing.
package func githubAnnotations(_ report: FindingReport) -> String {
  var annotations = report.problems.map { problem in
    GitHubAnnotation(
      level: .error,
      file: report.file,
      place: report.places[problem.id],
      title: problem.id,
      message: problem.message
    )
  }
  let worst = report.findings.filter { $0.status != .pass }.sorted { first, second in
    first.status == second.status
      ? first.severity > second.severity : first.status == .fail
  }
  annotations += worst.map { finding in
    GitHubAnnotation(
      level: report.counts(asFailed: finding) ? .error : .warning,
      file: report.file,
      place: report.places[finding.id],
      title: "\(finding.id): \(finding.status.rawValue)",
      message: "\(finding.subject): \(finding.message)"
    )
  }
  let closing = "\(report.title): \(report.tally)"
  return GitHubAnnotation.lines(annotations, closing: closing, notes: report.notes)
}

/// One workflow command.
package struct GitHubAnnotation: Sendable {
  package enum Level: String, Sendable {
    case error
    case warning
    case notice
  }

  package var level: Level
  package var file: String?
  package var place: SourcePlace?
  package var title: String
  package var message: String

  /// The most that one step shows.
  static let most = 10

  package init(
    level: Level,
    file: String? = nil,
    place: SourcePlace? = nil,
    title: String = "",
    message: String
  ) {
    self.level = level
    self.file = file
    self.place = place
    self.title = title
    self.message = message
  }

  /// The command on one line.
  package var line: String {
    var properties: [String] = []
    if let file {
      properties.append("file=\(Self.property(file))")
      if let place { properties.append("line=\(place.line),col=\(place.column)") }
    }
    if !title.isEmpty { properties.append("title=\(Self.property(title))") }
    let head = properties.isEmpty ? "" : " " + properties.joined(separator: ",")
    return "::\(level.rawValue)\(head)::\(Self.data(message))"
  }

  /// At most ten commands, one a line; what is beyond is counted in the closing one.
  static func lines(_ annotations: [Self], closing: String, notes: [String] = []) -> String {
    var shown = Array(annotations.prefix(most - 1))
    let hidden = annotations.count - shown.count
    let more = hidden > 0 ? ["\(hidden) more are not shown here"] : []
    let message = ([closing] + more + notes).joined(separator: "; ")
    shown.append(GitHubAnnotation(level: .notice, message: message))
    return shown.map { $0.line + "\n" }.joined()
  }

  /// Text after the second `::`; source: `escapeData` of actions/toolkit.
  private static func data(_ text: String) -> String {
    SafeText.plain(text).replacing("%", with: "%25").replacing("\r", with: "%0D")
      .replacing("\n", with: "%0A")
  }

  /// The value of a property; source: `escapeProperty` of actions/toolkit.
  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
