internal import Domain
internal import EventCore
internal import Statistics

/// Machines of one kind that serve the same tenants, with what is taken from them.
struct NodeGroup {
  var cluster: Int
  var pool: String
  var nodePool: Int
  /// Whose pods the machines accept, ascending.
  var tenants: [TenantID]
  /// The machines by how they are bought.
  var purchases: [Purchase] = []
  /// What the machines have, daemons' part included.
  var capacity = PricedAmounts()
  var daemons = PricedAmounts()
  var addOns = PricedAmounts()
  /// By tenant, in ascending order once complete.
  var takes: [(tenant: TenantID, amounts: PricedAmounts)] = []
  /// By group of shared replicas, in ascending order once complete.
  var sharedTakes: [SharedTake] = []
  /// What is in `takes`, workload by workload.
  var workloads: [TenantID: [WorkloadTake]] = [:]
  /// Where each tenant stands in `takes` while they are added up.
  private var placeOfTenant: [TenantID: Int] = [:]

  init(cluster: Int, pool: String, nodePool: Int, tenants: [TenantID]) {
    self.cluster = cluster
    self.pool = pool
    self.nodePool = nodePool
    self.tenants = tenants
  }

  /// A price of machines, divided by resource in proportion to list prices.
  func byResource(_ price: Money) -> [Int64] {
    apportion(
      price.micros,
      by: PricedResource.allCases.map { max(0, capacity[$0]) * $0.listPrice }
    )
  }

  /// How many machines there are.
  var count: Int { purchases.reduce(0) { $0 + $1.machines.nodes } }

  /// Machines of the group that are bought in one way.
  struct Purchase {
    var category: PriceCategory
    var machines: MachinePurchase
  }
}

/// What the pods of one workload in one namespace take of a group of machines.
struct WorkloadTake {
  var workload: PodWorkload
  /// Index into `DeploymentPlan.namespaces`.
  var namespace: Int?
  var amounts: PricedAmounts
}

/// Returns the machines of a deployment by cluster, pool, machine type and accepted tenants, with
/// the mean amounts that daemons, add-ons and tenants take from them.
func nodeGroups(
  of deployment: Deployment,
  from replications: [ReplicationRecord],
  in scenario: Scenario
) -> [NodeGroup] {
  struct Key: Hashable {
    var cluster: Int
    var pool: String
    var nodePool: Int
  }
  var groups: [NodeGroup] = []
  var places: [Key: [Int]] = [:]
  var placeOfNode: [Int] = []
  for node in deployment.plan.nodes {
    let key = Key(cluster: node.cluster, pool: node.pool, nodePool: node.nodePool)
    // Machines of one pool share one list of tenants, which is told at a glance; to hash it for
    // every machine would take the square of their number.
    let known = places[key, default: []].first { groups[$0].tenants == node.tenants }
    let place = known ?? groups.count
    if known == nil {
      places[key, default: []].append(place)
      groups.append(
        NodeGroup(
          cluster: key.cluster,
          pool: key.pool,
          nodePool: key.nodePool,
          tenants: node.tenants
        )
      )
    }
    groups[place].add(node, machine: scenario.nodePools[node.nodePool])
    placeOfNode.append(place)
  }
  for take in podTakes(of: deployment, from: replications, in: scenario, placeOfNode) {
    groups[take.place].add(take)
  }
  for place in groups.indices {
    groups[place].takes.sort { $0.tenant < $1.tenant }
    groups[place].sharedTakes.sort { $0.group < $1.group }
  }
  return groups
}

/// What replicas of a shared service take of a group of machines.
struct SharedTake {
  /// Index into `DeploymentPlan.sharedGroups`.
  var group: Int
  /// What they used; memory that they request is used.
  var used = PricedAmounts()
  /// What they requested beyond that.
  var unused = PricedAmounts()
}

/// What a pod takes of the machines at a place in the list of groups.
private struct PodTake {
  var place: Int
  var tenant: TenantID?
  var workload: PodWorkload
  var namespace: Int?
  var sharedGroup: Int?
  var requested: PricedAmounts
  var used: PricedAmounts
}

