/// A replica: what waits, what runs, and what it is doing.
struct BatcherState: BitwiseCopyable {
  let kind: Int32
  let firstFlow: Int32
  /// Steps of decoding that have begun.
  var decodeSteps: Int64 = 0
  /// Steps of decoding since requests joined.
  var stepsSinceJoin: Int64 = 0
  var blocksUsed = 0
  /// Tokens stored of the requests that decode, the one they are about to write left out.
  var storedTokens = 0
  /// Tokens taken by the adapters of the flows that run.
  var adapterTokens = 0
  /// Prompt tokens that the current step reads.
  var prefillTokens = 0
  /// Requests that have joined, in that order: those that decode, then those being read.
  var firstJoined: Int32 = -1
  var lastJoined: Int32 = -1
  var firstPrefilling: Int32 = -1
  /// Requests that leave at the end of the step.
  var firstLeaving: Int32 = -1
  var joinedCount: Int32 = 0
  var decoding: Int32 = 0
  var waiting: Int32 = 0
  var step = Step.none
  /// Flows that wait, in the heap of their counters.
  var waitingFlows: Int32 = 0
  /// The start tag of the request that joined last.
  var virtualTime = 0.0
  /// Changes whenever a request joins, begins to decode or leaves.
  var epoch: Int64 = 0
  /// The flow that last ceased to wait.
  var lastFlow: Int32 = -1
  var preemptions: Int64 = 0
  /// Looks at the queue that ended with a request that found no room in the cache.
  var cacheFullLooks: Int64 = 0
  /// Of those two counts together, what `bound` has seen.
  var setbacksSeen: Int64 = 0

  enum Step: UInt8, BitwiseCopyable {
    case none
    case prefill
    case decode
  }

  init(kind: Int, firstFlow: Int) {
    self.kind = Int32(kind)
    self.firstFlow = Int32(firstFlow)
  }
}

/// A request, from when it is enqueued until it is complete.
struct BatchedRequest: BitwiseCopyable {
  var place = Place.absent
  var isLeaving = false
  /// Whether its flow has been charged for its prompt.
  var isCharged = false
  var replica: Int32 = 0
  /// Numbered through all replicas.
  var flow: Int32 = 0
  var inputTokens: Int32 = 0
  var cachedTokens: Int32 = 0
  var outputTokens: Int32 = 0
  /// Output tokens made before it last joined.
  var outputBefore: Int32 = 0
  /// Prompt tokens still to be read.
  var prefillLeft: Int32 = 0
  /// Its neighbours in the list of its flow, or among those that have joined.
  var next: Int32 = -1
  var previous: Int32 = -1
  /// The next one that leaves at the end of the step.
  var nextLeaving: Int32 = -1
  var heapPosition: Int32 = 0
  var waitingKey = RequestKey(major: 0, minor: 0)
  /// Tokens stored less the steps that have begun: constant while it decodes.
  var storedOffset: Int64 = 0
  /// The number of the step of decoding that completes it.
  var finishStep: Int64 = 0
  var expectedOutput = 0.0

  enum Place: UInt8, BitwiseCopyable {
    case absent
    case waiting
    case prefilling
    case decoding
  }

  init() {}

  init(_ demand: TokenDemand, replica: Int, flow: Int) {
    self.replica = Int32(replica)
    self.flow = Int32(flow)
    inputTokens = Int32(demand.inputTokens)
    cachedTokens = Int32(demand.cachedTokens)
    outputTokens = Int32(demand.outputTokens)
    expectedOutput = demand.expectedOutputTokens
  }

  /// Tokens to be stored before it makes its next one.
  var promptTokens: Int { Int(inputTokens) + Int(outputBefore) }

  /// Tokens stored when it is complete; the last token made is never stored.
  var finalTokens: Int { Int(inputTokens) + Int(outputTokens) - 1 }
}

/// A flow at a replica: its queue and what it has been given.
struct FlowState: BitwiseCopyable {
  let weight: Double
  /// The counter when `countedAt` steps of decoding had begun; each later step adds `perStep`.
  var counter = 0.0
  var perStep = 0.0
  var countedAt: Int64 = 0
  /// The key in the heap of counters: never above the counter.
  var heapKey = 0.0
  var heapPosition: Int32 = -1
  var firstWaiting: Int32 = -1
  var lastWaiting: Int32 = -1
  var waiting: Int32 = 0
  var joined: Int32 = 0
  var decoding: Int32 = 0
  /// The tag at which its next request starts, at the earliest.
  var finishTag = 0.0
  var inputTokens: Int64 = 0
  /// Output tokens when `countedAt` steps of decoding had begun.
  var outputTokens: Int64 = 0
  var averageOutput = 0.0

  init(weight: Double) { self.weight = weight }

  /// Forgets what it has been given.
  mutating func restart() { self = FlowState(weight: weight) }

  /// Brings the counter up to a step.
  mutating func settle(at step: Int64) {
    let steps = step - countedAt
    counter += perStep * Double(steps)
    outputTokens += Int64(decoding) * steps
    countedAt = step
  }
}
