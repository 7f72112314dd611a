internal import Domain
internal import EventCore

/// Marks the pods that are on a node and can't start there: the model doesn't fit into the GPU
/// memory that they may use, or the device plugin refuses them.
///
/// The scheduler counts devices, not their memory, so it finds out too late. Time-slicing isolates
/// no memory: pods on one GPU add up in the order in which they were bound, and the one that finds
/// too little left fails; it is not tried again. A client of MPS has its pinned part, a MIG
/// instance its own memory.
///
/// - Complexity: O(*n* log *n*) in the pods on GPUs, plus the pairs on each time-sliced GPU.
func failWhatCannotStart(in deployment: inout Deployment) {
  var onGPU: [GPUPlace: [Int]] = [:]
  for (index, placement) in deployment.placements.enumerated() {
    guard let node = placement.node, let gpu = placement.gpu,
      let gpus = deployment.plan.nodes[node.index].gpus
    else { continue }
    if let reason = obstacle(to: deployment.plan.pods[index].accelerator, placement, on: gpus) {
      deployment.fail(index, because: reason)
    } else if case .timeSlicing = gpus.sharing {
      onGPU[GPUPlace(node: node.index, gpu: gpu), default: []].append(index)
    }
  }
  for (place, pods) in onGPU.sorted(by: { ($0.key.node, $0.key.gpu) < ($1.key.node, $1.key.gpu) }) {
    guard let gpus = deployment.plan.nodes[place.node].gpus else { continue }
    failWhatDoesNotFit(pods, on: gpus.memoryEach, in: &deployment)
  }
}

private struct GPUPlace: Hashable {
  var node: Int
  var gpu: Int
}

/// Why a pod can't start even on a GPU that nobody else uses; nil if it can.
private func obstacle(
  to needs: AcceleratorNeeds,
  _ placement: PodPlacement,
  on gpus: NodeGPUs
) -> String? {
  if case .mps = gpus.sharing, placement.requests.amount(.gpu) > 1 {
    return "the device plugin refuses more than one GPU under MPS"
  }
  guard let memory = needs.memory, let most = gpus.memory(for: placement.requests),
    memory > most
  else { return nil }
  return "needs \(memory.inGibibytes) of GPU memory, may use \(most.inGibibytes)"
}

/// Lets pods onto a time-sliced GPU in the order in which they were bound.
private func failWhatDoesNotFit(_ pods: [Int], on memory: Bytes, in deployment: inout Deployment) {
  let inOrder = pods.sorted {
    (deployment.placements[$0].boundAt ?? .start, $0)
      < (deployment.placements[$1].boundAt ?? .start, $1)
  }
  var holders: [(pod: Int, memory: Int64)] = []
  for pod in inOrder {
    let now = deployment.placements[pod].boundAt ?? .start
    holders.removeAll { (deployment.placements[$0.pod].goneAt ?? .never) <= now }
    let count = max(1, deployment.placements[pod].requests.amount(.gpu))
    // A pod with several replicas of GPUs has its model on as many.
    let needed = (deployment.plan.pods[pod].accelerator.memory?.value ?? 0) / count
    let taken = holders.reduce(0) { $0 + $1.memory }
    if needed > memory.value - taken {
      let left = Bytes(memory.value - taken)
      deployment.fail(
        pod,
        because: "needs \(Bytes(needed).inGibibytes) of GPU memory, the pods before it "
          + "on this time-sliced GPU left \(left.inGibibytes) of \(memory.inGibibytes)"
      )
    } else {
      holders.append((pod, needed))
    }
  }
}

extension Deployment {
  fileprivate mutating func fail(_ pod: Int, because reason: String) {
    placements[pod].outcome = .failedToStart
    placements[pod].reason = reason
  }
}
