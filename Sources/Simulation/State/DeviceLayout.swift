internal import Contention
package import Domain
internal import EventCore

/// The running pods of a deployment as replicas and containers on devices; the same for every
/// replication of a variant.
///
/// A pod that requests a GPU computes there, and its use of CPU is not modelled; every other pod
/// computes on the CPUs of its node.
package struct DeviceLayout: Sendable {
  /// A pod that serves requests.
  struct Replica: Sendable {
    var service: ServiceID
    var consumer: Int
  }

  /// A container and the pod it belongs to.
  struct Container: Sendable {
    /// Of the plan; for a spare the first pod of its workload.
    var pod: PodID
    /// In the plan.
    var node: Int
    var tenant: TenantID?
    var workload: PodWorkload
    /// Index into `groups`; -1 for those that don't serve.
    var group: Int
    var isOnGPU: Bool
    /// GPUs that the pod holds; its use counts so many times.
    var gpuCount: Double
    var presence: PodPresence

    /// Whether it waits for a pod that has lost its node; see `SparePods`.
    var isSpare: Bool { presence.bound == .never }
  }

  /// Replicas that take requests of the same endpoints: a tenant's service, or a shared one's in
  /// one place.
  struct ReplicaGroup: Sendable {
    var service: ServiceID
    var endpoints: [EndpointID]
    /// Whose endpoints they are, ascending.
    var users: [TenantID]
    /// The stretch of `replicas`; those that are there from the beginning come first.
    var replicas = 0..<0
    /// How many are there from the beginning.
    var readyAtStart = 0
  }

  private(set) var cpus: [DeviceSpec] = []
  private(set) var gpus: [GPUSpec] = []
  private(set) var containers: [Container] = []
  /// By group, so that the replicas of a group are neighbours.
  private(set) var replicas: [Replica] = []
  /// The tenants' own services in the order of the roster, then the plan's shared groups.
  private(set) var groups: [ReplicaGroup] = []
  private(set) var groupOfEndpoint: [Int] = []
  /// Where in `replicas` each container stands; -1 for those that don't serve.
  private(set) var placeOfReplica: [Int32] = []
  /// The containers of each batch workload.
  private(set) var containersOfBatch: [[Int]] = []
  private(set) var addOnContainers: [Int] = []
  /// Containers that a fatal fault of one of them takes down together: the clients of MPS on one
  /// GPU.
  private(set) var sharedFates: [Range<Int>] = []
  /// Pods that come and go.
  private(set) var changes: [PodChange] = []
  /// What containers use of memory, and how they start.
  private(set) var lives = LifeFacts()

  package init(_ deployment: Deployment, of scenario: Scenario) {
    let roster = scenario.roster
    let horizon = SimTime.start + scenario.run.duration
    let builder = DeviceBuilder(deployment, of: scenario, roster: roster, horizon: horizon)
    for group in builder.groups() {
      cpus.append(
        DeviceSpec(
          capacityMilli: group.capacityMilli,
          groups: group.classes,
          consumers: group.members.map(\.consumer),
          slowdownPerNeighbourCore: group.slowdownPerNeighbourCore
        )
      )
      containers.append(contentsOf: group.members.map(\.container))
    }
    for group in builder.gpuGroups() {
      gpus.append(GPUSpec(sharing: group.sharing, contexts: group.clients.map(\.context)))
      let first = containers.count
      containers.append(contentsOf: group.clients.map(\.container))
      if group.sharesFate { sharedFates.append(first..<containers.count) }
    }
    groups = Self.groups(of: deployment.plan, roster)
    groupOfEndpoint = Array(repeating: -1, count: roster.endpoints.count)
    for (number, group) in groups.enumerated() {
      for endpoint in group.endpoints { groupOfEndpoint[endpoint.index] = number }
    }
    precondition(!groupOfEndpoint.contains(-1), "an endpoint has no replicas to go to")
    containersOfBatch = Array(repeating: [], count: roster.batchWorkloads.count)
    var containersOfGroup = Array(repeating: [Int](), count: groups.count)
    for (index, container) in containers.enumerated() {
      switch container.workload {
      case .service: containersOfGroup[container.group].append(index)
      case .batch(let batch): containersOfBatch[batch.index].append(index)
      case .addOn: addOnContainers.append(index)
      }
    }
    for (number, indices) in containersOfGroup.enumerated() { add(indices, to: number) }
    placeOfReplica = Array(repeating: -1, count: containers.count)
    for (place, replica) in replicas.enumerated() {
      placeOfReplica[replica.consumer] = Int32(place)
    }
    changes = PodChange.all(of: containers)
    lives = LifeFacts(containers, deployment, scenario, roster)
  }

  /// Appends the replicas of a group in the order of their pods, whatever devices they landed on.
  private mutating func add(_ indices: [Int], to group: Int) {
    let first = replicas.count
    let inOrder = indices.sorted { containers[$0].pod < containers[$1].pod }
    let early = inOrder.filter { containers[$0].presence.bound <= .start }
    let late = inOrder.filter { containers[$0].presence.bound > .start }
    for index in early + late {
      replicas.append(Replica(service: groups[group].service, consumer: index))
    }
    groups[group].replicas = first..<replicas.count
    groups[group].readyAtStart = early.count
  }

  private static func groups(of plan: DeploymentPlan, _ roster: Roster) -> [ReplicaGroup] {
    let own = roster.services.enumerated().compactMap { index, entry in
      entry.tenant.map { tenant in
        ReplicaGroup(service: ServiceID(index), endpoints: entry.endpoints, users: [tenant])
      }
    }
    let shared = plan.sharedGroups.map { group in
      let endpoints = roster.services[group.service.index].endpoints.filter { endpoint in
        group.users.contains(roster.endpoints[endpoint.index].tenant)
      }
      return ReplicaGroup(service: group.service, endpoints: endpoints, users: group.users)
    }
    return own + shared
  }

  /// CPUs of nodes, then GPUs.
  var deviceCount: Int { cpus.count + gpus.count }

  /// The containers that go down with one that has a fatal fault on its GPU, itself included.
  ///
  /// Clients of MPS share one context on the GPU, which a fault destroys for all of them. Whoever
  /// lets a container crash for such a fault lets these crash, too; being killed for host memory is
  /// none.
  func sharingFate(with container: Int) -> Range<Int> {
    sharedFates.first { $0.contains(container) } ?? container..<container + 1
  }
}
