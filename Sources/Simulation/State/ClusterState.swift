internal import Domain
internal import Edge
internal import EventCore
internal import Randomness
internal import Serving
internal import Traffic

/// A replica and what it is doing; known by the number of its container, two in a cache line.
struct ReplicaState: BitwiseCopyable {
  /// -1 for a container that does not serve.
  let service: Int32
  /// Requests that it works on side by side; 0 if it works on batches, -1 if it works in steps.
  let workers: Int32
  /// Requests that the load balancer counts against it.
  var outstanding: Int32 = 0
  /// Requests, batches or steps that it works on.
  var running: Int32 = 0
  /// Those that wait; of one that works in steps, those that left during a step.
  var queue = RequestList()
  /// Requests of the batch in service, linked by `next`; of a replica that works in steps, its
  /// number among those that do.
  var batch = Request.none

  /// Whether it adds requests to its batch while it runs.
  var isStepping: Bool { workers < 0 }

  init(_ container: DeviceLayout.Container, roster: Roster) {
    guard case .service(let number) = container.workload else {
      service = -1
      workers = 0
      return
    }
    let state = ServiceState(roster.services[number.index].service)
    service = Int32(number.index)
    workers = state.isStepping ? -1 : state.isBatching ? 0 : state.workers
  }
}

/// How the replicas of a service work; the same for all of them.
///
/// A request that finds a free worker needs none of this.
struct ServiceState {
  /// The replica whose turn it is, counted from the first; round robin only.
  var turn = 0
  let workers: Int32
  let queueCapacity: Int32
  let isBatching: Bool
  let isStepping: Bool
  /// Most requests in a batch; 1 without batching.
  let maxBatch: Int
  let maxQueueDelay: SimDuration
  /// Time of a batch; set for a batching runtime.
  let curve: LatencyCurve?
  /// Nanoseconds of device work per nanosecond of the curve.
  let workPerNanosecond: Double

  init(_ service: InferenceService) {
    queueCapacity = Int32(clamping: service.queueCapacity)
    isStepping = service.runtime.emitsTokens
    switch service.runtime {
    case .concurrent(let workers, _, _):
      self.workers = Int32(clamping: workers)
      isBatching = false
      maxBatch = 1
      maxQueueDelay = .zero
      curve = nil
      workPerNanosecond = 1
    case .batching(let settings):
      workers = 1
      isBatching = true
      maxBatch = settings.maxBatch
      maxQueueDelay = settings.maxQueueDelay
      curve = LatencyCurve(settings.latencyCurve)
      workPerNanosecond = service.runsOnGPU ? 1 : Double(settings.threads)
    case .continuousBatching(let settings):
      workers = Int32(clamping: settings.maxSequences)
      isBatching = false
      maxBatch = 1
      maxQueueDelay = .zero
      curve = nil
      workPerNanosecond = service.runsOnGPU ? 1 : Double(settings.threads)
    }
  }
}

/// An endpoint and the streams that drive it; what every arrival touches comes first.
struct EndpointState {
  let service: Int32
  /// In `replicaOrder`.
  let firstReplica: Int32
  /// Those that take requests now.
  var replicaCount: Int32
  let isLeastRequest: Bool
  let hasBucket: Bool
  var nextArrival = Arrival(time: .never, inputTokens: 0, outputTokens: 0)
  /// One draw an arrival, whatever the load balancer makes of it.
  var routing: RandomStream
  /// The draw of the next request.
  var routingDraw: UInt64 = 0
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

extension InferenceService {
  /// The fastest a request can be worked on: nanoseconds of work per nanosecond.
  var topRate: Double {
    switch runtime {
    case .concurrent(_, let threads, _): runsOnGPU ? 1 : Double(threads)
    case .batching: .infinity
    // Step times hold with all threads at work.
    case .continuousBatching: 1
    }
  }
}
