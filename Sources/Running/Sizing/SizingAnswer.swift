internal import Domain
internal import IsolationPatterns

/// What a search has found, for the record.
extension PatternSearch {
  /// The nodes, and the way to them.
  func record(
    of pattern: PatternPools,
    _ subject: SizingSubject,
    _ replicas: [SizedReplicas],
    after earlier: [SizingTrial],
    in scenario: Scenario
  ) -> SizingRecord {
    SizingRecord(
      pools: zip(pattern.pools.indices, answer).map { index, count in
        let pool = pattern.pools[index]
        return SizedPool(
          cluster: pool.cluster,
          pool: pool.pool,
          partition: pool.partition,
          nodePool: pool.nodePool,
          fewest: pool.fewest,
          most: subject.ranges[index].most,
          nodes: count,
          before: pool.before
        )
      },
      replicas: replicas,
      trials: earlier + trials,
      unmet: unmet(pattern.groupOfObjective),
      surprises: surprises(pattern, subject, scenario),
      isConfirmed: isConfirmed
    )
  }

  /// The replicas found; what has no answer keeps its own.
  func replicas(of services: [ServiceID], in scenario: Scenario) -> [SizedReplicas] {
    let own = scenario.roster.services
    var found = services.map { id in
      let before = own[id.index].service.replicas
      return SizedReplicas(service: id, before: before, replicas: before)
    }
    for group in groups where group.unmet.isEmpty {
      for member in group.members where answer.indices.contains(member) {
        found[member].replicas = answer[member]
      }
    }
    return found
  }

  /// Objectives that no number of nodes makes pass.
  private func unmet(_ groupOfObjective: [Int?]) -> [UnmetObjective] {
    let homeless = groupOfObjective.indices.filter { groupOfObjective[$0] == nil }.map { index in
      UnmetObjective(
        objective: index,
        reason: "None of the replicas that serve it is admitted, so no node can help."
      )
    }
    let found = groups.flatMap { group in
      group.unmet.map { UnmetObjective(objective: $0, reason: $1) }
    }
    return (homeless + found).sorted { $0.objective < $1.objective }
  }

  private func surprises(
    _ pattern: PatternPools,
    _ subject: SizingSubject,
    _ scenario: Scenario
  ) -> [String] {
    func names(of members: [Int], _ counts: [Int]) -> String {
      zip(members, counts).map { member, count in
        let pool = pattern.pools[member]
        return "\(count) × \(scenario.nodePools[pool.nodePool].name) of \(pool.pool)"
      }.joined(separator: ", ")
    }
    return groups.flatMap { group in
      group.surprises.map { counts in
        let above = zip(group.members, counts).map { member, count in
          min(count + 1, subject.ranges[member].most)
        }
        return
          "\(names(of: group.members, counts)) passed, \(names(of: group.members, above)) did not"
      }
    }
  }
}
