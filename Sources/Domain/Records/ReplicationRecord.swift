package import EventCore
package import Statistics

/// Everything one replication of one pattern leaves behind: facts, no statistics.
///
/// Counts and latencies are of the measured window (requests whose intended arrival is at or after
/// the warm-up) unless a name says otherwise.
package struct ReplicationRecord: Sendable, Codable, Equatable {
  package var pattern: IsolationPattern
  /// From 1.
  package var replication: Int
  package var seed: UInt64
  /// Events handled in the whole replication.
  package var events: UInt64
  /// One per endpoint of the roster.
  package var endpoints: [EndpointRecord]
  /// One per objective of the scenario.
  package var objectives: [ObjectiveRecord]
  /// One per pod of the plan.
  package var pods: [PodRecord]
  /// Tenants × minutes, minute by minute, whole run (warm-up included).
  package var usage: [UsageSample]
  /// What befell pods, in order, whole run.
  package var podEvents: [PodEventRecord]
  /// What bound, and how often or how long.
  package var enforcement: [EnforcementRecord]
  /// The measured window in parts of equal length, if the run has but one replication.
  package var batches: [BatchRecord]
  /// Hash of every arrival and its drawn demand: equal under every pattern (common random numbers).
  package var workloadDigest: UInt64
  /// Hash of every departure in order: equal for equal runs.
  package var outcomeDigest: UInt64

  package init(
    pattern: IsolationPattern,
    replication: Int,
    seed: UInt64,
    events: UInt64,
    endpoints: [EndpointRecord],
    objectives: [ObjectiveRecord],
    pods: [PodRecord],
    usage: [UsageSample],
    podEvents: [PodEventRecord] = [],
    enforcement: [EnforcementRecord],
    batches: [BatchRecord] = [],
    workloadDigest: UInt64,
    outcomeDigest: UInt64
  ) {
    self.pattern = pattern
    self.replication = replication
    self.seed = seed
    self.events = events
    self.endpoints = endpoints
    self.objectives = objectives
    self.pods = pods
    self.usage = usage
    self.podEvents = podEvents
    self.enforcement = enforcement
    self.batches = batches
    self.workloadDigest = workloadDigest
    self.outcomeDigest = outcomeDigest
  }
}

/// What became of the requests of one endpoint.
package struct EndpointRecord: Sendable, Codable, Equatable {
  package var arrived: Int
  package var completed: Int
  /// Those among the completed that met every objective of the endpoint, or all if it has none.
  package var good: Int
  /// Those among the completed that a cache answered.
  package var cacheHits: Int
  /// Refused by the rate limit at the edge.
  package var rateLimited: Int
  /// Refused because a limit on requests per minute was used up.
  package var requestLimited: Int
  /// Refused because a limit on tokens per minute was used up.
  package var tokenLimited: Int
  /// Refused because the chosen replica's queue was full.
  package var queueFull: Int
  /// Refused because no replica was running.
  package var noReplica: Int
  /// Refused because prompt and answer don't fit the key-value cache even alone.
  package var tooLong: Int
  package var timedOut: Int
  /// In service when their replica's pod ended.
  package var lost: Int
  /// Still in the system when the run ended.
  package var unfinished: Int
  /// Refused for whatever reason.
  package var refused: Int {
    rateLimited + requestLimited + tokenLimited + queueFull + noReplica + tooLong
  }

  /// Response times of the completed requests, in nanoseconds.
  package var latency: LatencyHistogram
  /// Sum of the response times of the completed requests, in nanoseconds.
  package var latencySum: Double
  /// Longest response time; zero if none completed.
  package var latencyMax: SimDuration
  /// Input and output tokens of the completed requests; zero for requests without tokens.
  package var inputTokens: Int64
  package var outputTokens: Int64
  /// Set for endpoints of continuous-batching services.
  package var tokenTimes: TokenTimesRecord?
  /// What replicas did for the endpoint, whether or not the client waited for it: nanoseconds of
  /// device time, or items; it divides the cost of a service among its endpoints and users.
  package var work: Double
  /// Hash of every arrival at the endpoint, the warm-up included, and of its drawn demand.
  package var workloadDigest: UInt64

  package init(
    arrived: Int = 0,
    completed: Int = 0,
    good: Int = 0,
    cacheHits: Int = 0,
    rateLimited: Int = 0,
    requestLimited: Int = 0,
    tokenLimited: Int = 0,
    queueFull: Int = 0,
    noReplica: Int = 0,
    tooLong: Int = 0,
    timedOut: Int = 0,
    lost: Int = 0,
    unfinished: Int = 0,
    latency: LatencyHistogram = LatencyHistogram(),
    latencySum: Double = 0,
    latencyMax: SimDuration = .zero,
    inputTokens: Int64 = 0,
    outputTokens: Int64 = 0,
    work: Double = 0,
    tokenTimes: TokenTimesRecord? = nil,
    workloadDigest: UInt64 = 0
  ) {
    self.arrived = arrived
    self.completed = completed
    self.good = good
    self.cacheHits = cacheHits
    self.rateLimited = rateLimited
    self.requestLimited = requestLimited
    self.tokenLimited = tokenLimited
    self.queueFull = queueFull
    self.noReplica = noReplica
    self.tooLong = tooLong
    self.timedOut = timedOut
    self.lost = lost
    self.unfinished = unfinished
    self.latency = latency
    self.latencySum = latencySum
    self.latencyMax = latencyMax
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.tokenTimes = tokenTimes
    self.work = work
    self.workloadDigest = workloadDigest
  }
}

