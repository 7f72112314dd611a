internal import Domain

extension Fields {
  /// What services and batch workloads ask of the accelerator beyond its time.
  mutating func acceleratorNeeds() -> AcceleratorNeeds {
    let memory = optional(
      "acceleratorMemory",
      "GPU memory of each pod over all its GPUs: weights, caches, activations.",
      quantity(bytesQuantity())
    )
    return AcceleratorNeeds(
      memory: memory.map(Bytes.init),
      sensitivity: optional(
        "interferenceSensitivity",
        "How much it minds others on its GPU.",
        word(of: InterferenceSensitivity.self, standIn: .usual),
        default: .usual
      )
    )
  }
}
