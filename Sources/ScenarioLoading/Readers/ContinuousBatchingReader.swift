internal import Domain
internal import EventCore

/// A replica that works in steps, token by token.
func continuousBatchingShape() -> Shape<ContinuousBatching> {
  object("ContinuousBatching", "Requests join and leave the batch at every step.") { fields in
    var settings = ContinuousBatching(
      steps: fields.required("steps", "How long a step takes.", stepTimesShape()),
      maxSequences: fields.optional(
        "maxSequences",
        "Most requests running at once.",
        quantity(wholeNumber(1...100_000)),
        default: 256
      ),
      maxStepTokens: fields.optional(
        "maxStepTokens",
        "Most tokens in one step: prompt tokens, and one for each request that decodes.",
        quantity(wholeNumber(1...10_000_000)),
        default: 8192
      ),
      chunksPrefill: fields.optional(
        "chunkedPrefill",
        "Whether long prompts are read in parts, in steps that decode as well.",
        truth(),
        default: false
      ),
      cacheTokens: 1
    )
    settings.blockTokens = fields.optional(
      "blockTokens",
      "Tokens of one block, in which the cache is handed out.",
      quantity(wholeNumber(1...1024)),
      default: 16
    )
    (settings.cacheTokens, settings.cacheBytes) =
      readCache(&fields, blockTokens: settings.blockTokens)
    settings.admission = fields.optional(
      "admission",
      "When a request may join, as far as the cache is concerned.",
      word(of: CacheAdmission.self, standIn: .onDemand),
      default: .onDemand
    )
    settings.stepsBetweenAdmissions = fields.optional(
      "stepsBetweenAdmissions",
      "Steps of decoding after requests joined, before the queue is looked at again.",
      quantity(wholeNumber(0...1_000_000)),
      default: 0
    )
    settings.adapterTokens = fields.optional(
      "adapterTokens",
      "Tokens of the cache that a tenant's adapter takes while its requests run.",
      quantity(wholeNumber(0...mostCacheTokens)),
      default: 0
    )
    settings.threads = fields.optional(
      "threads",
      "CPU threads a step keeps busy.",
      quantity(wholeNumber(1...1024)),
      default: 1
    )
    return settings
  }
}

/// Most tokens a cache may hold; sums of many stay far from the end of 64 bits.
private let mostCacheTokens = 1_000_000_000

/// Reads the size of the key-value cache: in tokens, or as memory and what a token takes of it.
private func readCache(
  _ fields: inout Fields,
  blockTokens: Int
) -> (tokens: Int, bytes: Int64?) {
  let tokens = fields.optional(
    "cacheTokens",
    "Tokens that the key-value cache holds.",
    quantity(wholeNumber(1...mostCacheTokens))
  )
  let memory = fields.optional(
    "cacheMemory",
    "Memory of the key-value cache, in place of `cacheTokens`.",
    quantity(bytesQuantity())
  )
  let perToken = fields.optional(
    "bytesPerToken",
    "Memory that a token takes in the cache.",
    quantity(bytesQuantity())
  )
  fields.exactlyOneSet(of: [["cacheTokens"], ["cacheMemory", "bytesPerToken"]])
  let held = tokens ?? Int(clamping: (memory ?? 1) / max(1, perToken ?? 1))
  fields.check { place, reading in
    let path = place.path
    guard perToken != 0 else {
      return reading.report("must be above 0", at: path["bytesPerToken"])
    }
    if held < blockTokens {
      let size = path[tokens == nil ? "cacheMemory" : "cacheTokens"]
      reading.report("holds \(held) tokens, less than a block of \(blockTokens)", at: size)
    }
    if held > mostCacheTokens {
      let message = "holds \(held) tokens; at most \(mostCacheTokens) are accepted"
      reading.report(message, at: path["cacheMemory"])
    }
  }
  return (min(max(held, blockTokens), mostCacheTokens), memory)
}

private func stepTimesShape() -> Shape<StepTimes> {
  object("StepTimes", "How long a step takes on a device at full speed.") { fields in
    StepTimes(
      prefillBase: fields.optional(
        "prefillBase",
        "Time of a step that only reads prompts.",
        quantity(duration()),
        default: .zero
      ),
      perPrefillToken: fields.required(
        "perPrefillToken",
        "Time per prompt token read.",
        quantity(tokenTime())
      ),
      // Steps without length would stop the clock.
      decodeBase: fields.required(
        "decodeBase",
        "Time of every other step.",
        quantity(duration(SimDuration(nanoseconds: 1000)...longestDuration))
      ),
      perSequence: fields.optional(
        "perSequence",
        "Time per request that decodes.",
        quantity(tokenTime()),
        default: 0
      ),
      perContextToken: fields.optional(
        "perContextToken",
        "Time per token in the cache of the requests that decode.",
        quantity(tokenTime()),
        default: 0
      )
    )
  }
}
