package import Domain
package import Statistics

/// What the gates of a run found.
package struct GateReport: Sendable, Equatable {
  /// A gate, or part of one, that this run says nothing about.
  package struct Omission: Sendable, Equatable {
    package var gate: String
    /// The patterns that it names and that were not run.
    package var patterns: [IsolationPattern]

    package init(gate: String, patterns: [IsolationPattern]) {
      self.gate = gate
      self.patterns = patterns
    }
  }

  /// A gate that asks for something that the run does not have: an error, never a pass.
  package struct Problem: Sendable, Equatable {
    package var gate: String
    package var place: SourcePlace?
    package var message: String

    package init(gate: String, place: SourcePlace?, message: String) {
      self.gate = gate
      self.place = place
      self.message = message
    }
  }

  /// Gate by gate in the order of the scenario, within a gate in that of the run.
  package var results: [GateResult] = []
  package var omissions: [Omission] = []
  package var problems: [Problem] = []

  package init() {}

  /// Whether there were no gates at all.
  package var isEmpty: Bool { results.isEmpty && omissions.isEmpty && problems.isEmpty }

  /// The worst of all results; nil if nothing could be evaluated.
  package var verdict: Verdict? {
    let statuses = results.map(\.finding.status)
    guard !statuses.isEmpty else { return nil }
    if statuses.contains(.fail) { return .fail }
    return statuses.contains(.inconclusive) ? .inconclusive : .pass
  }

  /// Failures first, then what is inconclusive, each by how much its limit is missed.
  package var worstFirst: [GateResult] {
    func rank(_ result: GateResult) -> Int {
      switch result.finding.status {
      case .fail: 0
      case .inconclusive: 1
      case .pass: 2
      }
    }
    return results.enumerated().sorted { first, second in
      let (a, b) = (rank(first.element), rank(second.element))
      let (m, n) = (first.element.finding.severity, second.element.finding.severity)
      return a != b ? a < b : m != n ? m > n : first.offset < second.offset
    }.map(\.element)
  }

  /// How many results have a verdict.
  package func count(of verdict: Verdict) -> Int {
    results.count { $0.finding.status == verdict }
  }
}

/// One gate for one subject under one pattern.
package struct GateResult: Sendable, Equatable {
  package var gate: String
  /// Where the gate stands in its file.
  package var place: SourcePlace?
  package var pattern: IsolationPattern
  /// The point of the sweep; empty without a sweep.
  package var point: String
  /// The endpoint, objective or tenant; empty for a whole pattern.
  package var subject: String
  /// Its `id` is the gate's name.
  package var finding: Finding
  /// What was measured, with its interval and unit; nil if it can't be stated.
  package var observed: String?
  /// How much room the limit leaves, in the metric's unit: negative where it is broken.
  package var margin: Estimate?

  package init(
    gate: String,
    place: SourcePlace?,
    pattern: IsolationPattern,
    point: String,
    subject: String,
    finding: Finding,
    observed: String?,
    margin: Estimate?
  ) {
    self.gate = gate
    self.place = place
    self.pattern = pattern
    self.point = point
    self.subject = subject
    self.finding = finding
    self.observed = observed
    self.margin = margin
  }
}
