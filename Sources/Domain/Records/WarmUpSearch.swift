package import EventCore

/// How the warm-up of a run was found: what pilot replications showed under each pattern.
package struct WarmUpSearch: Hashable, Sendable {
  /// What the series of one endpoint under one pattern shows.
  package struct Finding: Hashable, Sendable {
    /// The label of the point of a sweep; empty without one.
    package var point = ""
    package var pattern: IsolationPattern
    /// `tenant/service/endpoint`.
    package var endpoint: String
    /// Until when the beginning differs from the rest; nil if no steady state was found.
    package var truncation: SimDuration?

    package init(pattern: IsolationPattern, endpoint: String, truncation: SimDuration?) {
      self.pattern = pattern
      self.endpoint = endpoint
      self.truncation = truncation
    }
  }

  /// What the run uses: the latest truncation, in whole seconds, at most half the run.
  package var warmUp: SimDuration
  /// One per pattern and endpoint with requests enough to say.
  package var findings: [Finding]
  /// Endpoints whose load is meant to change: they may have no steady state at all.
  package var changingLoads: [String]

  package init(warmUp: SimDuration, findings: [Finding], changingLoads: [String]) {
    self.warmUp = warmUp
    self.findings = findings
    self.changingLoads = changingLoads
  }

  /// Where no steady state was found.
  package var unsteady: [Finding] { findings.filter { $0.truncation == nil } }
  /// What decided: the finding with the latest truncation.
  package var latest: Finding? {
    findings.filter { $0.truncation != nil }
      .max { ($0.truncation ?? .zero) < ($1.truncation ?? .zero) }
  }
}
