internal import Domain
internal import EventCore

/// The machines of the scenario.
func capacityShape() -> Shape<[NodePool]> {
  object("Capacity", "The machines of the scenario.") { fields in
    fields.required(
      "nodePools",
      "Sets of identical machines.",
      list(of: nodePoolShape(), atLeast: 1)
    )
  }
}

private func nodePoolShape() -> Shape<NodePool> {
  object("NodePool", "A set of identical machines.") { fields in
    let name = fields.required("name", "Name of the pool.", scalar(name()))
    let nodes = fields.required("nodes", "How many machines.", quantity(wholeNumber(1...100_000)))
    _ = fields.optional(
      "instanceType",
      "A machine of the catalogue; what the pool says itself goes before it.",
      scalar(instanceTypeName())
    )
    var allocatable = fields.filled(
      "allocatable",
      "What the kubelet offers to pods on each machine; 110 pods unless given.",
      resources(.node),
      by: "instanceType"
    )
    // The kubelet's default maxPods.
    if allocatable[.pods] == nil { allocatable[.pods] = 110 }
    let price = fields.optional("price", "Price of one machine.", priceShape())
    let zones = fields.optional(
      "zones",
      "Zones to which the machines are dealt in turn.",
      list(of: scalar(labelValue(canBeEmpty: false))),
      default: []
    )
    return NodePool(
      name: name,
      nodeCount: nodes,
      allocatable: allocatable,
      gpus: fields.optional("gpus", "The GPUs of each machine.", gpusShape()),
      slowdownPerBusyNeighbourCore: fields.optional(
        "cpuInterference",
        "How pods slow each other beyond their shares of time.",
        cpuInterferenceShape(),
        default: 0
      ),
      labels: fields.optional("labels", "Node labels.", labels(), default: [:]),
      taints: fields.optional("taints", "Node taints.", list(of: taintShape()), default: []),
      zones: zones,
      images: fields.images(),
      memoryPressure: fields.optional(
        "eviction",
        "When the kubelet evicts pods for memory.",
        memoryPressureShape(),
        default: MemoryPressureRules()
      ),
      bandwidth: fields.optional(
        "bandwidth",
        "What the starting containers of each machine share; unlimited unless given.",
        nodeBandwidthShape(),
        default: NodeBandwidth()
      ),
      pricePerHour: price?.amount ?? .zero,
      priceCategory: price?.category ?? .onDemand,
      reserved: price?.reserved,
      spot: price?.spot
    )
  }
}

extension Fields {
  fileprivate mutating func images() -> [String: Bytes] {
    let images = optional(
      "images",
      "Images that lie on every machine from the beginning.",
      list(of: nodeImageShape()),
      default: []
    )
    return Dictionary(images.map { ($0.name, $0.size) }) { first, _ in first }
  }
}

private func cpuInterferenceShape() -> Shape<Double> {
  object("CPUInterference", "What shared memory bandwidth and caches cost.") { fields in
    fields.required(
      "slowdownPerBusyNeighbourCore",
      "Share of its work that a request takes longer for each core that other pods keep busy.",
      quantity(number("from 0 to 1") { 0...1 ~= $0 })
    )
  }
}

private func nodeImageShape() -> Shape<(name: String, size: Bytes)> {
  object("NodeImage", "An image on a machine's disk.") { fields in
    let name = fields.required("name", "Its name, as pods give it.", scalar(imageName()))
    let size = fields.required("size", "Its size on disk.", quantity(bytesQuantity()))
    return (name, Bytes(size))
  }
}

private func taintShape() -> Shape<Taint> {
  object("Taint", "A mark that repels pods without a matching toleration.") { fields in
    Taint(
      key: fields.required("key", "Key of the taint.", scalar(qualifiedName())),
      value: fields.optional(
        "value",
        "Value of the taint.",
        scalar(prose(atMost: 63)),
        default: ""
      ),
      effect: fields.required(
        "effect",
        "What happens to pods that do not tolerate it.",
        word(of: TaintEffect.self, standIn: .noSchedule)
      )
    )
  }
}

/// A pod's permission to run on tainted nodes.
func tolerationShape() -> Shape<Toleration> {
  object("Toleration", "A pod's permission to run on tainted nodes.") { fields in
    let key = fields.optional("key", "Key of the taint; all if absent.", scalar(qualifiedName()))
    let comparison = fields.optional(
      "operator",
      "How the value is compared.",
      word(of: Toleration.Comparison.self, standIn: .exists),
      default: .equal
    )
    let value = fields.optional("value", "Value to compare.", scalar(prose(atMost: 63)))
    let effect = fields.optional(
      "effect",
      "Effect of the taint; all if absent.",
      word(of: TaintEffect.self, standIn: .noSchedule)
    )
    // As the API server's validation of tolerations.
    fields.check { place, reading in
      if key == nil, comparison == .equal {
        reading.report("a toleration without a `key` needs `operator: Exists`", at: place)
      }
      if comparison == .exists, value?.isEmpty == false {
        let message = "`value` can't stand beside `operator: Exists`"
        reading.report(message, at: place.path["value"])
      }
    }
    return Toleration(key: key ?? "", comparison: comparison, value: value ?? "", effect: effect)
  }
}
