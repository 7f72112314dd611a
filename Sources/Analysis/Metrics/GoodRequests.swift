internal import Domain

/// Counts a tenant's good requests: answered, and within every objective of the tenant that covers
/// their endpoint.
///
/// Records count by objective, not by request. Where several objectives cover an endpoint, the
/// least of their counts is taken, the most that can have met them all.
struct GoodRequests {
  /// Endpoints that objectives tie together, and those objectives.
  private struct Group {
    var endpoints: Set<Int>
    var objectives: [Int]
  }

  private let objectives: [Objective]
  /// By tenant.
  private var groups: [[Group]]

  init(_ scenario: Scenario) {
    objectives = scenario.objectives
    let roster = scenario.roster
    groups = scenario.tenants.map { _ in [] }
    for (index, entry) in roster.endpoints.enumerated() {
      groups[entry.tenant.index].append(Group(endpoints: [index], objectives: []))
    }
    for (index, objective) in objectives.enumerated() {
      let covered = Set(objective.endpoints.map(\.index))
      // An objective over several tenants says nothing about one of them.
      guard covered.allSatisfy({ roster.endpoints[$0].tenant == objective.tenant }) else {
        continue
      }
      join(covered, by: index, in: objective.tenant.index)
    }
  }

  private mutating func join(_ covered: Set<Int>, by objective: Int, in tenant: Int) {
    let touched = groups[tenant].filter { !$0.endpoints.isDisjoint(with: covered) }
    guard !touched.isEmpty else { return }
    groups[tenant].removeAll { !$0.endpoints.isDisjoint(with: covered) }
    groups[tenant].append(
      Group(
        endpoints: touched.reduce(into: []) { $0.formUnion($1.endpoints) },
        objectives: touched.flatMap(\.objectives) + [objective]
      )
    )
  }

  func count(of tenant: TenantID, in record: ReplicationRecord) -> Int {
    groups[tenant.index].reduce(0) { sum, group in
      let answered = group.endpoints.reduce(0) { $0 + record.endpoints[$1].completed }
      let good = group.objectives.map { index in
        let others = group.endpoints.subtracting(objectives[index].endpoints.map(\.index))
        return others.reduce(record.objectives[index].good) {
          $0 + record.endpoints[$1].completed
        }
      }
      return sum + (good.min() ?? answered)
    }
  }
}
