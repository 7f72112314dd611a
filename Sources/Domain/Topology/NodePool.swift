/// A set of identical machines that a scenario can place pods on.
package struct NodePool: Hashable, Sendable {
  /// RFC 1123 name, unique among the pools of the scenario.
  package var name: String
  /// How many machines there are under `hardware: equal`.
  package var nodeCount: Int
  /// What the kubelet offers to pods on each machine; GPUs are in `gpus`.
  package var allocatable: ResourceList
  package var gpus: NodeGPUs?
  /// What shared memory bandwidth and caches cost; 0 is no interference.
  ///
  /// The share of its work that a request takes longer for each core that other pods of its node
  /// keep busy when it starts.
  package var slowdownPerBusyNeighbourCore: Double
  package var labels: [String: String]
  package var taints: [Taint]
  /// Zones to which the pool's nodes are dealt in turn; empty leaves the nodes without a zone.
  package var zones: [String]
  /// Images that lie on every node's disk from the beginning, with their sizes.
  package var images: [String: Bytes]
  package var memoryPressure: MemoryPressureRules
  package var bandwidth: NodeBandwidth
  /// Price for one hour of each machine that is neither among `reserved` nor among `spot`.
  package var pricePerHour: Money
  /// How those are bought.
  package var priceCategory: PriceCategory
  /// Machines that are paid whether a pattern needs them or not.
  package var reserved: MachinePurchase?
  /// The most machines that are bought on the spot market.
  package var spot: MachinePurchase?

  package init(
    name: String,
    nodeCount: Int,
    allocatable: ResourceList,
    gpus: NodeGPUs? = nil,
    slowdownPerBusyNeighbourCore: Double = 0,
    labels: [String: String] = [:],
    taints: [Taint] = [],
    zones: [String] = [],
    images: [String: Bytes] = [:],
    memoryPressure: MemoryPressureRules = MemoryPressureRules(),
    bandwidth: NodeBandwidth = NodeBandwidth(),
    pricePerHour: Money = .zero,
    priceCategory: PriceCategory = .onDemand,
    reserved: MachinePurchase? = nil,
    spot: MachinePurchase? = nil
  ) {
    self.name = name
    self.nodeCount = nodeCount
    self.allocatable = allocatable
    self.gpus = gpus
    self.slowdownPerBusyNeighbourCore = slowdownPerBusyNeighbourCore
    self.labels = labels
    self.taints = taints
    self.zones = zones
    self.images = images
    self.memoryPressure = memoryPressure
    self.bandwidth = bandwidth
    self.pricePerHour = pricePerHour
    self.priceCategory = priceCategory
    self.reserved = reserved
    self.spot = spot
  }

  /// Everything one machine offers, GPUs as the device plugin advertises them.
  package var advertised: ResourceList {
    guard let gpus else { return allocatable }
    return allocatable + gpus.advertised
  }
}

extension NodePool {
  /// The label that holds a node's zone.
  package static let zoneLabel = "topology.kubernetes.io/zone"
  /// The label that holds a node's name.
  package static let hostnameLabel = "kubernetes.io/hostname"

  /// The values that a label has on the pool's nodes; those of `hostnameLabel` depend on the plan.
  package func values(ofLabel key: String) -> [String] {
    key == Self.zoneLabel && !zones.isEmpty ? zones : labels[key].map { [$0] } ?? []
  }
}

/// The effect of a taint on pods that do not tolerate it.
package enum TaintEffect: String, CaseIterable, Sendable, Codable {
  case noSchedule = "NoSchedule"
  case preferNoSchedule = "PreferNoSchedule"
  case noExecute = "NoExecute"
}

/// A mark on a node that repels pods without a matching toleration.
package struct Taint: Hashable, Sendable, Codable {
  package var key: String
  package var value: String
  package var effect: TaintEffect

  package init(key: String, value: String = "", effect: TaintEffect) {
    self.key = key
    self.value = value
    self.effect = effect
  }
}

/// A pod's permission to run on tainted nodes; absent parts match everything.
package struct Toleration: Hashable, Sendable, Codable {
  /// How `value` is compared.
  package enum Comparison: String, CaseIterable, Sendable, Codable {
    case equal = "Equal"
    case exists = "Exists"
    /// The taint's value is a whole number below `value`.
    case lessThan = "Lt"
    /// The taint's value is a whole number above `value`.
    case greaterThan = "Gt"
  }

  /// Empty matches every key; then the comparison must be `exists`.
  package var key: String
  package var comparison: Comparison
  package var value: String
  /// Nil matches every effect.
  package var effect: TaintEffect?

  package init(
    key: String,
    comparison: Comparison = .equal,
    value: String = "",
    effect: TaintEffect? = nil
  ) {
    self.key = key
    self.comparison = comparison
    self.value = value
    self.effect = effect
  }
}