/// What each pod takes: its requests, for the share of the measured window for which it is there,
/// and its mean use.
private func podTakes(
  of deployment: Deployment,
  from replications: [ReplicationRecord],
  in scenario: Scenario,
  _ placeOfNode: [Int]
) -> [PodTake] {
  let measured = Double(replications.count) * scenario.run.window.inSeconds
  let start = SimTime.start + scenario.run.warmUp
  let horizon = SimTime.start + scenario.run.duration
  return deployment.placements.enumerated().compactMap { index, placement in
    guard let nodeID = placement.node, let presence = placement.presence(until: horizon)
    else { return nil }
    let node = deployment.plan.nodes[nodeID.index]
    let requested =
      PricedAmounts(placement.requests, on: node.gpus) * presence.share(from: start, to: horizon)
    var used = PricedAmounts()
    if measured > 0 {
      used = PricedAmounts(
        cores: replications.reduce(0) { $0 + $1.pods[index].cpuSeconds } / measured,
        gibibytes: 0,
        gpus: replications.reduce(0) { $0 + $1.pods[index].gpuSeconds } / measured
      )
    }
    let pod = deployment.plan.pods[index]
    return PodTake(
      place: placeOfNode[nodeID.index],
      tenant: pod.tenant,
      workload: pod.workload,
      namespace: pod.namespace,
      sharedGroup: pod.sharedGroup,
      requested: requested,
      used: used
    )
  }
}

extension NodeGroup {
  fileprivate mutating func add(_ node: PlannedNode, machine: NodePool) {
    buy(node)
    capacity += PricedAmounts(
      cores: MilliCPU(machine.allocatable.amount(.cpu)).cores,
      gibibytes: Bytes(machine.allocatable.amount(.memory)).gibibytes,
      gpus: Double(node.gpus?.count ?? 0)
    )
    let reserved = machine.allocatable - node.allocatable
    daemons += PricedAmounts(
      cores: max(0, MilliCPU(reserved.amount(.cpu)).cores),
      gibibytes: max(0, Bytes(reserved.amount(.memory)).gibibytes),
      gpus: 0
    )
  }

  private mutating func buy(_ node: PlannedNode) {
    let place = purchases.firstIndex {
      $0.category == node.priceCategory && $0.machines.pricePerHour == node.pricePerHour
    }
    if let place {
      purchases[place].machines.nodes += 1
    } else {
      let machines = MachinePurchase(nodes: 1, pricePerHour: node.pricePerHour)
      purchases.append(Purchase(category: node.priceCategory, machines: machines))
    }
  }

  /// Of a tenant's own pod, and of an add-on, the larger of what it requests and uses counts.
  fileprivate mutating func add(_ take: PodTake) {
    if let group = take.sharedGroup { return add(take, ofShared: group) }
    let amounts = PricedAmounts.larger(take.requested, take.used)
    guard let tenant = take.tenant else {
      addOns += amounts
      return
    }
    if let place = placeOfTenant[tenant] {
      takes[place].amounts += amounts
    } else {
      placeOfTenant[tenant] = takes.count
      takes.append((tenant, amounts))
    }
    workloads[tenant, default: []].add(take, amounts)
  }

  private mutating func add(_ take: PodTake, ofShared group: Int) {
    let place =
      sharedTakes.firstIndex { $0.group == group } ?? sharedTakes.count
    if place == sharedTakes.count { sharedTakes.append(SharedTake(group: group)) }
    let used = take.used.withMemory(of: take.requested)
    sharedTakes[place].used += used
    sharedTakes[place].unused += .excess(take.requested, over: used)
  }
}

extension [WorkloadTake] {
  fileprivate mutating func add(_ take: PodTake, _ amounts: PricedAmounts) {
    // Pods of one workload follow each other.
    let place = lastIndex { $0.workload == take.workload && $0.namespace == take.namespace }
    if let place {
      self[place].amounts += amounts
    } else {
      append(WorkloadTake(workload: take.workload, namespace: take.namespace, amounts: amounts))
    }
  }
}
