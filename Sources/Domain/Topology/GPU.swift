package import EventCore

/// The GPUs of one machine and how they are divided; every GPU of a machine is divided alike.
package struct NodeGPUs: Hashable, Sendable, Codable {
  package var model: String
  package var count: Int
  package var memoryEach: Bytes
  package var sharing: GPUSharing
  /// What pods beside each other on a GPU cost each other; nil takes what is known of the model.
  package var interference: GPUInterference?

  package init(
    model: String,
    count: Int,
    memoryEach: Bytes,
    sharing: GPUSharing = .exclusive,
    interference: GPUInterference? = nil
  ) {
    self.model = model
    self.count = count
    self.memoryEach = memoryEach
    self.sharing = sharing
    self.interference = interference
  }

  /// What the device plugin advertises for the machine.
  ///
  /// Time-slicing and MPS advertise `count × replicas` of `nvidia.com/gpu`; MIG (mixed strategy)
  /// one resource per profile. Source: NVIDIA k8s-device-plugin README.
  package var advertised: ResourceList {
    var list = ResourceList()
    switch sharing {
    case .exclusive:
      list[.gpu] = Int64(count)
    case .timeSlicing(let slicing):
      list[.gpu] = Int64(count).multipliedSaturated(by: Int64(slicing.replicas))
    case .mps(let sharing):
      list[.gpu] = Int64(count).multipliedSaturated(by: Int64(sharing.replicas))
    case .mig(let slices):
      for slice in slices {
        list[.mig(slice.profile)] = list.amount(.mig(slice.profile)) + Int64(count)
      }
    }
    return list
  }
}

/// How one GPU is divided among pods.
package enum GPUSharing: Hashable, Sendable, Codable {
  /// One pod has the whole GPU.
  case exclusive
  /// The GPU is cut into fixed instances, each owned by one pod; the list is one GPU's geometry.
  case mig([MIGSlice])
  /// Pods take turns on the whole GPU; nothing is isolated.
  case timeSlicing(TimeSlicing)
  /// Pods compute side by side, each with a share of the GPU's threads and memory; they share the
  /// fate of a fatal fault.
  case mps(MPSSharing)
}

/// One MIG instance of a GPU.
package struct MIGSlice: Hashable, Sendable, Codable {
  /// NVIDIA's name, for example `2g.20gb`.
  package var profile: String
  package var computeSlices: Int
  /// Compute slices of the whole GPU (7 on A100 and H100, 4 on A30).
  package var computeSlicesTotal: Int

  package init(profile: String, computeSlices: Int, computeSlicesTotal: Int) {
    self.profile = profile
    self.computeSlices = computeSlices
    self.computeSlicesTotal = computeSlicesTotal
  }

  /// The speed of the slice as a share of the whole GPU's.
  package var speed: Double { Double(computeSlices) / Double(computeSlicesTotal) }
}

/// Time-slicing of one GPU among several pods.
package struct TimeSlicing: Hashable, Sendable, Codable {
  /// How many pods each GPU is advertised to.
  package var replicas: Int
  /// How long a context runs before the next one gets its turn.
  package var slice: SimDuration
  /// Time lost at each change of context.
  package var switchCost: SimDuration

  package init(replicas: Int, slice: SimDuration, switchCost: SimDuration) {
    self.replicas = replicas
    self.slice = slice
    self.switchCost = switchCost
  }
}
