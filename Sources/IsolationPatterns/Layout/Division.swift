internal import Domain

/// The clusters of a plan and the partitions of their nodes, in the order in which tenants need
/// them.
struct Division {
  private(set) var clusters: [PlannedCluster] = []
  private(set) var partitions: [Partition] = []
  private var clusterNames: Set<String> = []
  private var clusterOfTenant: [Int] = []
  private var partitionOfPlace: [Place: Int] = [:]

  init(_ scenario: Scenario, _ pattern: IsolationPattern) {
    var clusterOfOwner: [TenantID?: Int] = [:]
    for (index, tenant) in scenario.tenants.enumerated() {
      let id = TenantID(index)
      let places = tenant.workloadClasses.map { pattern.place(of: id, $0, in: scenario) }
      for place in places {
        let cluster = clusterOfOwner[place.clusterOwner] ?? clusters.count
        if cluster == clusters.count {
          clusterOfOwner[place.clusterOwner] = cluster
          clusters.append(newCluster(place.clusterOwner, scenario))
        }
        admit(id, to: place, of: cluster)
      }
    }
  }

  func cluster(of tenant: TenantID) -> Int { clusterOfTenant[tenant.index] }

  func partition(at place: Place) -> Int? { partitionOfPlace[place] }

  /// The partition that gets what nobody needs: the first of the shared cluster, if there is one.
  var firstShared: Int {
    partitions.firstIndex { $0.place.clusterOwner == nil } ?? 0
  }

  private mutating func newCluster(_ owner: TenantID?, _ scenario: Scenario) -> PlannedCluster {
    var name = owner.map { scenario.tenants[$0.index].name } ?? Place.shared.pool
    // A tenant may be called `shared` as well.
    while !clusterNames.insert(name).inserted { name += "-2" }
    return scenario.cluster.planned(name, owner: owner)
  }

  private mutating func admit(_ tenant: TenantID, to place: Place, of cluster: Int) {
    if clusterOfTenant.count == tenant.index {
      clusterOfTenant.append(cluster)
      clusters[cluster].tenants.append(tenant)
    }
    let partition = partitionOfPlace[place] ?? partitions.count
    if partition == partitions.count {
      partitionOfPlace[place] = partition
      partitions.append(Partition(cluster: cluster, place: place))
    }
    if partitions[partition].tenants.last != tenant {
      partitions[partition].tenants.append(tenant)
    }
  }
}

extension ClusterTemplate {
  /// A cluster without tenants; one that has an owner may have overrides.
  fileprivate func planned(_ name: String, owner: TenantID?) -> PlannedCluster {
    let override = owner.flatMap { owner in overrides.first { $0.tenants.contains(owner) } }
    return PlannedCluster(
      name: name,
      version: override?.version ?? version,
      tenants: [],
      scheduler: override?.scheduler ?? scheduler,
      features: override?.features.orElse(features) ?? features
    )
  }
}

/// Nodes of one cluster that serve the same tenants.
struct Partition {
  let cluster: Int
  let place: Place
  /// Ascending.
  var tenants: [TenantID] = []

  /// The label by which pods find a dedicated pool, and the taint that keeps others off.
  static let poolKey = "bulkhead.dev/pool"

  var labels: [String: String] { place.isDedicated ? [Self.poolKey: place.pool] : [:] }

  var taints: [Taint] {
    place.isDedicated ? [Taint(key: Self.poolKey, value: place.pool, effect: .noSchedule)] : []
  }

  var tolerations: [Toleration] {
    taints.map { Toleration(key: $0.key, value: $0.value, effect: $0.effect) }
  }
}

extension Tenant {
  /// What it runs; a tenant that runs nothing is placed like one with services.
  fileprivate var workloadClasses: [WorkloadClass] {
    if batchWorkloads.isEmpty { return [.inference] }
    return services.isEmpty && uses.isEmpty ? [.batch] : [.inference, .batch]
  }
}
