internal import Domain
internal import IsolationPatterns

/// The numbers in question, and the scenario that any choice of them makes.
struct SizingSubject: Sendable {
  /// One for each number.
  var ranges: [CountRange]
  /// What one more of each costs an hour.
  var prices: [Money]
  /// Numbers that touch each other stand in one group.
  var groups: [[Int]]
  /// For each objective the group it depends on; nil if it depends on none.
  var groupOfObjective: [Int?]
  /// For each pod the group that must have a place for it; empty where there is room for all.
  var groupOfPod: [Int?]
  /// The scenario with a choice of numbers.
  var scenario: @Sendable (Scenario, [Int]) -> Scenario
}

extension SizingSubject {
  /// How many nodes each pool of a pattern has.
  init(_ pattern: PatternPools, of name: IsolationPattern, mostNodes: Int) {
    let pools = pattern.pools
    self.init(
      ranges: pools.map { pool in
        let most = max(pool.fewest, min(pool.most, mostNodes))
        return CountRange(fewest: pool.fewest, likely: min(pool.likely, most), most: most)
      },
      prices: pools.map(\.pricePerHour),
      groups: pattern.groups,
      groupOfObjective: pattern.groupOfObjective,
      groupOfPod: pattern.groupOfPod,
      scenario: { scenario, counts in
        scenario.on(
          zip(pools, counts).map { pool, count in
            PoolNodes(
              pattern: name,
              partition: pool.partition,
              nodePool: pool.nodePool,
              count: count
            )
          }
        )
      }
    )
  }

  /// How many replicas some services have, on nodes enough for each pod to have one of its own.
  ///
  /// What nodes there are is then no matter, so only objectives tie services together.
  init(
    replicasOf services: [ServiceID],
    of pattern: IsolationPattern,
    in scenario: Scenario
  ) {
    let roster = scenario.roster
    let places = Dictionary(uniqueKeysWithValues: services.enumerated().map { ($1, $0) })
    let own = scenario.objectives.map { objective in
      Set(objective.endpoints.compactMap { places[roster.endpoints[$0.index].service] }).sorted()
    }
    var sets = DisjointSets(count: services.count)
    for members in own { sets.join(members) }
    let groupOfService = sets.numbers
    self.init(
      ranges: services.map { id in
        CountRange(
          fewest: 1,
          likely: roster.services[id.index].service.replicas,
          most: max(1000, roster.services[id.index].service.replicas)
        )
      },
      prices: services.map { _ in .zero },
      groups: sets.all,
      groupOfObjective: own.map { $0.first.map { groupOfService[$0] } },
      groupOfPod: [],
      scenario: { scenario, counts in
        var scaled = scenario
        for (service, count) in zip(services, counts) { scaled.setReplicas(count, of: service) }
        return scaled.onAmpleNodes(under: pattern) ?? scaled
      }
    )
  }
}

extension Scenario {
  /// The scenario on nodes that have been found, or are tried.
  func on(_ nodes: [PoolNodes]) -> Scenario {
    var sized = self
    sized.hardware = .fitted(FittedHardware(nodes: nodes))
    return sized
  }

  /// The scenario under a pattern on a node for each pod; nil if no machine fits some pod.
  func onAmpleNodes(under pattern: IsolationPattern) -> Scenario? {
    guard case .success(let pools) = patternPools(of: self, under: pattern) else { return nil }
    return on(
      pools.pools.map { pool in
        PoolNodes(
          pattern: pattern,
          partition: pool.partition,
          nodePool: pool.nodePool,
          count: pool.most
        )
      }
    )
  }

  /// Gives a service another number of replicas.
  mutating func setReplicas(_ count: Int, of service: ServiceID) {
    var left = service.index
    for tenant in tenants.indices {
      if left < tenants[tenant].services.count {
        tenants[tenant].services[left].replicas = count
        return
      }
      left -= tenants[tenant].services.count
    }
    if sharedServices.indices.contains(left) { sharedServices[left].service.replicas = count }
  }
}
