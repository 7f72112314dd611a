package import Analysis
package import Domain

/// What some checks found, for the formats that CI systems read.
package struct FindingReport: Sendable {
  /// What was checked, for example `gate quickstart`.
  package var title: String
  package var findings: [Finding]
  /// The file that annotations point to.
  package var file: String?
  /// Where in that file a check stands, by its `id`.
  package var places: [String: SourcePlace]
  /// Checks that could not be made at all, by their `id`: an error, never a pass.
  package var problems: [(id: String, message: String)]
  /// What was left out, in sentences.
  package var notes: [String]
  /// Whether what is inconclusive counts as failed.
  package var failsOnInconclusive: Bool

  package init(
    title: String,
    findings: [Finding],
    file: String? = nil,
    places: [String: SourcePlace] = [:],
    problems: [(id: String, message: String)] = [],
    notes: [String] = [],
    failsOnInconclusive: Bool = false
  ) {
    self.title = title
    self.findings = findings
    self.file = file
    self.places = places
    self.problems = problems
    self.notes = notes
    self.failsOnInconclusive = failsOnInconclusive
  }

  /// For example `1 failed, 2 inconclusive, 7 passed`.
  var tally: String {
    let words: [(Verdict, String)] = [
      (.fail, "failed"), (.inconclusive, "inconclusive"), (.pass, "passed"),
    ]
    let counts = words.map { verdict, word in
      "\(findings.count { $0.status == verdict }) \(word)"
    }
    let problems = problems.isEmpty ? [] : ["\(problems.count) could not be checked"]
    return (problems + counts).joined(separator: ", ")
  }

  func counts(asFailed finding: Finding) -> Bool {
    finding.status == .fail || finding.status == .inconclusive && failsOnInconclusive
  }
}
