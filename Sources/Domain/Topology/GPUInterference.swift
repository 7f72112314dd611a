/// What pods that compute side by side on one GPU cost each other: the share of its throughput that
/// one keeps while the rest of the GPU is busy with others.
package struct GPUInterference: Hashable, Sendable, Codable {
  /// Of most models.
  package var kept: Double
  /// Of workloads that wait for memory rather than for arithmetic.
  package var keptIfMemoryBound: Double

  package init(kept: Double, keptIfMemoryBound: Double) {
    self.kept = kept
    self.keptIfMemoryBound = keptIfMemoryBound
  }

  package static let none = Self(kept: 1, keptIfMemoryBound: 1)

  /// Measured on seven 1g.10gb instances, six of them neighbours.
  ///
  /// MLPerf Inference v1.0 to v2.0, NVIDIA's closed submissions, main benchmark on one instance and
  /// other models in Offline mode on all others: median of 19 Offline rows; dlrm's two rows for
  /// what waits for memory.
  package static let a100 = Self(kept: 0.986, keptIfMemoryBound: 0.9296)

  /// Measured on four 1g.6gb instances, three of them neighbours; 13 rows of the same rounds.
  package static let a30 = Self(kept: 0.913, keptIfMemoryBound: 0.9299)

  /// What is known of a model's MIG instances.
  ///
  /// Assumed for what was not measured: H100, H200 and B200 as the A100, whose memory is divided
  /// alike; the RTX PRO 6000 as the A30, which is cut alike.
  package static func ofInstances(on model: String) -> (Self, Pedigree) {
    if model.hasPrefix("A100") { return (.a100, .measured) }
    if model.hasPrefix("A30") { return (.a30, .measured) }
    return (model.hasPrefix("RTX") ? .a30 : .a100, .assumed)
  }

  package func kept(_ sensitivity: InterferenceSensitivity) -> Double {
    switch sensitivity {
    case .usual: kept
    case .memoryBound: keptIfMemoryBound
    case .none: 1
    }
  }
}

/// How much a workload minds others on its GPU.
package enum InterferenceSensitivity: String, CaseIterable, Sendable, Codable {
  case usual = "default"
  /// It waits for memory rather than for arithmetic; on a MIG instance its speed goes by the share
  /// of memory slices.
  case memoryBound
  case none
}

/// What a workload's pods ask of the accelerator beyond its time.
package struct AcceleratorNeeds: Hashable, Sendable {
  /// Weights, caches and activations of one pod, over all its GPUs; nil asks for nothing.
  package var memory: Bytes?
  package var sensitivity: InterferenceSensitivity

  package init(memory: Bytes? = nil, sensitivity: InterferenceSensitivity = .usual) {
    self.memory = memory
    self.sensitivity = sensitivity
  }
}

extension NodeGPUs {
  /// What pods side by side on one GPU cost each other here.
  ///
  /// Clients of MPS: nothing, unless the scenario says otherwise; no measurement of serving under
  /// caps is known.
  package var effectiveInterference: GPUInterference {
    if let interference { return interference }
    switch sharing {
    case .mig: return GPUInterference.ofInstances(on: model).0
    case .mps, .timeSlicing, .exclusive: return .none
    }
  }

  /// The speed of a MIG instance relative to the whole GPU: its share of the compute slices or, for
  /// what waits for memory, of the memory slices.
  package func speed(of slice: MIGSlice, _ sensitivity: InterferenceSensitivity) -> Double {
    guard sensitivity == .memoryBound, let geometry = MIGModel.named(model)?.geometry,
      let profile = geometry.profile(slice.profile)
    else { return slice.speed }
    return Double(profile.slots) / Double(geometry.memorySlots)
  }
}
