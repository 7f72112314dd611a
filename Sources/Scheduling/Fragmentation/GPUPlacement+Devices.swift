internal import Domain
internal import EventCore

/// Which GPUs of a node a pod is given.
extension GPUPlacement {
  /// Chooses GPUs for a pod of a kind that fits the node, and returns how many.
  ///
  /// A share goes where FGD scores highest, under Random to any GPU with room, and otherwise to the
  /// GPU with the least room. Whole GPUs are the first idle ones.
  mutating func choose(
    _ kind: Int,
    on node: Int,
    using generator: inout some RandomNumberGenerator
  ) -> Int {
    let demand = demand(of: kind, on: node)
    guard demand.isShare else { return chooseTightest(demand, on: node) }
    switch policy {
    case .fgd:
      chosen[0] = Int32(gradientChoice(kind, on: node).gpu)
    case .random:
      let roomy = gpus(withRoomFor: demand, on: node)
      chosen[0] = Int32(gpu(number: Int.random(in: 0..<roomy, using: &generator), demand, node))
    case .dotProduct, .gpuClustering, .gpuPacking, .bestFit:
      return chooseTightest(demand, on: node)
    }
    return 1
  }

  /// Chooses GPUs for a pod among some of a node's, for callers with books of their own; nil if
  /// those have too little room by these.
  ///
  /// - Parameters:
  ///   - kind: the kind of the pod.
  ///   - node: a node that is open to it.
  ///   - allowed: the GPUs that may be chosen, the first by the lowest bit: those with a free MIG
  ///     instance of the profile, for example.
  ///   - generator: draws for the policy that leaves GPUs to chance.
  /// - Returns: the numbers of the GPUs on the node.
  package mutating func chooseGPUs(
    _ kind: Int,
    on node: Int,
    among allowed: UInt64 = .max,
    using generator: inout some RandomNumberGenerator
  ) -> [Int]? {
    self.allowed = allowed
    defer { self.allowed = .max }
    guard fits(kind, on: node) else { return nil }
    let count = choose(kind, on: node, using: &generator)
    return chosenGPUs(count)
  }

  /// Whether a GPU may be chosen and has room.
  @inline(__always)
  mutating func isRoomy(_ gpu: Int, on node: Int, for demand: GPUDemand) -> Bool {
    left[node * mostGPUs + gpu] >= demand.milliEach && allowed >> UInt64(gpu) & 1 == 1
  }

  /// The GPUs of the latest choice.
  package mutating func chosenGPUs(_ count: Int) -> [Int] { (0..<count).map { Int(chosen[$0]) } }

  /// Chooses the GPUs with the least room among those with enough, the first on ties.
  mutating func chooseTightest(_ demand: GPUDemand, on node: Int) -> Int {
    var previous: (left: Int32, gpu: Int) = (-1, -1)
    for place in 0..<Int(demand.count) {
      var best: (left: Int32, gpu: Int) = (.max, -1)
      for gpu in 0..<Int(gpus[node]) {
        let left = left[node * mostGPUs + gpu]
        let isLater = left > previous.left || left == previous.left && gpu > previous.gpu
        if isLater, left < best.left, isRoomy(gpu, on: node, for: demand) { best = (left, gpu) }
      }
      chosen[place] = Int32(best.gpu)
      previous = best
    }
    return Int(demand.count)
  }

  private mutating func gpus(withRoomFor demand: GPUDemand, on node: Int) -> Int {
    var count = 0
    for gpu in 0..<Int(gpus[node]) where isRoomy(gpu, on: node, for: demand) {
      count += 1
    }
    return count
  }

  /// The GPU of that number, from 0, among those with room.
  private mutating func gpu(number: Int, _ demand: GPUDemand, _ node: Int) -> Int {
    var skips = number
    for gpu in 0..<Int(gpus[node]) where isRoomy(gpu, on: node, for: demand) {
      if skips == 0 { return gpu }
      skips -= 1
    }
    preconditionFailure("a pod is placed only where it fits")
  }
}
