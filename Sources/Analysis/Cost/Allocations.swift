internal import Domain
internal import Statistics

/// Returns the ledger by tenant, namespace, pool, model and request class.
///
/// Each entry is divided among the workloads of its tenant, and theirs among their endpoints: what
/// was measured by what they took, everything else by what they cost. All dimensions are sums over
/// the same parts, so that each adds up to the ledger, and none disagrees with another.
func allocations(
  of entries: [LedgerEntry],
  _ groups: [NodeGroup],
  _ plan: DeploymentPlan,
  _ replications: [ReplicationRecord],
  _ scenario: Scenario
) -> [CostAllocation] {
  let names = AllocationNames(plan, scenario)
  var sums = AllocationSums()
  var usage = PartUsage(clusters: plan.clusters.count, groups: groups.count)
  let subjects = SubjectParts(groups, plan, replications, scenario)
  let (direct, indirect) = (
    entries.filter { $0.line.kind == .usage }, entries.filter { $0.line.kind != .usage }
  )
  for entry in direct {
    for (part, money) in entry.divided(among: subjects.parts(of: entry)) {
      usage.add(money, of: part, for: entry)
      sums.add(money, entry.line, names.keys(of: part, entry.line))
    }
  }
  for entry in indirect {
    let own = entry.sharedGroup.map { subjects.parts(ofShared: $0, for: entry.line.tenant) }
    for (part, money) in entry.divided(among: own ?? usage.parts(for: entry)) {
      sums.add(money, entry.line, names.keys(of: part, entry.line))
    }
  }
  return sums.allocations
}

/// What a part of a tenant's cost is about.
struct CostPart: Hashable {
  /// Index into `DeploymentPlan.namespaces`.
  var namespace: Int?
  var workload: PodWorkload?
  var endpoint: EndpointID?
}

/// Parts and how much weighs on each.
typealias WeightedParts = [(part: CostPart, weight: Double)]

extension LedgerEntry {
  /// The entry's money, to the last millionth; without parts it is about nothing in particular.
  fileprivate func divided(among parts: WeightedParts) -> [(CostPart, Money)] {
    guard !parts.isEmpty else { return [(CostPart(), line.perHour)] }
    let amounts = apportion(line.perHour.micros, by: parts.map(\.weight))
    return zip(parts, amounts).map { ($0.part, Money(micros: $1)) }
  }
}

/// What each part used, by the machines, the cluster and altogether.
private struct PartUsage {
  private typealias Sums = [TenantID: [CostPart: Int64]]
  private var groups: [Sums]
  private var clusters: [Sums]
  private var all: Sums = [:]

  init(clusters: Int, groups: Int) {
    self.clusters = Array(repeating: [:], count: clusters)
    self.groups = Array(repeating: [:], count: groups)
  }

  mutating func add(_ money: Money, of part: CostPart, for entry: LedgerEntry) {
    guard let tenant = entry.line.tenant else { return }
    all[tenant, default: [:]][part, default: 0] += money.micros
    if let cluster = entry.line.cluster {
      clusters[cluster][tenant, default: [:]][part, default: 0] += money.micros
    }
    if let group = entry.group {
      groups[group][tenant, default: [:]][part, default: 0] += money.micros
    }
  }

  /// What the tenant of an entry used of the same machines; if nothing, of the cluster; if nothing
  /// there either, altogether.
  func parts(for entry: LedgerEntry) -> WeightedParts {
    guard let tenant = entry.line.tenant else { return [] }
    let scopes = [
      entry.line.kind == .idle ? entry.group.map { groups[$0] } : nil,
      entry.line.cluster.map { clusters[$0] }, all,
    ]
    for scope in scopes.compactMap({ $0?[tenant] }) where scope.values.contains(where: { $0 > 0 }) {
      return scope.map { (part: $0, weight: Double($1)) }.sorted { $0.part < $1.part }
    }
    return []
  }
}

extension CostPart: Comparable {
  /// Any order will do that is the same in every run.
  static func < (one: Self, other: Self) -> Bool { one.order < other.order }

  private var order: (Int, Int, Int, Int) {
    let (kind, number) =
      switch workload {
      case nil: (0, 0)
      case .service(let service): (1, service.index)
      case .batch(let batch): (2, batch.index)
      case .addOn(let index): (3, index)
      }
    return (namespace ?? -1, kind, number, endpoint?.index ?? -1)
  }
}

/// Money by dimension, key and kind.
private struct AllocationSums {
  private struct Place: Hashable {
    var dimension: CostDimension
    var key: String?
    var kind: CostLine.Kind
  }

  private var sums: [Place: Money] = [:]

  mutating func add(_ money: Money, _ line: CostLine, _ keys: [CostDimension: String]) {
    guard money != .zero else { return }
    for dimension in CostDimension.allCases {
      let place = Place(dimension: dimension, key: keys[dimension], kind: line.kind)
      sums[place, default: .zero] += money
    }
  }

  /// By dimension, then by key, that without one last, then by kind.
  var allocations: [CostAllocation] {
    func order(_ place: Place) -> (Int, Int, String, Int) {
      (
        CostDimension.allCases.firstIndex(of: place.dimension) ?? 0,
        place.key == nil ? 1 : 0, place.key ?? "",
        CostLine.Kind.allCases.firstIndex(of: place.kind) ?? 0
      )
    }
    return sums.sorted { order($0.key) < order($1.key) }.map { place, money in
      CostAllocation(
        dimension: place.dimension,
        key: place.key,
        kind: place.kind,
        perHour: money
      )
    }
  }
}
