internal import Domain
internal import EventCore

/// What services and batch workloads say of their memory and of their start.
extension Fields {
  mutating func memoryUse(servesRequests: Bool) -> MemoryUse? {
    let meaning = "What each pod uses of its node's memory; what it requests unless given."
    return optional("memoryUse", meaning, memoryUseShape(servesRequests: servesRequests))
  }

  mutating func startup() -> Startup {
    let meaning = "What comes before a pod's first request."
    return optional("startup", meaning, startupShape(), default: Startup())
  }
}

private func memoryUseShape(servesRequests: Bool) -> Shape<MemoryUse> {
  let name = servesRequests ? "ServiceMemory" : "BatchMemory"
  return object(name, "What a pod uses of its node's memory while it runs.") { fields in
    var use = MemoryUse(
      base: fields.required(
        "base",
        "From the start of its process.",
        quantity(bytesQuantity())
      ),
      growthPerSecond: fields.optional(
        "growth",
        "How fast it grows from then on.",
        quantity(growth()),
        default: 0
      ),
      growsTo: fields.optional("growsTo", "Where growth ends.", quantity(bytesQuantity()))
    )
    if servesRequests { fields.readRequestMemory(into: &use) }
    let read = use
    fields.check { place, reading in
      guard let end = read.growsTo else { return }
      if read.growthPerSecond == 0 {
        reading.report("`growsTo` needs `growth`", at: place.path["growsTo"])
      } else if end < read.base {
        let base = written(read.base, of: .memory)
        reading.report("is below the `base` of \(base)", at: place.path["growsTo"])
      }
    }
    return use
  }
}

extension Fields {
  fileprivate mutating func readRequestMemory(into use: inout MemoryUse) {
    let each = optional(
      "perRequest",
      "Beside that, for each request in service.",
      quantity(bytesQuantity()),
      default: 0
    )
    let waiting = optional(
      "perWaiting",
      "Beside that, for each request that waits at the pod.",
      quantity(bytesQuantity()),
      default: 0
    )
    use.perRequest = each
    use.perWaiting = waiting
    check { place, reading in
      guard waiting > each else { return }
      let most = written(each, of: .memory)
      reading.report("is above the `perRequest` of \(most)", at: place.path["perWaiting"])
    }
  }
}

private func startupShape() -> Shape<Startup> {
  object("Startup", "What comes before a pod's first request.") { fields in
    Startup(
      image: fields.optional(
        "image",
        "What a node without the image pulls.",
        quantity(bytesQuantity()),
        default: 0
      ),
      weights: fields.optional(
        "weights",
        "What each start of the process loads.",
        quantity(bytesQuantity()),
        default: 0
      ),
      weightsFrom: fields.optional(
        "weightsFrom",
        "Where that comes from.",
        word(of: Startup.WeightSource.self, standIn: .registry),
        default: .registry
      ),
      compile: fields.optional(
        "compile",
        "Time after that, which no bandwidth shortens.",
        quantity(duration()),
        default: .zero
      ),
      startsCold: fields.optional(
        "startCold",
        "Whether the pods of the beginning start cold too.",
        truth(),
        default: false
      )
    )
  }
}

/// When a kubelet evicts pods for memory.
func memoryPressureShape() -> Shape<MemoryPressureRules> {
  let usual = MemoryPressureRules()
  return object("Eviction", "When the kubelet evicts pods for memory.") { fields in
    MemoryPressureRules(
      memoryAvailable: fields.optional(
        "memoryAvailable",
        "The hard threshold: memory that must stay available.",
        quantity(bytesQuantity()),
        default: usual.memoryAvailable
      ),
      interval: fields.optional(
        "interval",
        "How often the kubelet looks.",
        quantity(duration(.seconds(1)...longestDuration)),
        default: usual.interval
      ),
      transitionPeriod: fields.optional(
        "transitionPeriod",
        "How long the condition outlasts the pressure.",
        quantity(duration()),
        default: usual.transitionPeriod
      )
    )
  }
}

/// What the containers of a node share when they start.
func nodeBandwidthShape() -> Shape<NodeBandwidth> {
  object("Bandwidth", "What the starting containers of a machine share.") { fields in
    NodeBandwidth(
      network: fields.optional("network", "Of its network.", quantity(bandwidth())),
      disk: fields.optional("disk", "Of its disk.", quantity(bandwidth()))
    )
  }
}

/// What a cluster's nodes pull images and weights from.
func registryShape() -> Shape<Double?> {
  object("Registry", "Where images and weights come from.") { fields in
    fields.optional("bandwidth", "What each cluster gets from it.", quantity(bandwidth()))
  }
}
