internal import Domain
internal import EventCore

/// What tenants use of replicas that they share, minute by minute.
///
/// What a group of shared replicas used in a minute is divided among its users by the work that it
/// did for them in that minute; where it finished none, evenly.
struct SharedUse {
  private let groups: [[TenantID]]
  private let endpointTenants: [Int]
  /// By endpoint, its group; -1 unless that is shared.
  private let groupOfEndpoint: [Int]
  /// By container, its group; -1 unless that is shared.
  private let groupOfContainer: [Int]
  /// By endpoint, in what the runtime counts.
  private var work: [Double]
  /// By container, since the last division.
  private var used: [Double]

  /// Nil if no replicas are shared.
  init?(_ layout: DeviceLayout, endpointTenants: [Int]) {
    groupOfContainer = layout.containers.map { $0.tenant == nil ? $0.group : -1 }
    guard groupOfContainer.contains(where: { $0 >= 0 }) else { return nil }
    let shared = Set(groupOfContainer)
    groups = layout.groups.map(\.users)
    groupOfEndpoint = layout.groupOfEndpoint.map { shared.contains($0) ? $0 : -1 }
    self.endpointTenants = endpointTenants
    work = Array(repeating: 0, count: layout.groupOfEndpoint.count)
    used = Array(repeating: 0, count: layout.containers.count)
  }

  mutating func add(_ amount: Double, at endpoint: Int) { work[endpoint] += amount }

  mutating func use(_ container: Int, _ amount: Double) {
    if groupOfContainer[container] >= 0 { used[container] += amount }
  }

  /// Books every tenant's part, and begins anew.
  mutating func divide(into minutes: inout MinuteSampler) {
    let shares = shares()
    for (container, group) in groupOfContainer.enumerated() where group >= 0 {
      for (tenant, share) in zip(groups[group], shares[group]) {
        minutes.use(tenant, used[container] * share, of: container)
      }
      used[container] = 0
    }
    for endpoint in work.indices { work[endpoint] = 0 }
  }

  /// By group, the share of each of its users; they add up to 1.
  private func shares() -> [[Double]] {
    var done = groups.map { $0.map { _ in 0.0 } }
    for (endpoint, group) in groupOfEndpoint.enumerated() where group >= 0 {
      let tenant = TenantID(endpointTenants[endpoint])
      if let place = groups[group].firstIndex(of: tenant) { done[group][place] += work[endpoint] }
    }
    return done.map { parts in
      let sum = parts.reduce(0, +)
      return parts.map { sum > 0 ? $0 / sum : 1 / Double(parts.count) }
    }
  }
}
