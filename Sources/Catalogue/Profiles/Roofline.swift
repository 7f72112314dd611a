internal import Domain

/// Step times from the bytes that a step must read and the arithmetic that it must do.
///
/// A step reads all weights once and the cache of every request that decodes; each token costs two
/// floating-point operations per active parameter. Attention's own arithmetic is left out.
struct Roofline {
  var model: LanguageModel
  var gpu: GPUModel
  var gpuCount: Double
  var bytesPerWeight: Double
  var bytesPerCacheValue: Double

  /// Share of its vendor's bandwidth that a GPU reaches when it reads weights and cache.
  static let bandwidthShare = 0.8
  /// Share of its vendor's peak that a GPU reaches when it reads a prompt.
  static let peakShare = 0.5
  /// Share of the memory given to weights and cache (vLLM's `gpu_memory_utilization`).
  static let memoryShare = 0.9

  var weightBytes: Double { model.parameters * bytesPerWeight }
  var cacheBytes: Double { model.cacheBytes(perValue: bytesPerCacheValue) }
  private var bytesPerSecond: Double {
    gpuCount * gpu.bandwidth.value * 1e9 * Self.bandwidthShare
  }

  /// Seconds of a step that reads the weights and nothing else.
  var base: Double { weightBytes / bytesPerSecond }
  /// Seconds to read the cache of one token.
  var perContextToken: Double { cacheBytes / bytesPerSecond }
  /// Seconds of arithmetic for one token.
  var perToken: Double {
    let peak = bytesPerWeight <= 1 ? gpu.peakFP8 ?? gpu.peakFP16 : gpu.peakFP16
    return 2 * model.activeParameters / (gpuCount * peak.value * 1e12 * Self.peakShare)
  }

  /// Tokens for which the memory beside the weights suffices, in whole thousands.
  var cacheTokens: Double {
    let free = gpuCount * gpu.memoryBytes * Self.memoryShare - weightBytes
    return (free / cacheBytes / 1000).rounded(.down) * 1000
  }

  /// The settings of a replica; `perToken` says what a token costs if not the roofline.
  func settings(sequences: Double, perToken measured: Constant? = nil) -> [Setting.Field] {
    let reading = "roofline: bytes ÷ (\(Self.bandwidthShare) × bandwidth of \(gpu.name))"
    let arithmetic = "roofline: 2 × active parameters ÷ (\(Self.peakShare) × peak of \(gpu.name))"
    let token = measured ?? Constant(seconds: perToken, .assumed, arithmetic)
    let base = Constant(seconds: base, .assumed, reading)
    return [
      .init(
        "steps",
        .fields([
          .init("prefillBase", base), .init("perPrefillToken", token), .init("decodeBase", base),
          .init("perSequence", token),
          .init("perContextToken", Constant(seconds: perContextToken, .assumed, reading)),
        ])
      ),
      .init("maxSequences", Constant(sequences, .assumed, "the largest batch of the range")),
      .init("maxStepTokens", Constant(8192, .assumed, "vLLM's default for throughput")),
      .init("chunkedPrefill", .word("true")),
      .init("cacheTokens", memory.cacheTokens ?? Constant(0, .assumed, "no cache")),
    ]
  }

  var memory: ServingProfile.Memory {
    let size = bytesPerCacheValue == 1 ? "8-bit" : "16-bit"
    let share = "\(Self.memoryShare) × memory of \(gpu.name) less the weights, ÷ bytes per token"
    return ServingProfile.Memory(
      weights: Constant(
        weightBytes,
        .vendor,
        "parameters × \(bytesPerWeight) bytes; \(model.source)"
      ),
      perCacheToken: Constant(
        cacheBytes,
        .vendor,
        "2 × layers × heads of keys × head size, \(size); \(model.source)"
      ),
      cacheTokens: Constant(cacheTokens, .assumed, share)
    )
  }
}
