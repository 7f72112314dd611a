package import EventCore

/// The settings of a replica that adds requests to its batch while it runs, token by token.
///
/// The replica works in *steps*. A step reads the prompts of requests that join (*prefill*), or
/// gives every running request one more token (*decode*), or both where prefill is chunked.
package struct ContinuousBatching: Hashable, Sendable {
  package var steps: StepTimes
  /// Most requests running at once.
  package var maxSequences: Int
  /// Most tokens in one step: prompt tokens, plus one for each request that decodes.
  package var maxStepTokens: Int
  /// Whether long prompts are read in parts, in steps that decode as well.
  package var chunksPrefill: Bool
  /// Tokens that the key-value cache holds.
  package var cacheTokens: Int
  /// Bytes that the cache takes, where they are stated.
  package var cacheBytes: Int64?
  /// Tokens of one block, in which the cache is handed out.
  package var blockTokens: Int
  package var admission: CacheAdmission
  /// Steps of decoding that must follow requests joining before the queue is looked at again, while
  /// something runs; 0 looks before every step, as vLLM does, 10 is S-LoRA's.
  package var stepsBetweenAdmissions: Int
  /// Tokens of the cache that a flow's adapter takes while requests of the flow run (S-LoRA keeps
  /// both in one pool).
  package var adapterTokens: Int
  /// Threads that a step keeps busy when the replica runs on CPU; step times are with all of them.
  package var threads: Int

  package init(
    steps: StepTimes,
    maxSequences: Int = 256,
    maxStepTokens: Int = 8192,
    chunksPrefill: Bool = false,
    cacheTokens: Int,
    cacheBytes: Int64? = nil,
    blockTokens: Int = 16,
    admission: CacheAdmission = .onDemand,
    stepsBetweenAdmissions: Int = 0,
    adapterTokens: Int = 0,
    threads: Int = 1
  ) {
    self.steps = steps
    self.maxSequences = maxSequences
    self.maxStepTokens = maxStepTokens
    self.chunksPrefill = chunksPrefill
    self.cacheTokens = cacheTokens
    self.cacheBytes = cacheBytes
    self.blockTokens = blockTokens
    self.admission = admission
    self.stepsBetweenAdmissions = stepsBetweenAdmissions
    self.adapterTokens = adapterTokens
    self.threads = threads
  }
}

/// How long a step takes on a device at full speed, linear in what it does.
///
/// `prefillBase` is paid by steps that only read prompts, `decodeBase` by all others.
package struct StepTimes: Hashable, Sendable {
  package var prefillBase: SimDuration
  /// Seconds per prompt token read.
  package var perPrefillToken: Double
  /// Prompt tokens are read in tiles of so many; a part of a tile takes as long as a whole one.
  ///
  /// Matrix units work on tiles of 64 to 256 rows; 1 where that does not show.
  package var prefillTile: Int
  package var decodeBase: SimDuration
  /// Seconds per request that decodes.
  package var perSequence: Double
  /// Seconds per token in the cache of the requests that decode.
  package var perContextToken: Double

  package init(
    prefillBase: SimDuration = .zero,
    perPrefillToken: Double,
    prefillTile: Int = 1,
    decodeBase: SimDuration,
    perSequence: Double = 0,
    perContextToken: Double = 0
  ) {
    self.prefillBase = prefillBase
    self.perPrefillToken = perPrefillToken
    self.prefillTile = prefillTile
    self.decodeBase = decodeBase
    self.perSequence = perSequence
    self.perContextToken = perContextToken
  }
}

/// When a request may join the batch, as far as the key-value cache is concerned.
package enum CacheAdmission: String, CaseIterable, Sendable, BitwiseCopyable {
  /// As soon as its prompt fits. When the cache is full, the request that joined last is thrown
  /// out and begins again, its prompt and its tokens so far read anew (vLLM's recomputation).
  case onDemand
  /// When its prompt and its longest answer fit beside those of all that run.
  case reserved
  /// When the cache suffices at every future step, given what each will still need (S-LoRA).
  case lookahead
}
