internal import Domain
internal import EventCore

/// The GPUs of each machine of a pool.
func gpusShape() -> Shape<NodeGPUs> {
  object("GPUs", "The GPUs of one machine, every one divided alike.") { fields in
    let model = fields.filled("model", "For example A100-80GB.", scalar(prose(atMost: 63)))
    let count = fields.optional(
      "count",
      "GPUs per machine.",
      quantity(wholeNumber(1...64)),
      default: 1
    )
    let memory = fields.filled("memory", "Memory of each GPU.", quantity(bytesQuantity()))
    let sharing = fields.optional(
      "sharing",
      "How each GPU is divided among pods.",
      sharingShape(),
      default: .exclusive
    )
    let interference = fields.optional(
      "interference",
      "What pods beside each other on a GPU keep of their speed.",
      interferenceShape()
    )
    return NodeGPUs(
      model: model,
      count: count,
      memoryEach: Bytes(memory),
      sharing: resolved(sharing, on: model),
      interference: interference
    )
  }
}

private func sharingShape() -> Shape<GPUSharing> {
  let profiles = list(of: scalar(migProfile()), atLeast: 1)
  return choice(
    "GPUSharing",
    "How each GPU is divided among pods.",
    words: [("exclusive", .exclusive)],
    variants: [
      Variant("timeSlicing", "Pods take turns on the whole GPU.", timeSlicingShape()),
      Variant("mps", "Pods compute side by side, each up to its percentage.", mpsShape()),
      Variant("mig", "The MIG instances of each GPU.", profiles.map(GPUSharing.mig)),
    ],
    standIn: .exclusive
  )
}

private func timeSlicingShape() -> Shape<GPUSharing> {
  object("TimeSlicing", "Time-slicing of one GPU among several pods.") { fields in
    .timeSlicing(
      TimeSlicing(
        replicas: fields.required(
          "replicas",
          "Pods that each GPU is advertised to.",
          quantity(wholeNumber(2...256))
        ),
        slice: fields.optional(
          "slice",
          "How long a context runs before the next one.",
          quantity(positiveDuration(to: .seconds(60))),
          default: .milliseconds(2)
        ),
        switchCost: fields.optional(
          "switchCost",
          "Time lost at each change of context.",
          quantity(duration(.zero ... .seconds(60))),
          default: .zero
        )
      )
    )
  }
}

private func mpsShape() -> Shape<GPUSharing> {
  object("MPS", "Clients of the Multi-Process Service on each GPU.") { fields in
    .mps(
      MPSSharing(
        replicas: fields.required(
          "replicas",
          "Clients of each GPU; each has 100 ÷ replicas percent, rounded down.",
          quantity(wholeNumber(2...48))
        )
      )
    )
  }
}

private func interferenceShape() -> Shape<GPUInterference> {
  let share = number("above 0 and at most 1") { $0 > 0 && $0 <= 1 }
  return object("Interference", "What is kept of a speed while the rest of the GPU is busy.") {
    fields in
    let kept = fields.required("kept", "Share of throughput kept.", quantity(share))
    return GPUInterference(
      kept: kept,
      keptIfMemoryBound: fields.optional(
        "keptIfMemoryBound",
        "The same for workloads that wait for memory; `kept` unless given.",
        quantity(share),
        default: kept
      )
    )
  }
}

/// A profile by name only; how many slices it has depends on the GPU model.
private func migProfile() -> Grammar<MIGSlice> {
  Grammar(
    schema: ScalarSchema(kinds: [.string], pattern: "^[1-7]g\\.[0-9]+gb(\\+me)?$"),
    standIn: MIGSlice(profile: "", computeSlices: 1, computeSlicesTotal: 7),
    parse: { text throws(GrammarProblem) in
      guard text.utf8.count <= 12, text.wholeMatch(of: /[1-7]g\.[0-9]+gb(\+me)?/) != nil else {
        throw GrammarProblem("needs a MIG profile such as `1g.10gb`, found \(quoted(text))")
      }
      return MIGSlice(profile: text, computeSlices: 1, computeSlicesTotal: 7)
    }
  )
}

/// Fills in the slices of each profile; what the model doesn't have is left to the rules.
private func resolved(_ sharing: GPUSharing, on model: String) -> GPUSharing {
  guard case .mig(let slices) = sharing, let facts = MIGModel.named(model)?.geometry
  else { return sharing }
  return .mig(
    slices.map { slice in
      guard let profile = facts.profile(slice.profile) else { return slice }
      return MIGSlice(
        profile: slice.profile,
        computeSlices: profile.computeSlices,
        computeSlicesTotal: facts.computeSlices
      )
    }
  )
}
