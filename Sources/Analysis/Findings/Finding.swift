package import Domain
package import Statistics

/// What one check found, whoever made it: a gate, or a comparison of two runs.
package struct Finding: Sendable, Equatable {
  /// What kind of check it was.
  package enum Kind: String, CaseIterable, Sendable {
    case gate
    case comparison
  }

  package var kind: Kind
  /// Names the check within its kind; the same in every run of the check.
  package var id: String
  /// What was checked: pattern and endpoint, objective or tenant, as tables print them.
  package var subject: String
  package var status: Verdict
  /// What was measured; nil if the check is not about a metric.
  package var metric: Metric?
  /// What would have been allowed, in words and with its unit.
  package var limit: String
  /// In the metric's unit; of a comparison, head less base; nil if it can't be stated.
  package var observed: Estimate?
  /// How many requests, minutes or pods were looked at.
  package var count: Int
  /// How many would have been needed; nil where there were enough.
  package var needed: Int?
  /// One sentence for people, with the numbers in it.
  package var message: String
  /// By how much the limit is missed, as a share of it: what is worst comes first.
  package var severity: Double

  package init(
    kind: Kind,
    id: String,
    subject: String,
    status: Verdict,
    metric: Metric? = nil,
    limit: String,
    observed: Estimate? = nil,
    count: Int,
    needed: Int? = nil,
    message: String,
    severity: Double = 0
  ) {
    self.kind = kind
    self.id = id
    self.subject = subject
    self.status = status
    self.metric = metric
    self.limit = limit
    self.observed = observed
    self.count = count
    self.needed = needed
    self.message = message
    self.severity = severity
  }
}
