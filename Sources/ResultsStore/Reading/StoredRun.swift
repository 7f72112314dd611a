package import Analysis
package import Domain
package import Statistics

/// A finished run as its file tells it: enough to hold gates against it, to compare it with another
/// one and to export its ledger, without simulating anything.
package struct StoredRun: Sendable, Equatable {
  /// The file it was read from.
  package var path: String
  package var metrics: RunMetrics
  /// The identity of the results; nil if the file doesn't say.
  package var logicalDigest: String?
  /// Names, in the order of the scenario.
  package var tenants: [String]
  /// In the order of the scenario.
  package var objectives: [StoredObjective]
  /// In the order of the ledger.
  package var costLines: [StoredCostLine]
  /// What the run was held to, in the order of the scenario.
  package var gates: [Gate]
}

/// A promise and how each pattern kept it.
package struct StoredObjective: Sendable, Equatable {
  package var name: String
  /// Nil if it is promised to several tenants, whose requests are pooled.
  package var tenant: String?
  /// The metric as the file names it.
  package var metric: String
  /// Milliseconds; nil where the objective is not about a time.
  package var threshold: Double?
  /// Share promised.
  package var target: Double
  /// What it counts, as the file names it: requests, or slices of time.
  package var budgetingMethod: String
  package var results: [StoredVerdict]
}

/// How one pattern kept a promise.
package struct StoredVerdict: Sendable, Equatable {
  package var pattern: IsolationPattern
  /// The label of the point of a sweep; empty without one.
  package var point: String
  /// Requests or slices that the verdict counts, over all replications.
  package var trials: Int
  /// Requests that arrived, over all replications.
  package var total: Int
  package var good: Int
  package var goodRatio: Estimate?
  package var verdict: Verdict
  package var reason: String
  /// Of the objective at this point, in milliseconds; nil for one of availability.
  package var threshold: Double?
  /// Of the objective at this point.
  package var target: Double
}

/// One line of the ledger.
package struct StoredCostLine: Sendable, Equatable {
  package var pattern: IsolationPattern
  /// The label of the point of a sweep; empty without one.
  package var point: String
  package var kind: CostLine.Kind
  /// Nil if nobody shares the cost.
  package var tenant: String?
  package var cluster: String?
  package var pool: String
  package var nodePool: String?
  package var resource: String
  /// Mean amount in `unit`; nil where it was not measured.
  package var quantity: Double?
  package var unit: String
  package var perHour: Money
  package var currency: String
  package var method: String
}
