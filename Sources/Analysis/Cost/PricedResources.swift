internal import Domain

/// What the price of a machine is divided among.
enum PricedResource: String, CaseIterable {
  case cpu
  case memory
  case gpu

  var unit: String {
    switch self {
    case .cpu: "Core-Hours"
    case .memory: "GiB-Hours"
    case .gpu: "GPU-Hours"
    }
  }

  /// The relative price of one unit for an hour.
  ///
  /// Only the proportions matter: they say which part of a machine's price its CPUs, its memory and
  /// its GPUs carry. Pedigree: vendor, OpenCost's default pricing (`configs/default.json`).
  var listPrice: Double {
    switch self {
    case .cpu: 0.031611
    case .memory: 0.004237
    case .gpu: 0.95
    }
  }
}

/// Cores, gibibytes and whole GPUs.
struct PricedAmounts {
  private var cpu = 0.0
  private var memory = 0.0
  private var gpu = 0.0

  init() {}

  init(cores: Double, gibibytes: Double, gpus: Double) {
    cpu = cores
    memory = gibibytes
    gpu = gpus
  }

  /// What a list asks for; a time-sliced GPU or a MIG slice counts as its share of a whole one.
  init(_ list: ResourceList, on gpus: NodeGPUs?) {
    cpu = MilliCPU(list.amount(.cpu)).cores
    memory = Bytes(list.amount(.memory)).gibibytes
    gpu = list.names.filter(\.isGPU).reduce(0) { sum, name in
      sum + Double(list.amount(name)) * (gpus?.share(of: name) ?? 0)
    }
  }

  subscript(resource: PricedResource) -> Double {
    get {
      switch resource {
      case .cpu: cpu
      case .memory: memory
      case .gpu: gpu
      }
    }
    set {
      switch resource {
      case .cpu: cpu = newValue
      case .memory: memory = newValue
      case .gpu: gpu = newValue
      }
    }
  }

  static func += (sum: inout Self, more: Self) {
    for resource in PricedResource.allCases { sum[resource] += more[resource] }
  }

  static func * (amounts: Self, share: Double) -> Self {
    var scaled = amounts
    for resource in PricedResource.allCases { scaled[resource] *= share }
    return scaled
  }

  /// The larger amount of each resource.
  static func larger(_ one: Self, _ other: Self) -> Self {
    var larger = one
    for resource in PricedResource.allCases {
      larger[resource] = max(one[resource], other[resource])
    }
    return larger
  }

  /// By how much one is more than the other, of each resource.
  static func excess(_ one: Self, over other: Self) -> Self {
    var excess = one
    for resource in PricedResource.allCases {
      excess[resource] = max(0, one[resource] - other[resource])
    }
    return excess
  }

  /// The same with the memory of another.
  func withMemory(of other: Self) -> Self {
    var amounts = self
    amounts.memory = other.memory
    return amounts
  }
}

extension NodeGPUs {
  /// The share of a whole GPU that one unit of an advertised resource stands for.
  fileprivate func share(of name: ResourceName) -> Double {
    switch sharing {
    case .exclusive: name == .gpu ? 1 : 0
    case .timeSlicing(let slicing): name == .gpu ? 1 / Double(max(1, slicing.replicas)) : 0
    case .mps(let sharing): name == .gpu ? 1 / Double(max(1, sharing.replicas)) : 0
    case .mig(let slices): slices.first { .mig($0.profile) == name }?.speed ?? 0
    }
  }
}
