/// How a replica of a model works on a GPU, or on cores, as somebody measured or derived it.
package struct ServingProfile: Sendable {
  package var name: String
  package var summary: String
  /// A name of `Catalogue.gpus`; nil for profiles of CPUs.
  package var gpu: String?
  /// GPUs that one replica takes; 0 on CPUs.
  package var gpuCount: Int
  package var runtime: Runtime
  /// What the runtime says under its name, in a scenario's words.
  package var settings: [Setting.Field]
  /// Device time of one request, for `concurrent` runtimes.
  package var work: Setting?
  package var range: [CalibratedRange]
  package var memory: Memory?

  init(
    _ name: String,
    _ summary: String,
    gpu: String? = nil,
    gpuCount: Int = 1,
    runtime: Runtime,
    settings: [Setting.Field],
    work: Setting? = nil,
    range: [CalibratedRange] = [],
    memory: Memory? = nil
  ) {
    self.name = name
    self.summary = summary
    self.gpu = gpu
    self.gpuCount = gpu == nil ? 0 : gpuCount
    self.runtime = runtime
    self.settings = settings
    self.work = work
    self.range = range
    self.memory = memory
  }

  /// The runtimes of a scenario, by their keys.
  package enum Runtime: String, Sendable {
    case concurrent
    case batching
    case continuousBatching
  }

  /// Memory of all GPUs of a replica together.
  package struct Memory: Sendable {
    /// In bytes.
    package var weights: Constant
    /// In bytes per token in the key-value cache; nil for models without one.
    package var perCacheToken: Constant?
    /// Tokens that the cache holds as the profile has it.
    package var cacheTokens: Constant?

    /// What a replica holds, weights and full cache, in bytes.
    package var total: Constant {
      Constant(
        weights.value + (perCacheToken?.value ?? 0) * (cacheTokens?.value ?? 0),
        cacheTokens?.pedigree ?? weights.pedigree,
        "weights + tokens of the cache × bytes per token"
      )
    }
  }

  package var constants: [(path: String, constant: Constant)] {
    let limits = range.map { ("range.\($0.quantity.rawValue)", $0.upTo) }
    let memory = memory.map {
      [("memory.total", $0.total), ("memory.weights", $0.weights)]
        + ($0.perCacheToken.map { [("memory.perCacheToken", $0)] } ?? [])
    }
    return Setting.choice(.init(runtime.rawValue, .fields(settings))).constants()
      + (work?.constants(at: "work") ?? []) + limits + (memory ?? [])
  }
}

/// Up to where the figures of a profile were compared with a measurement.
package struct CalibratedRange: Sendable {
  /// What the workload has of it.
  package enum Quantity: String, Sendable {
    /// Tokens of one request's prompt.
    case inputTokens
    /// Tokens of one request's answer.
    case outputTokens
    /// Requests that run at once.
    case sequences
  }

  package var quantity: Quantity
  package var upTo: Constant
}

/// Returns the limits of a language model's profile, all known alike.
func limits(
  input: Double,
  output: Double,
  sequences: Double,
  like constant: Constant
) -> [CalibratedRange] {
  let limits: [(CalibratedRange.Quantity, Double)] = [
    (.inputTokens, input), (.outputTokens, output), (.sequences, sequences),
  ]
  return limits.map { quantity, most in
    CalibratedRange(
      quantity: quantity,
      upTo: Constant(most, constant.pedigree, constant.source)
    )
  }
}
