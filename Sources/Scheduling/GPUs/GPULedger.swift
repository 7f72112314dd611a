internal import Domain

/// The GPU, and the instance on it, that a pod was given; the first if it was given several.
struct GPUAssignment {
  var gpu: Int
  var migInstance: Int?
}

/// Who sits where on the GPUs of one node.
///
/// Whether there is room was settled by counting what the device plugin advertises; this only
/// picks the device. A *place* is what is handed out: a GPU, or an instance on one.
struct GPULedger {
  private let sharing: GPUSharing
  /// Pods on each GPU, or on each MIG instance, GPU by GPU.
  private var pods: [Int]

  init(_ gpus: NodeGPUs) {
    sharing = gpus.sharing
    pods = Array(repeating: 0, count: gpus.count * gpus.sharing.places)
  }

  /// Gives the pod its places, on the preferred GPUs first; none if it asks for none.
  mutating func assign(_ requests: ResourceList, preferring gpus: [Int] = []) -> [Int] {
    if case .mig(let slices) = sharing {
      return requests.names.filter(\.isGPU).flatMap { name in
        takeInstances(of: name, among: slices, Int(requests.amount(name)), preferring: gpus)
      }
    }
    return takeGPUs(Int(requests.amount(.gpu)), preferring: gpus)
  }

  /// The GPUs with a place left for a pod, the first by the lowest bit.
  func roomyGPUs(for requests: ResourceList) -> UInt64 {
    var roomy: UInt64 = 0
    for place in pods.indices {
      switch sharing {
      case .exclusive:
        if pods[place] == 0 { roomy |= 1 << UInt64(place) }
      case .timeSlicing(let slicing):
        if pods[place] < slicing.replicas { roomy |= 1 << UInt64(place) }
      case .mps(let sharing):
        if pods[place] < sharing.replicas { roomy |= 1 << UInt64(place) }
      case .mig(let slices):
        let name = ResourceName.mig(slices[place % slices.count].profile)
        if pods[place] == 0, requests.amount(name) > 0 {
          roomy |= 1 << UInt64(place / slices.count)
        }
      }
    }
    return roomy
  }

  mutating func release(_ places: [Int]) {
    for place in places { pods[place] -= 1 }
  }

  /// What a place is called.
  func assignment(at place: Int) -> GPUAssignment {
    guard case .mig(let slices) = sharing else { return GPUAssignment(gpu: place) }
    return GPUAssignment(gpu: place / slices.count, migInstance: place % slices.count)
  }

  /// The GPUs with the fewest pods, lowest index first on ties: free ones when each is exclusive.
  private mutating func takeGPUs(_ count: Int, preferring gpus: [Int]) -> [Int] {
    let byLoad = pods.indices.sorted { left, right in
      pods[left] == pods[right] ? left < right : pods[left] < pods[right]
    }
    let taken = Array((gpus + byLoad.filter { !gpus.contains($0) }).prefix(count))
    for gpu in taken { pods[gpu] += 1 }
    return taken
  }

  private mutating func takeInstances(
    of name: ResourceName,
    among slices: [MIGSlice],
    _ count: Int,
    preferring gpus: [Int]
  ) -> [Int] {
    let free = pods.indices.filter { place in
      pods[place] == 0 && ResourceName.mig(slices[place % slices.count].profile) == name
    }
    let preferred = gpus.flatMap { gpu in free.filter { $0 / slices.count == gpu } }
    let taken = Array((preferred + free.filter { !preferred.contains($0) }).prefix(count))
    for place in taken { pods[place] += 1 }
    return taken
  }
}

extension GPUSharing {
  /// Places on one GPU that are handed out one by one.
  fileprivate var places: Int {
    switch self {
    case .exclusive, .timeSlicing, .mps: 1
    case .mig(let slices): slices.count
    }
  }
}
