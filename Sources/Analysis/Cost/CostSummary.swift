package import Domain
package import Statistics

/// Who pays what for one pattern: amounts for one hour of operation at the measured usage.
package struct CostSummary: Sendable {
  /// What was paid for; each one's lines add up to its price.
  package var charges: [CostCharge]
  /// Every line of the ledger; they add up to `assetCost` exactly.
  package var lines: [CostLine]
  /// The same money by tenant, namespace, pool, model and request class; the rows of each dimension
  /// add up to `assetCost` exactly.
  package var allocations: [CostAllocation]
  /// One per tenant, in the order of the scenario; they add up to `assetCost` less what is
  /// unallocated.
  package var tenants: [TenantCost]
  /// Of all tenants together.
  package var unitCosts: UnitCosts
  /// Nodes, reservations, overhead and egress for one hour.
  package var assetCost: Money
  /// What `assetCost` would be if each replication alone were the measured usage: different only by
  /// egress.
  package var assetsByReplication: [Money] = []

  package init(
    charges: [CostCharge] = [],
    lines: [CostLine],
    allocations: [CostAllocation] = [],
    tenants: [TenantCost],
    unitCosts: UnitCosts = UnitCosts(),
    assetCost: Money
  ) {
    self.charges = charges
    self.lines = lines
    self.allocations = allocations
    self.tenants = tenants
    self.unitCosts = unitCosts
    self.assetCost = assetCost
  }

  /// The sum of all lines; an invariant says that it is the asset cost.
  package var total: Money { lines.reduce(Money.zero) { $0 + $1.perHour } }

  /// The sum of the lines of one kind.
  package func total(of kind: CostLine.Kind) -> Money {
    lines.reduce(Money.zero) { $1.kind == kind ? $0 + $1.perHour : $0 }
  }

  /// What no tenant pays, because nobody shares what it was paid for.
  package var unallocated: Money {
    lines.reduce(Money.zero) { $1.tenant == nil ? $0 + $1.perHour : $0 }
  }

  /// Hours in a month for every monthly figure (8,760 ÷ 12).
  package static let hoursPerMonth = 730
}

/// Something that is paid for each hour, before anybody asks who used it.
package struct CostCharge: Sendable, Equatable {
  package enum Kind: String, CaseIterable, Sendable {
    case nodes
    case unusedReservation
    case controlPlane
    case loadBalancer
    case certificate
    case operations
    case other
    case egress

    init(_ kind: OverheadPrice.Kind) {
      switch kind {
      case .controlPlane: self = .controlPlane
      case .loadBalancer: self = .loadBalancer
      case .certificate: self = .certificate
      case .operations: self = .operations
      case .other: self = .other
      }
    }
  }

  package var kind: Kind
  /// The pattern's pool, the overhead's name, or `egress`.
  package var name: String
  /// Index into `DeploymentPlan.clusters`; nil for what belongs to none.
  package var cluster: Int?
  /// The scenario's node pool (instance type); nil for what is no machine.
  package var nodePool: Int?
  /// How machines are bought; nil for what is no machine.
  package var purchase: PriceCategory?
  /// In `unit`, in an hour.
  package var quantity: Double
  /// `Node-Hours`, `Cluster-Hours`, `Tenant-Hours` or `GiB`.
  package var unit: String
  /// Of one unit, as paid and by the list.
  package var unitPrice: Money
  package var listPrice: Money
  /// Price of the whole quantity.
  package var perHour: Money

  package init(
    kind: Kind,
    name: String,
    cluster: Int? = nil,
    nodePool: Int? = nil,
    purchase: PriceCategory? = nil,
    quantity: Double,
    unit: String,
    unitPrice: Money,
    listPrice: Money,
    perHour: Money
  ) {
    self.kind = kind
    self.name = name
    self.cluster = cluster
    self.nodePool = nodePool
    self.purchase = purchase
    self.quantity = quantity
    self.unit = unit
    self.unitPrice = unitPrice
    self.listPrice = listPrice
    self.perHour = perHour
  }
}

