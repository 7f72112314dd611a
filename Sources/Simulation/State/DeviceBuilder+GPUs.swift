internal import Contention
internal import Domain
internal import EventCore

/// Groups the pods on GPUs by the GPU that they share.
extension DeviceBuilder {
  /// A container as its GPU and as the simulation see it.
  struct Client {
    var container: DeviceLayout.Container
    var context: ContextSpec
  }

  /// A GPU and the containers on it; a pod with several whole GPUs has one for all of them.
  struct GPUGroup {
    var sharing: GPUSpec.Sharing
    var clients: [Client] = []
    /// Whether a fatal fault of one takes down all.
    var sharesFate = false
  }

  /// The GPUs that have work to do, by node and by their first pod.
  func gpuGroups() -> [GPUGroup] {
    var groups: [GPUGroup] = []
    var numbers: [Int: [Int: Int]] = [:]
    for (index, placement) in deployment.placements.enumerated() {
      guard let node = placement.node, let gpu = placement.gpu,
        let presence = placement.presence(until: horizon)
      else { continue }
      let gpus = deployment.plan.nodes[node.index].gpus
      var number = numbers[node.index]?[gpu]
      if number == nil || gpus?.sharing == .exclusive {
        number = groups.count
        groups.append(GPUGroup(gpus))
        numbers[node.index, default: [:]][gpu] = number
      }
      let client = client(PodID(index), placement, presence, on: gpus)
      groups[number ?? 0].clients.append(client)
    }
    return groups
  }

  private func client(
    _ pod: PodID,
    _ placement: PodPlacement,
    _ presence: PodPresence,
    on gpus: NodeGPUs?
  ) -> Client {
    let planned = deployment.plan.pods[pod.index]
    let jobs = jobShape(of: planned)
    let isExclusive = gpus?.sharing == .exclusive
    let requested = Double(max(1, placement.requests.amount(.gpu)))
    var context = ContextSpec(streams: jobs.streams, jobCapacity: jobs.capacity)
    gpus?.divide(placement, planned.accelerator.sensitivity, into: &context)
    return Client(
      container: DeviceLayout.Container(
        pod: pod,
        node: placement.node?.index ?? 0,
        tenant: planned.tenant,
        workload: planned.workload,
        group: group(of: planned),
        isOnGPU: true,
        gpuCount: isExclusive ? requested : 1,
        presence: presence
      ),
      context: context
    )
  }
}

extension DeviceBuilder.GPUGroup {
  fileprivate init(_ gpus: NodeGPUs?) {
    sharing = .sideBySide
    switch gpus?.sharing {
    case .timeSlicing(let slicing):
      sharing = .byTurns(slice: slicing.slice, switchCost: slicing.switchCost)
    case .mps: sharesFate = true
    case .exclusive, .mig, nil: break
    }
  }
}

extension NodeGPUs {
  /// Says what part of a GPU a pod's context has, and what it minds of the others'.
  ///
  /// Neighbours press by their compute slices, of all but one: what was measured is one 1g
  /// instance beside all the others busy.
  fileprivate func divide(
    _ placement: PodPlacement,
    _ sensitivity: InterferenceSensitivity,
    into context: inout ContextSpec
  ) {
    context.keptBesideOthers = effectiveInterference.kept(sensitivity)
    switch sharing {
    case .exclusive, .timeSlicing:
      break
    case .mps(let sharing):
      context.speed = Double(sharing.activeThreadPercent) / 100
      context.share = context.speed
      context.isCapped = true
      context.pressure = 1 / Double(max(1, sharing.replicas - 1))
    case .mig(let slices):
      guard let instance = placement.migInstance else { return }
      let slice = slices[instance]
      context.speed = speed(of: slice, sensitivity)
      context.share = slice.speed
      context.pressure =
        Double(slice.computeSlices) / Double(max(1, slice.computeSlicesTotal - 1))
    }
  }
}