/// When the tokens of an endpoint's completed requests came.
package struct TokenTimesRecord: Sendable, Codable, Equatable {
  /// From the intended arrival to the first token.
  package var toFirst: TimesRecord
  /// (response time − time to first token) ÷ (output tokens − 1), of requests with at least two.
  package var perToken: TimesRecord

  package init(toFirst: TimesRecord = TimesRecord(), perToken: TimesRecord = TimesRecord()) {
    self.toFirst = toFirst
    self.perToken = perToken
  }
}

/// Lengths of time, one a request.
package struct TimesRecord: Sendable, Codable, Equatable {
  /// In nanoseconds.
  package var histogram: LatencyHistogram
  /// In nanoseconds.
  package var sum: Double
  /// Zero if there is none.
  package var max: SimDuration

  package init(
    histogram: LatencyHistogram = LatencyHistogram(),
    sum: Double = 0,
    max: SimDuration = .zero
  ) {
    self.histogram = histogram
    self.sum = sum
    self.max = max
  }

  /// How many there are.
  package var count: Int { Int(histogram.count) }
}

/// What one pod used in the measured window.
package struct PodRecord: Sendable, Codable, Equatable {
  /// Core-seconds of CPU.
  package var cpuSeconds: Double
  /// Seconds of a whole GPU at full speed.
  package var gpuSeconds: Double
  /// Times its container died, whole run.
  package var deaths: Int
  /// Times the kubelet took it away, whole run.
  package var evictions: Int
  /// When it first took requests or computed; nil if it never did.
  package var readyAt: SimTime?

  package init(
    cpuSeconds: Double = 0,
    gpuSeconds: Double = 0,
    deaths: Int = 0,
    evictions: Int = 0,
    readyAt: SimTime? = nil
  ) {
    self.cpuSeconds = cpuSeconds
    self.gpuSeconds = gpuSeconds
    self.deaths = deaths
    self.evictions = evictions
    self.readyAt = readyAt
  }
}

/// One tenant during one minute of simulated time.
package struct UsageSample: Sendable, Codable, Equatable {
  package var tenant: TenantID
  /// From 0, the first minute of the run; the last one may be shorter.
  package var minute: Int
  package var arrived: Int
  package var completed: Int
  package var refused: Int
  package var timedOut: Int
  package var lost: Int
  /// 95th percentile of the response times of requests that completed in the minute; nil if none.
  package var latencyP95: SimDuration?
  /// Requests waiting at replicas when the minute ended.
  package var queued: Int
  /// Mean cores in use.
  package var cpuCores: Double
  /// Mean GPUs in use, as whole GPUs at full speed.
  package var gpus: Double
  /// Memory requested by the tenant's pods that are on a node when the minute ends, and an equal
  /// part of that of replicas it shares.
  package var memoryRequested: Bytes
  /// Memory in use by the tenant's pods when the minute ends.
  package var memoryUsed: Bytes
  /// Times containers of the tenant died, or its pods were evicted, in the minute.
  package var restarts: Int
  /// Pods that take the tenant's requests when the minute ends, shared ones included.
  package var replicas: Int

  package init(
    tenant: TenantID,
    minute: Int,
    arrived: Int,
    completed: Int,
    refused: Int,
    timedOut: Int,
    lost: Int = 0,
    latencyP95: SimDuration?,
    queued: Int,
    cpuCores: Double,
    gpus: Double,
    memoryRequested: Bytes,
    memoryUsed: Bytes = Bytes(0),
    restarts: Int = 0,
    replicas: Int
  ) {
    self.tenant = tenant
    self.minute = minute
    self.arrived = arrived
    self.completed = completed
    self.refused = refused
    self.timedOut = timedOut
    self.lost = lost
    self.latencyP95 = latencyP95
    self.queued = queued
    self.cpuCores = cpuCores
    self.gpus = gpus
    self.memoryRequested = memoryRequested
    self.memoryUsed = memoryUsed
    self.restarts = restarts
    self.replicas = replicas
  }
}

