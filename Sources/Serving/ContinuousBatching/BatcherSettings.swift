package import Domain
internal import EventCore

/// How the replicas of one workload batch and whose turn it is at them.
package struct BatcherSettings: Sendable {
  package var batching: ContinuousBatching
  package var scheduling: RequestScheduling
  /// The weight of each flow, all positive; there are as many flows as weights, at least one.
  package var flowWeights: [Double]

  package init(
    batching: ContinuousBatching,
    scheduling: RequestScheduling,
    flowWeights: [Double] = [1]
  ) {
    precondition(!flowWeights.isEmpty, "a batcher needs a flow")
    self.batching = batching
    self.scheduling = scheduling
    self.flowWeights = flowWeights
  }
}

/// What a request asks of a replica, in tokens.
package struct TokenDemand: Sendable, BitwiseCopyable {
  /// Whose request it is: a number from 0 to below the number of flow weights.
  package var flow: Int
  /// Larger goes first, where the scheduler asks for it.
  package var priority: Int
  package var inputTokens: Int
  /// Of the prompt, those that need no reading because the cache holds their prefix.
  package var cachedTokens: Int
  /// At least one.
  package var outputTokens: Int
  /// What a scheduler that charges ahead takes the output to be.
  package var expectedOutputTokens: Double

  package init(
    flow: Int = 0,
    priority: Int = 0,
    inputTokens: Int,
    cachedTokens: Int = 0,
    outputTokens: Int,
    expectedOutputTokens: Double? = nil
  ) {
    self.flow = flow
    self.priority = priority
    self.inputTokens = inputTokens
    self.cachedTokens = cachedTokens
    self.outputTokens = outputTokens
    self.expectedOutputTokens = expectedOutputTokens ?? Double(outputTokens)
  }
}

/// The settings of a kind of replica, in the units the steps work in.
struct BatcherKind: BitwiseCopyable {
  let prefillBase: Double
  let perPrefillToken: Double
  let decodeBase: Double
  let perSequence: Double
  let perContextToken: Double
  let maxSequences: Int
  let maxStepTokens: Int
  let cacheTokens: Int
  let cacheBlocks: Int
  let blockTokens: Int
  let adapterTokens: Int
  let stepsBetweenAdmissions: Int
  let chunksPrefill: Bool
  let admission: CacheAdmission
  let turn: Turn
  let costs: RequestScheduling.TokenCosts
  let flowCount: Int

  /// What decides whose turn it is.
  enum Turn: BitwiseCopyable {
    case arrival
    case priority
    /// The smallest start tag of start-time fair queueing.
    case startTag
    /// The smallest counter among the flows that wait.
    case counter
  }

  init(_ settings: BatcherSettings) {
    let batching = settings.batching
    let second = 1e9
    prefillBase = Double(batching.steps.prefillBase.nanoseconds)
    perPrefillToken = batching.steps.perPrefillToken * second
    decodeBase = Double(batching.steps.decodeBase.nanoseconds)
    perSequence = batching.steps.perSequence * second
    perContextToken = batching.steps.perContextToken * second
    maxSequences = batching.maxSequences
    maxStepTokens = batching.maxStepTokens
    cacheTokens = batching.cacheTokens
    cacheBlocks = batching.cacheTokens / batching.blockTokens
    blockTokens = batching.blockTokens
    adapterTokens = batching.adapterTokens
    stepsBetweenAdmissions = batching.stepsBetweenAdmissions
    chunksPrefill = batching.chunksPrefill
    admission = batching.admission
    flowCount = settings.flowWeights.count
    switch settings.scheduling {
    case .firstComeFirstServed: (turn, costs) = (.arrival, .init())
    case .priority: (turn, costs) = (.priority, .init())
    case .weightedFair: (turn, costs) = (.startTag, .init(isWeighted: true))
    case .virtualTokenCounter(let tokenCosts): (turn, costs) = (.counter, tokenCosts)
    }
  }

  /// Blocks that so many tokens take.
  func blocks(for tokens: Int) -> Int { (tokens + blockTokens - 1) / blockTokens }

  /// Whether a request with so many tokens could ever be completed.
  func canEverHold(_ demand: TokenDemand) -> Bool {
    let room = cacheTokens - adapterTokens
    let final = demand.inputTokens + demand.outputTokens - 1
    let read = demand.inputTokens - demand.cachedTokens
    return maxSequences > 0 && blocks(for: final) * blockTokens <= room
      && (admission != .lookahead || final + 1 < room)
      && (chunksPrefill ? maxStepTokens > 0 : read <= maxStepTokens)
  }

  /// Nanoseconds of a step that only reads prompts.
  func prefillWork(tokens: Int) -> Double { prefillBase + perPrefillToken * Double(tokens) }

  /// Nanoseconds of a step that decodes, and reads so many prompt tokens besides.
  func decodeWork(sequences: Int, contextTokens: Int, prefillTokens: Int) -> Double {
    decodeBase + perSequence * Double(sequences) + perContextToken * Double(contextTokens)
      + perPrefillToken * Double(prefillTokens)
  }
}
