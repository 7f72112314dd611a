package import EventCore
package import Randomness

/// A served model version: replicas of one container behind a load balancer.
package struct InferenceService: Hashable, Sendable {
  /// RFC 1123 name, unique within its tenant.
  package var name: String
  package var model: String
  package var version: String
  package var replicas: Int
  package var requests: ResourceList
  package var limits: ResourceList
  package var nodeSelector: [String: String]
  package var tolerations: [Toleration]
  package var terms: PodTerms
  package var runtime: ServingRuntime
  /// Requests one replica holds beyond those it serves; the next is refused.
  package var queueCapacity: Int
  package var balancing: LoadBalancing
  /// In which order a replica takes the requests that wait.
  package var scheduling: RequestScheduling
  /// What is answered before a replica is asked; nil without a cache.
  package var cache: ResponseCache?
  package var endpoints: [Endpoint]
  /// Nil uses what the pods request.
  package var memoryUse: MemoryUse?
  package var startup: Startup
  package var accelerator: AcceleratorNeeds

  package init(
    name: String,
    model: String = "",
    version: String = "1",
    replicas: Int,
    requests: ResourceList,
    limits: ResourceList = ResourceList(),
    nodeSelector: [String: String] = [:],
    tolerations: [Toleration] = [],
    terms: PodTerms = PodTerms(),
    runtime: ServingRuntime,
    queueCapacity: Int = 1_000_000,
    balancing: LoadBalancing = .leastRequest,
    scheduling: RequestScheduling = .firstComeFirstServed,
    cache: ResponseCache? = nil,
    endpoints: [Endpoint],
    memoryUse: MemoryUse? = nil,
    startup: Startup = Startup(),
    accelerator: AcceleratorNeeds = AcceleratorNeeds()
  ) {
    self.name = name
    self.model = model
    self.version = version
    self.replicas = replicas
    self.requests = requests
    self.limits = limits
    self.nodeSelector = nodeSelector
    self.tolerations = tolerations
    self.terms = terms
    self.runtime = runtime
    self.queueCapacity = queueCapacity
    self.balancing = balancing
    self.scheduling = scheduling
    self.cache = cache
    self.endpoints = endpoints
    self.memoryUse = memoryUse
    self.startup = startup
    self.accelerator = accelerator
  }

  /// Whether the replicas do their work on a GPU or MIG slice rather than on the node's CPUs.
  package var runsOnGPU: Bool { gpusPerPod > 0 }

  /// GPUs, shares or slices of them, that one pod holds; a limit without a request is one.
  package var gpusPerPod: Int64 { requests.gpus(orElse: limits) }
}

/// How a replica turns queued requests into work on its device.
package enum ServingRuntime: Hashable, Sendable {
  /// Up to `workers` requests at once.
  ///
  /// On CPU each request keeps `threadsPerRequest` threads busy. On a GPU the device runs
  /// `gpuStreams` requests side by side at full speed; more than that share it equally.
  case concurrent(workers: Int, threadsPerRequest: Int, gpuStreams: Int)
  /// One batch at a time; requests wait for company.
  case batching(Batching)
  /// Requests join and leave the batch at every step, token by token.
  case continuousBatching(ContinuousBatching)

  /// Whether requests are answered token by token, so that their first one has a time of its own.
  package var emitsTokens: Bool {
    if case .continuousBatching = self { true } else { false }
  }

  /// The settings of a batching runtime.
  package struct Batching: Hashable, Sendable {
    /// Most requests in one batch.
    package var maxBatch: Int
    /// Longest time the first request of a batch waits for company.
    package var maxQueueDelay: SimDuration
    /// Time that a batch takes, by its total item count, on a device at full speed.
    ///
    /// Points ascend in `items` and are joined by straight lines; the last slope continues. On CPU
    /// it is the time with all `threads` running.
    package var latencyCurve: [LatencyPoint]
    /// Threads that a batch keeps busy when the replica runs on CPU.
    package var threads: Int

    package init(
      maxBatch: Int,
      maxQueueDelay: SimDuration,
      latencyCurve: [LatencyPoint],
      threads: Int = 1
    ) {
      self.maxBatch = maxBatch
      self.maxQueueDelay = maxQueueDelay
      self.latencyCurve = latencyCurve
      self.threads = threads
    }
  }

  /// A measured point of a latency curve.
  package struct LatencyPoint: Hashable, Sendable {
    package var items: Double
    package var latency: SimDuration

    package init(items: Double, latency: SimDuration) {
      self.items = items
      self.latency = latency
    }
  }
}