/// One line of the cost ledger.
package struct CostLine: Sendable, Equatable {
  /// What the money was for.
  package enum Kind: String, CaseIterable, Sendable {
    /// Capacity that the tenant requested or used, whichever is more, and its egress.
    case usage
    /// Capacity that nobody requested or used.
    case idle
    /// Add-ons of a cluster.
    case shared
    /// Fixed prices of a cluster or tenant, and what daemons take from each node.
    case overhead
  }

  package var kind: Kind
  /// Nil only if nobody shares the cost, which leaves it unallocated.
  package var tenant: TenantID?
  /// Index into `DeploymentPlan.clusters`; nil for what belongs to none.
  package var cluster: Int?
  /// The pattern's pool, the overhead's name, the scenario's pool of an unused reservation, or
  /// `egress`.
  package var pool: String
  /// The scenario's node pool (instance type); nil for what is no machine.
  package var nodePool: Int?
  /// `cpu`, `memory`, `gpu`, `node` for unused reservations, `cluster` and `tenant` for fixed
  /// prices, or `egress`.
  package var resource: String
  /// Mean quantity in `unit`.
  package var quantity: Double
  /// `Core-Hours`, `GiB-Hours`, `GPU-Hours`, `Node-Hours`, `Cluster-Hours`, `Tenant-Hours`, `GiB`.
  package var unit: String
  /// Cost of one hour.
  package var perHour: Money
  /// How it was divided: `measured` (usage), `work` (usage of shared replicas), `owner`,
  /// `proportional`, `even`, `weighted` or `unallocated`.
  package var method: String
  /// Index into `CostSummary.charges`.
  package var charge: Int

  package init(
    kind: Kind,
    tenant: TenantID?,
    cluster: Int?,
    pool: String,
    nodePool: Int?,
    resource: String,
    quantity: Double,
    unit: String,
    perHour: Money,
    method: String,
    charge: Int = 0
  ) {
    self.kind = kind
    self.tenant = tenant
    self.cluster = cluster
    self.pool = pool
    self.nodePool = nodePool
    self.resource = resource
    self.quantity = quantity
    self.unit = unit
    self.perHour = perHour
    self.method = method
    self.charge = charge
  }
}

/// What a cost can be divided by.
package enum CostDimension: String, CaseIterable, Sendable, Codable {
  case tenant
  case namespace
  /// The pattern's pool, or what else was paid for by its name.
  case pool
  case model
  /// `tenant/service/endpoint`, or `tenant/workload` for batch workloads.
  case requestClass
}

/// What one tenant, namespace, pool, model or request class costs, of one kind.
package struct CostAllocation: Sendable, Equatable {
  package var dimension: CostDimension
  /// Nil for money that belongs to no entry of the dimension.
  package var key: String?
  package var kind: CostLine.Kind
  package var perHour: Money

  package init(
    dimension: CostDimension,
    key: String?,
    kind: CostLine.Kind,
    perHour: Money
  ) {
    self.dimension = dimension
    self.key = key
    self.kind = kind
    self.perHour = perHour
  }
}

/// What one tenant pays.
package struct TenantCost: Sendable {
  package var tenant: TenantID
  package var perHour: Money
  package var usage: Money
  package var idle: Money
  package var shared: Money
  package var overhead: Money
  package var unitCosts: UnitCosts
  /// What it would pay if every replication were like this one, in order.
  package var perHourByReplication: [Money] = []

  package init(
    tenant: TenantID,
    perHour: Money,
    usage: Money,
    idle: Money,
    shared: Money,
    overhead: Money,
    unitCosts: UnitCosts = UnitCosts()
  ) {
    self.tenant = tenant
    self.perHour = perHour
    self.usage = usage
    self.idle = idle
    self.shared = shared
    self.overhead = overhead
    self.unitCosts = unitCosts
  }

  /// One month of operation at the measured usage.
  package var perMonth: Money { perHour * CostSummary.hoursPerMonth }

  /// In currency units; nil where nothing completed.
  package var perThousandRequests: Double? {
    unitCosts[.thousandAnsweredRequests].estimate?.value
  }

  package var perMillionTokens: Double? { unitCosts[.millionTokens].estimate?.value }
}

/// What a cost is stated for.
package enum CostUnit: String, CaseIterable, Sendable, Codable {
  /// Requests that met every objective of their endpoint, or were answered where it has none.
  case thousandGoodRequests
  case thousandAnsweredRequests
  case millionOutputTokens
  /// Input and output tokens of answered requests.
  case millionTokens

  /// How many of them a cost is for.
  var size: Double {
    switch self {
    case .thousandGoodRequests, .thousandAnsweredRequests: 1e3
    case .millionOutputTokens, .millionTokens: 1e6
    }
  }
}

/// A cost for so many requests or tokens, in currency units.
package struct UnitCost: Sendable, Equatable {
  /// Nil where there are none of them.
  package var estimate: Estimate?
  /// How many there are, over all replications.
  package var count: Int64
  /// The value of each replication, in order; nil where it has none of them.
  package var replications: [Double?]

  package init(estimate: Estimate? = nil, count: Int64 = 0, replications: [Double?] = []) {
    self.estimate = estimate
    self.count = count
    self.replications = replications
  }
}

/// A cost by all that it may be stated for.
package struct UnitCosts: Sendable, Equatable {
  private var costs: [CostUnit: UnitCost] = [:]

  package init() {}

  package subscript(unit: CostUnit) -> UnitCost {
    get { costs[unit] ?? UnitCost() }
    set { costs[unit] = newValue }
  }
}
