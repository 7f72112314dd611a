package import Analysis
package import Domain

/// The money of a finished run as its file tells it.
package struct StoredLedger: Sendable {
  /// The file it was read from.
  package var path: String
  package var scenario: String
  package var scenarioDigest: String
  /// The identity of the results; nil if the file doesn't say.
  package var logicalDigest: String?
  package var toolVersion: String
  /// Wall clock at the start of the run, as the file says it.
  package var startedAt: String
  /// ISO 4217.
  package var currency: String
  /// In the order of the scenario.
  package var tenants: [StoredTenant]
  /// Those that could be built, in the order of the run.
  package var variants: [StoredVariantLedger]
}

package struct StoredTenant: Sendable {
  package var name: String
  package var displayName: String?
  package var riskTier: String
  package var serviceTier: String
}

/// The money of one pattern at one point of a sweep.
package struct StoredVariantLedger: Sendable {
  package var pattern: IsolationPattern
  /// The label of the point; empty without a sweep.
  package var point: String
  package var charges: [StoredCharge]
  package var allocations: [CostAllocation]

  /// What everything costs for one hour.
  package var perHour: Money { charges.reduce(.zero) { $0 + $1.perHour } }
}

/// Something that is paid for each hour, and who pays it.
package struct StoredCharge: Sendable {
  package var kind: CostCharge.Kind
  package var name: String
  package var cluster: String?
  package var nodePool: String?
  package var purchase: PriceCategory?
  /// In `unit`, in an hour.
  package var quantity: Double
  package var unit: String
  package var unitPrice: Money
  package var listPrice: Money
  package var perHour: Money
  /// They add up to `perHour` exactly.
  package var lines: [StoredChargeLine]
}

/// A part of a charge.
package struct StoredChargeLine: Sendable {
  package var kind: CostLine.Kind
  /// Index into the ledger's tenants; nil if nobody shares the cost.
  package var tenant: Int?
  package var resource: String
  /// In `unit`; nil where it was not measured.
  package var quantity: Double?
  package var unit: String
  package var perHour: Money
  package var method: String
}
