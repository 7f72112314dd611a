internal import Contention
internal import Domain
internal import EventCore

/// Groups the pods of a deployment that run at some time by the device they compute on.
struct DeviceBuilder {
  /// A container as the device and as the simulation see it.
  struct Member {
    var container: DeviceLayout.Container
    var consumer: ConsumerSpec
  }

  /// A device and the containers on it.
  struct Group {
    var sharing: DeviceSpec.Sharing
    var members: [Member] = []
  }

  private let deployment: Deployment
  private let roster: Roster
  private let horizon: SimTime

  init(_ deployment: Deployment, roster: Roster, horizon: SimTime) {
    self.deployment = deployment
    self.roster = roster
    self.horizon = horizon
  }

  /// The devices that have work to do: CPUs by node, then GPUs by node and pod.
  func groups() -> [Group] {
    let nodes = deployment.plan.nodes
    var cpus = nodes.map { node in
      Group(sharing: .byWeight(capacityMilli: max(0, node.allocatable.amount(.cpu))))
    }
    var sharedGPUs = nodes.map { node in sharedGPUGroups(of: node) }
    var ownGPUs: [[Group]] = nodes.map { _ in [] }
    for (index, placement) in deployment.placements.enumerated() {
      guard let node = placement.node, let presence = placement.presence(until: horizon)
      else { continue }
      let member = member(PodID(index), placement, presence, on: nodes[node.index])
      if !member.container.isOnGPU {
        cpus[node.index].members.append(member)
      } else if let gpu = placement.gpu, sharedGPUs[node.index].indices.contains(gpu) {
        sharedGPUs[node.index][gpu].members.append(member)
      } else {
        let sharing = DeviceSpec.Sharing.byTurns(efficiencyWhenShared: 1)
        ownGPUs[node.index].append(Group(sharing: sharing, members: [member]))
      }
    }
    let gpus = zip(sharedGPUs, ownGPUs).flatMap { $0 + $1 }
    return (cpus + gpus).filter { !$0.members.isEmpty }
  }

  /// One group per GPU of a node whose GPUs are time-sliced; none otherwise.
  private func sharedGPUGroups(of node: PlannedNode) -> [Group] {
    guard let gpus = node.gpus, case .timeSlicing(let slicing) = gpus.sharing else { return [] }
    let sharing = DeviceSpec.Sharing.byTurns(efficiencyWhenShared: slicing.efficiencyWhenShared)
    return Array(repeating: Group(sharing: sharing), count: gpus.count)
  }

  private func member(
    _ pod: PodID,
    _ placement: PodPlacement,
    _ presence: PodPresence,
    on node: PlannedNode
  ) -> Member {
    let planned = deployment.plan.pods[pod.index]
    let isOnGPU = placement.gpu != nil
    let jobs = jobShape(of: planned)
    let cpuRequest = placement.requests.amount(.cpu)
    return Member(
      container: DeviceLayout.Container(
        pod: pod,
        tenant: planned.tenant,
        workload: planned.workload,
        isOnGPU: isOnGPU,
        gpuCount: exclusiveGPUs(of: placement, on: node),
        presence: presence
      ),
      consumer: ConsumerSpec(
        weight: ConsumerSpec.weight(cpuRequestMilli: cpuRequest),
        limitMilli: isOnGPU ? nil : jobs.limitMilli ?? placement.limits[.cpu],
        threadsPerJob: jobs.threads,
        streams: jobs.streams,
        speed: isOnGPU ? speed(of: placement, on: node) : 1,
        jobCapacity: jobs.capacity
      )
    )
  }

  /// How the jobs of a pod load its device.
  private func jobShape(
    of pod: PlannedPod
  ) -> (threads: Int, streams: Int, capacity: Int, limitMilli: Int64?) {
    switch pod.workload {
    case .service(let service):
      switch roster.services[service.index].service.runtime {
      case .concurrent(let workers, let threads, let streams):
        return (threads, streams, workers, nil)
      case .batching(let batching):
        return (batching.threads, 1, 1, nil)
      case .continuousBatching(let settings):
        return (settings.threads, 1, 1, nil)
      }
    case .batch(let batch):
      return (roster.batchWorkloads[batch.index].workload.threads, 1, 1, nil)
    case .addOn:
      // An add-on uses what it requests: enough threads, cut to the request.
      let request = pod.requests.amount(.cpu)
      return (Int((request + 999) / 1000), 1, 1, request)
    }
  }

  /// The whole GPUs a pod holds; 1 if it holds a part of one.
  private func exclusiveGPUs(of placement: PodPlacement, on node: PlannedNode) -> Double {
    guard case .exclusive = node.gpus?.sharing else { return 1 }
    return Double(max(1, placement.requests.amount(.gpu)))
  }

  /// The speed of a pod's MIG instance relative to a whole GPU; 1 without MIG.
  private func speed(of placement: PodPlacement, on node: PlannedNode) -> Double {
    guard let instance = placement.migInstance, case .mig(let slices) = node.gpus?.sharing else {
      return 1
    }
    return slices[instance].speed
  }
}
