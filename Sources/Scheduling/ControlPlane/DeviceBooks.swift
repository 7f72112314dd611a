internal import Domain

/// Who holds which GPU of which node.
struct DeviceBooks {
  /// By node of the cluster; nil without GPUs.
  private var ledgers: [GPULedger?]
  /// By kind of pod: whether it asks for GPUs.
  private let asks: [Bool]
  private var held: [Int: [Int]] = [:]

  init(_ nodes: [PlannedNode], requests: [ResourceList]) {
    ledgers = nodes.map { $0.gpus.map(GPULedger.init) }
    asks = requests.map { $0.names.contains(where: \.isGPU) }
  }

  func concerns(_ kind: Int) -> Bool { asks[kind] }

  /// The GPUs of a node that have a place left for a pod, the first by the lowest bit.
  func roomyGPUs(for requests: ResourceList, _ node: Int) -> UInt64 {
    ledgers[node]?.roomyGPUs(for: requests) ?? .max
  }

  /// Gives a pod its devices and returns the first; nil if the node's GPUs aren't kept apart.
  mutating func assign(
    _ pod: Int,
    _ requests: ResourceList,
    _ node: Int,
    preferring gpus: [Int]
  ) -> GPUAssignment? {
    guard let places = ledgers[node]?.assign(requests, preferring: gpus), let first = places.first
    else { return nil }
    held[pod] = places
    return ledgers[node]?.assignment(at: first)
  }

  mutating func release(_ pod: Int, onNode node: Int) {
    guard let places = held.removeValue(forKey: pod) else { return }
    ledgers[node]?.release(places)
  }
}
