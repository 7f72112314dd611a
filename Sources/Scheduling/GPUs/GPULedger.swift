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

  /// Gives the pod its places; none if it asks for none.
  mutating func assign(_ requests: ResourceList) -> [Int] {
    if case .mig(let slices) = sharing {
      return requests.names.filter(\.isGPU).flatMap { name in
        takeInstances(of: name, among: slices, count: Int(requests.amount(name)))
      }
    }
    return takeGPUs(Int(requests.amount(.gpu)))
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
