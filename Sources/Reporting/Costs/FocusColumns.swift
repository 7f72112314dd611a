internal import Analysis
internal import Domain
internal import ResultsStore

/// A column of FOCUS and how to fill it; nil is NULL.
struct FocusColumn: Sendable {
  var name: String
  var value: @Sendable (FocusRow) -> String?

  init(_ name: String, _ value: @escaping @Sendable (FocusRow) -> String? = { _ in nil }) {
    self.name = name
    self.value = value
  }
}

/// The columns of the Cost and Usage dataset of FOCUS 1.3, in alphabetical order, then our own.
///
/// `ProviderName` and `PublisherName` are deprecated there, but still required.
let focusColumns: [FocusColumn] =
  allocationColumns + accountColumns + chargeColumns + commitmentColumns + costColumns
  + priceColumns + resourceColumns + ownColumns

private let simulated = "Bulkhead (simulated)"

private let allocationColumns = [
  FocusColumn("AllocatedMethodDetails") { row in
    row.tenant == nil ? nil : methodDetails(of: row).compact
  },
  FocusColumn("AllocatedMethodId") { $0.tenant == nil ? nil : "bulkhead-ledger-1" },
  FocusColumn("AllocatedResourceId") { $0.tenant?.name },
  FocusColumn("AllocatedResourceName") { $0.tenant.map { $0.displayName ?? $0.name } },
  FocusColumn("AllocatedTags") { row in row.tenant.map { tags(of: $0).compact } },
  FocusColumn("AvailabilityZone"),
]

private let accountColumns = [
  FocusColumn("BilledCost") { money($0.cost) },
  FocusColumn("BillingAccountId") { _ in "simulated" },
  FocusColumn("BillingAccountName") { $0.origin.ledger.scenario },
  FocusColumn("BillingAccountType"),
  FocusColumn("BillingCurrency") { $0.origin.ledger.currency },
  FocusColumn("BillingPeriodEnd") { $0.origin.period.billingEnd },
  FocusColumn("BillingPeriodStart") { $0.origin.period.billingStart },
  FocusColumn("CapacityReservationId") { $0.origin.reservation },
  FocusColumn("CapacityReservationStatus") { $0.origin.reservationStatus },
]

private let chargeColumns = [
  FocusColumn("ChargeCategory") { _ in "Usage" },
  FocusColumn("ChargeClass"),
  FocusColumn("ChargeDescription") { $0.origin.description },
  FocusColumn("ChargeFrequency") { $0.origin.isMetered ? "Usage-Based" : "Recurring" },
  FocusColumn("ChargePeriodEnd") { $0.origin.period.end },
  FocusColumn("ChargePeriodStart") { $0.origin.period.start },
]

private let commitmentColumns = [
  FocusColumn("CommitmentDiscountCategory") { $0.origin.reservation == nil ? nil : "Usage" },
  FocusColumn("CommitmentDiscountId") { $0.origin.reservation },
  FocusColumn("CommitmentDiscountName") { row in
    row.origin.reservation == nil ? nil : "Reserved machines of \(row.origin.poolName)"
  },
  FocusColumn("CommitmentDiscountQuantity") { row in
    row.origin.reservation == nil ? nil : quantity(row)
  },
  FocusColumn("CommitmentDiscountStatus") { $0.origin.reservationStatus },
  FocusColumn("CommitmentDiscountType") { $0.origin.reservation == nil ? nil : "Reservation" },
  FocusColumn("CommitmentDiscountUnit") { row in
    row.origin.reservation == nil ? nil : row.origin.charge.unit
  },
]

private let costColumns = [
  FocusColumn("ConsumedQuantity") { $0.origin.isUnused ? nil : quantity($0) },
  FocusColumn("ConsumedUnit") { $0.origin.isUnused ? nil : $0.origin.charge.unit },
  FocusColumn("ContractApplied"),
  FocusColumn("ContractedCost") { money($0.cost) },
  FocusColumn("ContractedUnitPrice") { money($0.origin.charge.unitPrice.micros) },
  FocusColumn("EffectiveCost") { money($0.cost) },
  FocusColumn("HostProviderName") { _ in simulated },
  FocusColumn("InvoiceId"),
  FocusColumn("InvoiceIssuerName") { _ in simulated },
  FocusColumn("ListCost") { money($0.listCost) },
  FocusColumn("ListUnitPrice") { money($0.origin.charge.listPrice.micros) },
]

private let priceColumns = [
  FocusColumn("PricingCategory") { $0.origin.pricingCategory },
  FocusColumn("PricingCurrency"),
  FocusColumn("PricingCurrencyContractedUnitPrice"),
  FocusColumn("PricingCurrencyEffectiveCost"),
  FocusColumn("PricingCurrencyListUnitPrice"),
  FocusColumn("PricingQuantity") { quantity($0) },
  FocusColumn("PricingUnit") { $0.origin.charge.unit },
  FocusColumn("ProviderName") { _ in simulated },
  FocusColumn("PublisherName") { _ in simulated },
  FocusColumn("RegionId"),
  FocusColumn("RegionName"),
]

