internal import Domain
internal import Edge
internal import EventCore
internal import Randomness
internal import Serving
internal import Traffic

/// A replica and what it is doing; two in a cache line.
struct ReplicaState: BitwiseCopyable {
  let service: Int32
  let consumer: Int32
  /// Requests that the load balancer counts against it.
  var outstanding: Int32 = 0
  /// Requests, or batches, that it works on.
  var running: Int32 = 0
  var queue = RequestList()
  /// Requests of the batch in service, linked by `next`; batching only.
  var batch = Request.none
}

/// How the replicas of a service work; the same for all of them.
///
/// What every request touches comes first, in a cache line.
struct ServiceState {
  let replicas: Range<Int>
  /// The replica whose turn it is, counted from the first; round robin only.
  var turn = 0
  /// The fastest a request can be worked on: nanoseconds of work per nanosecond.
  let topRate: Double
  let workers: Int32
  let queueCapacity: Int32
  let isLeastRequest: Bool
  let isBatching: Bool
  /// Most requests in a batch; 1 without batching.
  let maxBatch: Int
  let maxQueueDelay: SimDuration
  /// Time of a batch; set for a batching runtime.
  let curve: LatencyCurve?
  /// Nanoseconds of device work per nanosecond of the curve.
  let workPerNanosecond: Double
  /// Fills the cache line.
  private let padding: (Int64, Int64, Int64, Int64, Int64) = (0, 0, 0, 0, 0)

  init(_ service: InferenceService, replicas: Range<Int>) {
    self.replicas = replicas
    isLeastRequest = service.balancing == .leastRequest
    queueCapacity = Int32(clamping: service.queueCapacity)
    switch service.runtime {
    case .concurrent(let workers, let threads, _):
      self.workers = Int32(clamping: workers)
      isBatching = false
      maxBatch = 1
      maxQueueDelay = .zero
      curve = nil
      workPerNanosecond = 1
      topRate = service.runsOnGPU ? 1 : Double(threads)
    case .batching(let settings):
      workers = 1
      isBatching = true
      maxBatch = settings.maxBatch
      maxQueueDelay = settings.maxQueueDelay
      curve = LatencyCurve(settings.latencyCurve)
      workPerNanosecond = service.runsOnGPU ? 1 : Double(settings.threads)
      topRate = .infinity
    }
  }
}

/// An endpoint and the streams that drive it; what every arrival touches comes first.
struct EndpointState {
  let service: Int
  let hasBucket: Bool
  var nextArrival = Arrival(time: .never, inputTokens: 0, outputTokens: 0)
  /// One draw an arrival, whatever the load balancer makes of it.
  var routing: RandomStream
  var demands: DemandSource
  var arrivals: ArrivalSource
  var bucket: TokenBucket?
}

/// The replicas that the load balancer will compare for an endpoint's next request; -1 if it takes
/// turns, or has none.
struct Candidates: BitwiseCopyable {
  var first: Int32 = -1
  var second: Int32 = -1
}

/// The patience of an endpoint's clients.
struct DeadlineState: BitwiseCopyable {
  /// Nil if they never give up.
  let timeout: SimDuration?
  /// Requests in the system whose clients will give up, in order of arrival.
  var waiting = RequestList()
  /// Whether the timer is set.
  var isWatched = false
}

/// A batch workload and whether it is computing.
struct BatchState {
  let containers: [Int]
  let activity: BatchWorkload.Activity
  var isActive = false
  var phases: RandomStream
  let activeLength: Sampler
  let idleLength: Sampler

  init(_ workload: BatchWorkload, containers: [Int], phases: RandomStream) {
    self.containers = containers
    activity = workload.activity
    self.phases = phases
    if case .onOff(let active, let idle) = workload.activity {
      activeLength = Sampler(active)
      idleLength = Sampler(idle)
    } else {
      activeLength = Sampler(.constant(0))
      idleLength = Sampler(.constant(0))
    }
  }
}