/// How a request finds its replica.
package enum LoadBalancing: String, CaseIterable, Sendable {
  /// Two replicas drawn with replacement, the one with fewer requests wins (Envoy LEAST_REQUEST).
  case leastRequest
  /// Replicas in turn.
  case roundRobin
}

/// A class of requests to a service, with its own traffic, sizes and limits.
package struct Endpoint: Hashable, Sendable {
  /// RFC 1123 name, unique within its service.
  package var name: String
  package var arrivals: ArrivalProcess
  package var demand: RequestDemand
  /// A client gives up this long after the intended arrival; nil waits for ever.
  package var timeout: SimDuration?
  package var rateLimit: RateLimit?
  /// Where its replicas go by priority: higher ones first; nil means that of its tenant's class.
  package var priority: Int?
  package var responseSize: ResponseSize

  package init(
    name: String,
    arrivals: ArrivalProcess,
    demand: RequestDemand,
    timeout: SimDuration? = nil,
    rateLimit: RateLimit? = nil,
    priority: Int? = nil,
    responseSize: ResponseSize = ResponseSize()
  ) {
    self.name = name
    self.arrivals = arrivals
    self.demand = demand
    self.timeout = timeout
    self.rateLimit = rateLimit
    self.priority = priority
    self.responseSize = responseSize
  }
}

/// How many bytes an answered request sends out of the platform.
package struct ResponseSize: Hashable, Sendable {
  package var perRequest: Bytes
  package var perOutputToken: Bytes

  package init(perRequest: Bytes = Bytes(0), perOutputToken: Bytes = Bytes(0)) {
    self.perRequest = perRequest
    self.perOutputToken = perOutputToken
  }
}

/// A token bucket at the edge: starts full, refilled continuously, one token a request.
package struct RateLimit: Hashable, Sendable {
  /// Tokens added per second.
  package var perSecond: Double
  /// Most tokens held.
  package var burst: Double

  package init(perSecond: Double, burst: Double) {
    self.perSecond = perSecond
    self.burst = burst
  }
}

/// What one request asks of its replica, drawn when it arrives.
package enum RequestDemand: Hashable, Sendable {
  /// Seconds of device time: CPU-seconds, or seconds of a whole GPU at full speed.
  case time(Distribution)
  /// Device time from token counts: `base + perInputToken × input + perOutputToken × output`; with
  /// continuous batching, whose steps give the time, the counts alone.
  case tokens(TokenDemand)
  /// Items in a batch (batching runtimes only).
  case items(Distribution)

  /// Token counts and what a token costs.
  package struct TokenDemand: Hashable, Sendable {
    /// Nil takes the counts from the replayed trace.
    package var input: Distribution?
    package var output: Distribution?
    /// Share of the input tokens that the key-value cache already holds, from 0 to 1; continuous
    /// batching only.
    package var prefixReuse: Distribution?
    /// Seconds.
    package var base: Double
    /// Seconds per input token.
    package var perInputToken: Double
    /// Seconds per output token.
    package var perOutputToken: Double

    package init(
      input: Distribution?,
      output: Distribution?,
      prefixReuse: Distribution? = nil,
      base: Double = 0,
      perInputToken: Double = 0,
      perOutputToken: Double = 0
    ) {
      self.input = input
      self.output = output
      self.prefixReuse = prefixReuse
      self.base = base
      self.perInputToken = perInputToken
      self.perOutputToken = perOutputToken
    }
  }
}