private let resourceColumns = [
  FocusColumn("ResourceId") { $0.origin.resource },
  FocusColumn("ResourceName") { $0.origin.charge.name },
  FocusColumn("ResourceType") { $0.origin.charge.kind.rawValue },
  FocusColumn("ServiceCategory") { $0.origin.service.category },
  FocusColumn("ServiceName") { $0.origin.service.name },
  FocusColumn("ServiceProviderName") { _ in simulated },
  FocusColumn("ServiceSubcategory") { $0.origin.service.subcategory },
  FocusColumn("SkuId") { $0.origin.sku },
  FocusColumn("SkuMeter") { $0.origin.charge.unit },
  FocusColumn("SkuPriceDetails"),
  FocusColumn("SkuPriceId") { row in
    [row.origin.sku, row.origin.charge.purchase?.rawValue].compactMap(\.self)
      .joined(separator: "/")
  },
  FocusColumn("SubAccountId"),
  FocusColumn("SubAccountName"),
  FocusColumn("SubAccountType"),
  FocusColumn("Tags"),
]

private let ownColumns = [
  FocusColumn("x_Cluster") { $0.origin.charge.cluster },
  FocusColumn("x_NodePool") { $0.origin.charge.nodePool },
  FocusColumn("x_OriginCharge") { row in
    (row.origin.place + ["\(row.origin.number)"]).joined(separator: "/")
  },
  FocusColumn("x_Pattern") { $0.origin.pattern.rawValue },
  FocusColumn("x_RunId") { $0.origin.ledger.logicalDigest },
  FocusColumn("x_ScenarioSha256") { $0.origin.ledger.scenarioDigest },
  FocusColumn("x_Simulated") { _ in "true" },
  FocusColumn("x_SweepPoint") { $0.origin.point.isEmpty ? nil : $0.origin.point },
  FocusColumn("x_ToolVersion") { $0.origin.ledger.toolVersion },
]

private func money(_ micros: Int64) -> String { decimalText(micros, places: 6) }
private func quantity(_ row: FocusRow) -> String { decimalText(row.quantity, places: 9) }

private func methodDetails(of row: FocusRow) -> JSONValue {
  let elements = zip(row.lines, row.ratios).map { line, ratio in
    JSONValue.object([
      ("AllocatedRatio", .decimal(decimalText(ratio, places: 12))),
      ("UsageUnit", .text(line.unit)),
      ("UsageQuantity", line.quantity.map { .number($0) } ?? .null),
      ("x_CostKind", .text(line.kind.rawValue)),
      ("x_Method", .text(line.method)),
    ])
  }
  return .object([("Elements", .array(elements))])
}

private func tags(of tenant: StoredTenant) -> JSONValue {
  .object([
    ("tenant", .text(tenant.name)),
    ("riskTier", .text(tenant.riskTier)),
    ("serviceTier", .text(tenant.serviceTier)),
  ])
}

extension FocusOrigin {
  fileprivate var poolName: String { charge.nodePool ?? charge.name }

  /// The alternative that it belongs to.
  fileprivate var place: [String] {
    (point.isEmpty ? [] : [point]) + [pattern.rawValue]
  }

  /// What reserves the machines; nil unless they are reserved.
  fileprivate var reservation: String? {
    charge.purchase == .reserved ? "simulated/reservation/\(poolName)" : nil
  }

  fileprivate var isUnused: Bool { charge.kind == .unusedReservation }

  fileprivate var reservationStatus: String? {
    reservation == nil ? nil : isUnused ? "Unused" : "Used"
  }

  /// Whether it grows with use, hour by hour.
  fileprivate var isMetered: Bool {
    switch charge.kind {
    case .nodes, .egress: charge.purchase != .reserved
    default: false
    }
  }

  fileprivate var pricingCategory: String {
    switch charge.purchase {
    case .reserved: "Committed"
    case .spot: "Dynamic"
    case .onDemand, nil: "Standard"
    }
  }

  fileprivate var resource: String {
    let parts = [charge.cluster, charge.name, charge.nodePool].compactMap(\.self)
    return (["simulated"] + place + parts).joined(separator: "/")
  }

  fileprivate var sku: String { "\(charge.kind.rawValue)/\(poolName)" }

  fileprivate var description: String {
    let cluster = charge.cluster.map { " in cluster \($0)" } ?? ""
    return "Simulated hour of \(charge.kind.rawValue) \(charge.name)\(cluster)"
  }

  fileprivate var service: (category: String, subcategory: String, name: String) {
    switch charge.kind {
    case .nodes, .unusedReservation: ("Compute", "Virtual Machines", "Simulated nodes")
    case .controlPlane: ("Compute", "Containers", "Simulated control plane")
    case .loadBalancer: ("Networking", "Application Networking", "Simulated load balancer")
    case .certificate: ("Security", "Other (Security)", "Simulated certificates")
    case .operations: ("Other", "Other (Other)", "Simulated operations")
    case .egress: ("Networking", "Other (Networking)", "Simulated egress")
    case .other: ("Other", "Other (Other)", "Simulated overhead")
    }
  }
}
