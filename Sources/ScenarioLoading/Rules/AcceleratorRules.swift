internal import Catalogue
internal import Domain

/// Models fit into the memory of some GPU that their pods may get, and clients of MPS are as many
/// as the hardware serves and ask for one GPU each.
func checkAccelerators(_ scenario: Scenario, _ reading: Reading) {
  // Last, for what it reports makes the capacity one that isn't known.
  defer { checkClients(scenario, reading) }
  guard reading.isSound("spec.capacity") else { return }
  for pods in scenario.podTemplates {
    guard reading.isSound(pods.path["requests"]), reading.isSound(pods.path["limits"]) else {
      continue
    }
    checkClientRequest(of: pods, scenario.nodePools, reading)
    checkMemory(of: pods, scenario.nodePools, reading)
    checkCache(of: pods, scenario.nodePools, reading)
  }
}

private func checkClients(_ scenario: Scenario, _ reading: Reading) {
  for (index, pool) in scenario.nodePools.enumerated() {
    guard let gpus = pool.gpus, case .mps(let sharing) = gpus.sharing else { continue }
    let most = ComputeCapability(ofModel: gpus.model).mostMPSClients
    guard sharing.replicas > most else { continue }
    let path = ("spec.capacity.nodePools" as FieldPath)[index]["gpus"]["sharing"]["mps"]
    reading.report(
      "a \(quoted(gpus.model)) serves at most \(most) clients, found \(sharing.replicas)",
      at: path["replicas"]
    )
  }
}

/// Under MPS the device plugin refuses a pod that asks for more than one GPU.
private func checkClientRequest(of pods: PodTemplate, _ pools: [NodePool], _ reading: Reading) {
  guard pods.effectiveRequests.amount(.gpu) > 1 else { return }
  let offering = pools.filter { ($0.gpus?.advertised.amount(.gpu) ?? 0) > 0 }
  let isMPS = offering.map { pool in
    if case .mps = pool.gpus?.sharing { true } else { false }
  }
  guard !isMPS.isEmpty, !isMPS.contains(false) else { return }
  let field = pods.requests[.gpu] == nil ? "limits" : "requests"
  reading.report(
    "under MPS a pod gets one GPU; the device plugin refuses more",
    at: pods.path[field][ResourceName.gpu.rawValue]
  )
}

private func checkMemory(of pods: PodTemplate, _ pools: [NodePool], _ reading: Reading) {
  let path = pods.path["acceleratorMemory"]
  guard let needed = pods.accelerator.memory, reading.isSound(path) else { return }
  let requests = pods.effectiveRequests
  guard requests.names.contains(where: { $0.isGPU && requests.amount($0) > 0 }) else {
    // What a profile says of that is reported where profiles are.
    guard reading.profiles[pods.path] == nil else { return }
    return reading.report("the pods ask for no GPU", at: path, help: "request `nvidia.com/gpu`")
  }
  guard let most = largestOffer(to: requests, pools), most.memory < needed else { return }
  reading.report("needs \(needed.inGibibytes); \(most.words)", at: path)
}

/// The weights of a model and its key-value cache fit together, as far as they are known and the
/// sum is not stated.
private func checkCache(of pods: PodTemplate, _ pools: [NodePool], _ reading: Reading) {
  let path = pods.path["runtime"]
  guard case .continuousBatching(let settings) = pods.runtime, pods.accelerator.memory == nil,
    reading.isSound(path),
    reading.isSound(pods.path["startup"])
  else { return }
  let profile = reading.profiles[pods.path]?.memory
  let weights = max(pods.startup?.weights ?? 0, profile.map { Int64($0.weights.value) } ?? 0)
  let perToken = profile?.perCacheToken?.value ?? 0
  let cache = settings.cacheBytes ?? Int64(perToken * Double(settings.cacheTokens))
  let needed = Bytes(weights.addingSaturated(cache))
  guard let most = largestOffer(to: pods.effectiveRequests, pools), most.memory < needed else {
    return
  }
  reading.report(
    "weights of \(Bytes(weights).inGibibytes) and a cache of \(Bytes(cache).inGibibytes) don't "
      + "fit; \(most.words)",
    at: path,
    help: "give it fewer `cacheTokens` or less `cacheMemory`, or more or larger GPUs"
  )
}

/// The most GPU memory that pods with such requests may get, and where.
private struct MemoryOffer {
  var memory: Bytes
  var pool: NodePool

  var words: String {
    "a pod may use at most \(memory.inGibibytes) of GPU memory, on "
      + "\(quoted(pool.gpus?.model ?? "")) of pool \(quoted(pool.name))"
  }
}

private func largestOffer(to requests: ResourceList, _ pools: [NodePool]) -> MemoryOffer? {
  let offers = pools.compactMap { pool -> MemoryOffer? in
    guard let memory = pool.gpus?.memory(for: requests), pool.offersGPUs(to: requests) else {
      return nil
    }
    return MemoryOffer(memory: memory, pool: pool)
  }
  return offers.max { $0.memory < $1.memory }
}

extension NodePool {
  /// Whether its GPUs are of the kinds that a pod asks for.
  fileprivate func offersGPUs(to requests: ResourceList) -> Bool {
    let offer = advertised
    return requests.names.allSatisfy { !$0.isGPU || requests.amount($0) <= offer.amount($0) }
  }
}
