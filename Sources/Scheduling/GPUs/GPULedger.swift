internal import Domain

/// The GPU, and the instance on it, that a pod was given; the first if it was given several.
struct GPUAssignment {
  var gpu: Int
  var migInstance: Int?
}

/// Who sits where on the GPUs of one node.
///
/// Whether there is room was settled by counting what the device plugin advertises; this only
/// picks the device.
struct GPULedger {
  private let sharing: GPUSharing
  /// Pods on each GPU, or on each MIG instance, GPU by GPU.
  private var pods: [Int]

  init(_ gpus: NodeGPUs) {
    sharing = gpus.sharing
    pods = Array(repeating: 0, count: gpus.count * gpus.sharing.places)
  }

  /// Gives the pod its devices; nil if it asks for none.
  mutating func assign(_ requests: ResourceList) -> GPUAssignment? {
    if case .mig(let slices) = sharing {
      let instances = requests.names.filter(\.isGPU).flatMap { name in
        takeInstances(of: name, among: slices, count: Int(requests.amount(name)))
      }
      return instances.first.map { place in
        GPUAssignment(gpu: place / slices.count, migInstance: place % slices.count)
      }
    }
    return takeGPUs(Int(requests.amount(.gpu))).first.map { GPUAssignment(gpu: $0) }
  }

  /// The GPUs with the fewest pods, lowest index first on ties: free ones when each is exclusive.
  private mutating func takeGPUs(_ count: Int) -> [Int] {
    let byLoad = pods.indices.sorted { left, right in
      pods[left] == pods[right] ? left < right : pods[left] < pods[right]
    }
    let taken = Array(byLoad.prefix(count))
    for gpu in taken { pods[gpu] += 1 }
    return taken
  }

  private mutating func takeInstances(
    of name: ResourceName,
    among slices: [MIGSlice],
    count: Int
  ) -> [Int] {
    let free = pods.indices.filter { place in
      pods[place] == 0 && ResourceName.mig(slices[place % slices.count].profile) == name
    }
    let taken = Array(free.prefix(count))
    for place in taken { pods[place] += 1 }
    return taken
  }
}

extension GPUSharing {
  /// Places on one GPU that are handed out one by one.
  fileprivate var places: Int {
    switch self {
    case .exclusive, .timeSlicing: 1
    case .mig(let slices): slices.count
    }
  }
}
