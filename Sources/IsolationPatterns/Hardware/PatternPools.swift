package import Domain
internal import Scheduling

/// The pools that a pattern makes of a scenario, as far as their size is in question.
package struct PatternPools: Sendable {
  /// Machines of one kind in one pool of the pattern.
  package struct Pool: Sendable {
    package var cluster: String
    package var pool: String
    package var partition: Int
    /// Index into `Scenario.nodePools`.
    package var nodePool: Int
    /// Under the scenario's own rule; nil if that has not been fitted, or fits nothing.
    package var before: Int?
    /// The fewest nodes on which every pod has a place; 0 where no pod is at home.
    package var fewest: Int
    /// Enough for the mean demand at full use of every device; a search starts here.
    package var likely: Int
    /// The pods that could run here: with more nodes, some would have none.
    package var most: Int
    package var pricePerHour: Money
  }

  package var pools: [Pool] = []
  /// Pools that some pod can choose among, or some objective depends on, belong together; no pool
  /// changes what happens in another group.
  package var groups: [[Int]] = []
  /// For each objective of the scenario the group on whose pools its requests are served; nil if
  /// no pod of its services was admitted.
  package var groupOfObjective: [Int?] = []
  /// For each pod of the plan the group on whose pools it may run; nil for pods refused before
  /// they reach a scheduler.
  package var groupOfPod: [Int?] = []
}

/// Returns the pools of a pattern, with the bounds between which their sizes lie.
///
/// - Returns: the pools, or why no number of nodes is enough.
/// - Complexity: that of `hardware: needed`, which finds the lower bounds.
package func patternPools(
  of scenario: Scenario,
  under pattern: IsolationPattern
) -> Result<PatternPools, PatternPools.Impossible> {
  var sized = scenario
  sized.hardware = .needed(targetUtilization: 1)
  let blueprint = Blueprint(sized, pattern)
  do throws(Infeasibility) {
    let counts = try blueprint.neededNodes(targetUtilization: 1, seed: scenario.run.seed)
    let own = Blueprint(scenario, pattern)
    let before = try? own.nodeCounts(seed: scenario.run.seed)
    return .success(blueprint.patternPools(fewest: counts, before: before))
  } catch {
    return .failure(PatternPools.Impossible(reason: error.reason))
  }
}

extension PatternPools {
  /// Why a pattern can't be built on any hardware.
  package struct Impossible: Error {
    package var reason: String
  }
}

extension Blueprint {
  fileprivate func patternPools(fewest: NodeCounts, before: NodeCounts?) -> PatternPools {
    var result = PatternPools()
    let choices = groups.map(slotsThatFit)
    let slots = allSlots.filter { fewest[$0] > 0 || before?[$0] ?? 0 > 0 }
    var pods: [NodeCounts.Slot: Int] = [:]
    for (group, slots) in zip(groups, choices) {
      for slot in slots { pods[slot, default: 0] += group.admitted.count }
    }
    let demands = scenario.nodePools.indices.map { self.demands(on: $0) }
    for slot in slots {
      let least = fewest[slot]
      // Other machines on which the pods would fit as well are not bought.
      let most = least > 0 ? max(least, pods[slot] ?? 0) : 0
      let demand = demands[slot.pool][slot.partition]
      let machines = demand.map { scenario.nodePools[slot.pool].machines(for: $0) } ?? 0
      let partition = division.partitions[slot.partition]
      result.pools.append(
        PatternPools.Pool(
          cluster: plan.clusters[partition.cluster].name,
          pool: partition.place.pool,
          partition: slot.partition,
          nodePool: slot.pool,
          before: before?[slot],
          fewest: least,
          // Compared as real numbers: a demand may be beyond any whole one.
          likely: machines < Double(most) ? max(least, Int(machines.rounded(.up))) : most,
          most: most,
          pricePerHour: scenario.nodePools[slot.pool].pricePerHour
        )
      )
    }
    link(&result, slots, choices)
    return result
  }

  /// The slots on which a group's pods could run, for tenants' and shared services' pods.
  ///
  /// Add-ons run wherever there is room, and compute nothing: they tie no pools together.
  private func slotsThatFit(_ group: PodGroup) -> [NodeCounts.Slot] {
    guard let partition = group.partition, let pod = group.admitted.first else { return [] }
    return scenario.nodePools.indices.map { NodeCounts.Slot(partition: partition, pool: $0) }
      .filter { misfits(of: pod, on: $0).isEmpty }
  }

  private var allSlots: [NodeCounts.Slot] {
    division.partitions.indices.flatMap { partition in
      scenario.nodePools.indices.map { NodeCounts.Slot(partition: partition, pool: $0) }
    }
  }

  private func link(
    _ result: inout PatternPools,
    _ slots: [NodeCounts.Slot],
    _ choices: [[NodeCounts.Slot]]
  ) {
    let numbers = Dictionary(uniqueKeysWithValues: slots.enumerated().map { ($1, $0) })
    let own = choices.map { $0.compactMap { numbers[$0] } }
    let servers = groupsOfServices
    let services = scenario.roster.endpoints.map(\.service)
    let objectives = scenario.objectives.map { objective in
      Set(objective.endpoints.map { services[$0.index] }).sorted()
        .flatMap { servers[$0] ?? [] }
        .filter { group in objective.tenants.contains { serves($0, group) } }
        .flatMap { own[$0] }
    }
    var sets = DisjointSets(count: slots.count)
    for members in own + objectives { sets.join(members) }
    result.groups = sets.all
    let groupOfPool = sets.numbers
    result.groupOfObjective = objectives.map { $0.first.map { groupOfPool[$0] } }
    result.groupOfPod = Array(repeating: nil, count: plan.pods.count)
    for (group, members) in zip(groups, own) {
      guard let first = members.first else { continue }
      for pod in group.admitted { result.groupOfPod[pod] = groupOfPool[first] }
    }
  }

  /// The groups of pods that each service has: several where it is shared.
  private var groupsOfServices: [ServiceID: [Int]] {
    var members: [ServiceID: [Int]] = [:]
    for (index, group) in groups.enumerated() {
      guard let first = group.pods.first, case .service(let id) = plan.pods[first].workload
      else { continue }
      members[id, default: []].append(index)
    }
    return members
  }

  /// Whether the pods of a group take a tenant's requests.
  private func serves(_ tenant: TenantID, _ group: Int) -> Bool {
    guard let first = groups[group].pods.first, let shared = plan.pods[first].sharedGroup
    else { return true }
    return plan.sharedGroups[shared].users.contains(tenant)
  }
}
