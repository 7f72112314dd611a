internal import Domain

/// Finds the tenants and endpoints that objectives are about.
struct ObjectiveSubjects {
  let tenants: [Tenant]
  private let byName: [String: [Int]]
  private let byTiers: [Tiers: [Int]]
  /// Endpoints of each tenant.
  private let endpointCounts: [Int]

  private struct Tiers: Hashable {
    var risk: RiskTier
    var service: ServiceTier
  }

  /// What the objectives of a scenario may cover together, counted by endpoint.
  static let mostCovered = 4_000_000

  init(_ scenario: Scenario) {
    tenants = scenario.tenants
    byName = Dictionary(grouping: tenants.indices) { [tenants] in tenants[$0].name }
    byTiers = Dictionary(grouping: tenants.indices) { [tenants] in
      Tiers(risk: tenants[$0].riskTier, service: tenants[$0].serviceTier)
    }
    endpointCounts = tenants.map { tenant in
      tenant.services.reduce(0) { $0 + $1.endpoints.count }
        + tenant.uses.reduce(0) { $0 + $1.endpoints.count }
    }
  }

  /// The tenants that the objective names or selects and that have what it covers, in order.
  func tenants(of written: WrittenObjective) -> [Int] {
    selected(by: written.subject).filter { hasEndpoints(tenants[$0], of: written) }
  }

  /// The tenants that are named or selected, whatever they have.
  func selected(by subject: WrittenSubject) -> [Int] {
    switch subject {
    case .tenant(let name): return byName[name] ?? []
    case .selector(let selector):
      let candidates =
        selector.tenants.map { names in Set(names).flatMap { byName[$0] ?? [] } }
        ?? byTiers.filter { tiers, _ in
          (selector.riskTier ?? tiers.risk) == tiers.risk
            && (selector.serviceTier ?? tiers.service) == tiers.service
        }.flatMap(\.value)
      return candidates.filter { index in
        let tenant = tenants[index]
        return (selector.riskTier ?? tenant.riskTier) == tenant.riskTier
          && (selector.serviceTier ?? tenant.serviceTier) == tenant.serviceTier
      }.sorted()
    }
  }

  private func hasEndpoints(_ tenant: Tenant, of written: WrittenObjective) -> Bool {
    let services =
      tenant.services.map { ($0.name, $0.endpoints) }
      + tenant.uses.map { ($0.service, $0.endpoints) }
    return services.contains { name, endpoints in
      (written.service ?? name) == name
        && endpoints.contains { (written.endpoint ?? $0.name) == $0.name }
    }
  }

  /// How many of the objectives, from the first on, cover no more than is allowed.
  func affordable(_ objectives: [WrittenObjective]) -> Int {
    var covered = 0
    for (index, written) in objectives.enumerated() {
      for tenant in selected(by: written.subject) { covered += endpointCounts[tenant] + 1 }
      if covered > Self.mostCovered { return index }
    }
    return objectives.count
  }
}

extension WrittenObjective {
  /// The objectives that it becomes, each with its name and its tenants; none if nobody matches.
  func promises(to tenants: [Int], named names: (Int) -> String) -> [(name: String, to: [Int])] {
    guard case .selector(let selector) = subject else {
      return tenants.prefix(1).map { (objective.name, [$0]) }
    }
    let pooled = selector.isPooled && !tenants.isEmpty ? [(objective.name, tenants)] : []
    return pooled
      + (selector.isEach ? tenants.map { ("\(objective.name)-\(names($0))", [$0]) } : [])
  }
}