/// A rule that can bind.
package enum EnforcementRule: String, CaseIterable, Sendable, Codable {
  /// A ResourceQuota refused a pod.
  case resourceQuota
  /// A LimitRange refused a pod.
  case limitRange
  /// Most nodes had no room for a pod.
  case scheduling
  /// Most nodes had a taint that a pod doesn't tolerate.
  case taint
  /// Most nodes didn't match what a pod wants of nodes, or of the pods near it.
  case affinity
  /// On most nodes a pod would have been one too many in one place.
  case topologySpread
  /// A pod's queue had no quota left to admit it, in its cohort neither.
  case cohort
  /// A pod was taken away for one of higher priority.
  case preemption
  /// A pod was taken away although its disruption budget had nothing left.
  case disruptionBudget
  /// The token bucket at the edge refused a request.
  case rateLimit
  /// A limit on requests per minute refused one.
  case requestLimit
  /// A limit on tokens per minute refused a request.
  case tokenLimit
  /// A full replica queue refused a request.
  case queueCapacity
  /// A request longer than the key-value cache was refused.
  case cacheLength
  /// Requests waited at a replica whose key-value cache had no room for the next one.
  case cacheFull
  /// A request in service was thrown out of a full key-value cache and began again.
  case cachePreemption
  /// Requests waited at a replica that ran as many as it may.
  case maxSequences
  /// A container used up the CPU quota of a period, and stood still until the next.
  case cpuLimit
  /// A container wanted more CPU than its share of a busy node.
  case cpuShare
  /// A pod waited for its turn on a time-sliced GPU, or lost speed to others beside it.
  case gpuShare
  /// A container wanted more memory than its limit and was killed.
  case memoryLimit
  /// A node had no memory left, and the kernel killed a container.
  case nodeMemory
  /// The kubelet took a pod away because its node was short of memory.
  case eviction
  /// A starting pod waited for the registry, and not for its node.
  case registryBandwidth
  /// A starting pod waited for its node's network.
  case networkBandwidth
  /// A starting pod waited for its node's disk.
  case diskBandwidth
  /// A client of MPS wanted more of a GPU than its percentage.
  case gpuLimit
  /// A pod's model didn't fit into the GPU memory it may use.
  case gpuMemory
}

/// How often, and for how long, a rule bound a tenant's service or batch workload.
package struct EnforcementRecord: Sendable, Codable, Equatable {
  package var rule: EnforcementRule
  /// Nil if replicas of a shared service were bound, and so all of its users.
  package var tenant: TenantID?
  /// The service, endpoint or batch workload that was bound.
  package var subject: String
  /// Whose pods took the place of those preempted, or the memory of those evicted or killed for the
  /// node's sake, as `tenant/workload`; nil for other rules.
  package var takenBy: String?
  /// Pods or requests refused, or pods kept waiting or taken away; for CPU and GPU rules, times it
  /// began to bind.
  package var count: Int
  /// Pod-seconds during which it bound, or until pods that it took away were ready again; zero
  /// where it refuses rather than slows.
  package var boundSeconds: Double

  package init(
    rule: EnforcementRule,
    tenant: TenantID?,
    subject: String,
    takenBy: String? = nil,
    count: Int,
    boundSeconds: Double
  ) {
    self.rule = rule
    self.tenant = tenant
    self.subject = subject
    self.takenBy = takenBy
    self.count = count
    self.boundSeconds = boundSeconds
  }
}
