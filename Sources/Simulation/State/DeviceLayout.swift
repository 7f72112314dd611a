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
    var pod: PodID
    var tenant: TenantID?
    var workload: PodWorkload
    var isOnGPU: Bool
    /// GPUs that the pod holds; its use counts so many times.
    var gpuCount: Double
    var presence: PodPresence
  }

  private(set) var devices: [DeviceSpec] = []
  private(set) var containers: [Container] = []
  /// By service, so that the replicas of a service are neighbours; those that are there from the
  /// beginning come first.
  private(set) var replicas: [Replica] = []
  /// The stretch of `replicas` that belongs to each service.
  private(set) var replicasOfService: [Range<Int>] = []
  /// How many replicas of each service are there from the beginning.
  private(set) var readyAtStart: [Int] = []
  /// Where in `replicas` each container stands; -1 for those that don't serve.
  private(set) var placeOfReplica: [Int32] = []
  /// The containers of each batch workload.
  private(set) var containersOfBatch: [[Int]] = []
  private(set) var addOnContainers: [Int] = []
  /// Pods that come and go.
  private(set) var changes: [PodChange] = []

  package init(_ deployment: Deployment, of scenario: Scenario) {
    let roster = scenario.roster
    let horizon = SimTime.start + scenario.run.duration
    let builder = DeviceBuilder(
      deployment,
      roster: roster,
      pools: scenario.nodePools,
      horizon: horizon
    )
    for group in builder.groups() {
      devices.append(
        DeviceSpec(
          sharing: group.sharing,
          groups: group.classes,
          consumers: group.members.map(\.consumer),
          slowdownPerNeighbourCore: group.slowdownPerNeighbourCore
        )
      )
      containers.append(contentsOf: group.members.map(\.container))
    }
    containersOfBatch = Array(repeating: [], count: roster.batchWorkloads.count)
    var containersOfService = Array(repeating: [Int](), count: roster.services.count)
    for (index, container) in containers.enumerated() {
      switch container.workload {
      case .service(let service): containersOfService[service.index].append(index)
      case .batch(let batch): containersOfBatch[batch.index].append(index)
      case .addOn: addOnContainers.append(index)
      }
    }
    for (service, indices) in containersOfService.enumerated() {
      let first = replicas.count
      // In the order of their pods, whatever devices they landed on.
      let inOrder = indices.sorted { containers[$0].pod < containers[$1].pod }
      let early = inOrder.filter { containers[$0].presence.bound <= .start }
      let late = inOrder.filter { containers[$0].presence.bound > .start }
      for index in early + late {
        replicas.append(Replica(service: ServiceID(service), consumer: index))
      }
      replicasOfService.append(first..<replicas.count)
      readyAtStart.append(early.count)
    }
    placeOfReplica = Array(repeating: -1, count: containers.count)
    for (place, replica) in replicas.enumerated() {
      placeOfReplica[replica.consumer] = Int32(place)
    }
    changes = PodChange.all(of: containers)
  }
}
