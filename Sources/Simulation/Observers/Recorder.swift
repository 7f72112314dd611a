internal import Contention
internal import Digests
internal import Domain
internal import EventCore
internal import Statistics
internal import Traffic

/// Keeps what a run leaves behind, as it happens.
///
/// Arrivals and responses are logged first and booked in batches; whoever reads the books calls
/// `book()` before.
struct Recorder: ~Copyable {
  /// The length of a usage sample and of an objective's time slice.
  static let minute = SimDuration.seconds(60)

  let measuredFrom: SimTime
  let endpointTenant: [Int]
  private let topRates: [Double]
  private var goodLimits: DenseTable<GoodLimits>

  var endpoints: DenseTable<EndpointCounters>
  /// Per endpoint, of completed requests that are measured.
  var latencies: HistogramBooks
  var tokenTimes: TokenTimeBooks
  var objectives: ObjectiveCounters
  var minutes: MinuteSampler
  var containers: DenseTable<ContainerMeasure>
  var workload: DenseTable<StreamHash>
  var outcome = StreamHash()
  /// Measured answers from caches, by endpoint.
  var cacheHits: DenseTable<Int>
  /// Nil if no replicas are shared.
  var sharedUse: SharedUse?
  /// Nil if the run has more than one replication.
  var parts: WindowParts?
  /// Of pilot replications.
  var series: ResponseSeries?
  private var arrivals = BookingLog(filling: ArrivalEntry())
  private var completions = BookingLog(filling: CompletionEntry())
  /// Requests whose response was faster than their work allows; an invariant says there are none.
  var impossiblyFast = 0

  init(scenario: Scenario, roster: Roster, layout: DeviceLayout, deployment: Deployment) {
    let count = roster.endpoints.count
    measuredFrom = SimTime.start + scenario.run.warmUp
    endpointTenant = roster.endpoints.map(\.tenant.index)
    topRates = roster.endpoints.map { roster.services[$0.service.index].service.topRate }
    let limits = GoodLimits.ofEndpoints(of: scenario, roster)
    goodLimits = DenseTable(limits)
    endpoints = DenseTable(limits.map(EndpointCounters.init))
    latencies = HistogramBooks(histograms: count)
    tokenTimes = TokenTimeBooks(roster)
    objectives = ObjectiveCounters(scenario: scenario, endpoints: count)
    minutes = MinuteSampler(scenario: scenario, layout: layout, deployment: deployment)
    containers = DenseTable(repeating: ContainerMeasure(), count: layout.containers.count)
    workload = DenseTable(repeating: StreamHash(), count: count)
    cacheHits = DenseTable(repeating: 0, count: count)
    sharedUse = SharedUse(layout, endpointTenants: endpointTenant)
    parts = scenario.run.measuresBatches ? WindowParts(scenario.run, endpoints: count) : nil
  }

  mutating func arrive(at endpoint: Int, _ now: SimTime, demand: Double) {
    arrivals.append(
      ArrivalEntry(time: now, demand: demand, endpoint: UInt32(truncatingIfNeeded: endpoint))
    )
    if arrivals.isFull { bookArrivals() }
  }

  mutating func refuse(at endpoint: Int, _ now: SimTime, for reason: Refusal) {
    refuse(at: endpoint, now, arrivedAt: now, for: reason)
  }

  mutating func refuse(
    at endpoint: Int,
    _ now: SimTime,
    arrivedAt: SimTime,
    for reason: Refusal
  ) {
    outcome.add(now.nanoseconds)
    outcome.add(UInt64(endpoint) << 8 | UInt64(reason.rawValue))
    endpoints[endpoint].all.refuse(for: reason)
    minutes.refuse(endpointTenant[endpoint])
    if arrivedAt >= measuredFrom { endpoints[endpoint].measured.refuse(for: reason) }
  }

  mutating func timeOut(_ request: Request, _ now: SimTime) {
    let endpoint = Int(request.endpoint)
    outcome.add(now.nanoseconds)
    outcome.add(UInt64(endpoint) << 8 | 0xFF)
    endpoints[endpoint].all.timedOut += 1
    minutes.timeOut(endpointTenant[endpoint])
    if request.arrivedAt >= measuredFrom { endpoints[endpoint].measured.timedOut += 1 }
  }

  mutating func lose(_ request: Request, _ now: SimTime) {
    let endpoint = Int(request.endpoint)
    outcome.add(now.nanoseconds)
    outcome.add(UInt64(endpoint) << 8 | 0xFE)
    endpoints[endpoint].all.lost += 1
    minutes.lose(endpointTenant[endpoint])
    if request.arrivedAt >= measuredFrom { endpoints[endpoint].measured.lost += 1 }
  }

  mutating func complete(_ request: Request, _ now: SimTime) {
    let endpoint = Int(request.endpoint)
    let latency = now - request.arrivedAt
    outcome.add(now.nanoseconds)
    outcome.add(UInt64(endpoint) << 8)
    outcome.add(latency.nanoseconds)
    completions.append(
      CompletionEntry(
        arrivedAt: request.arrivedAt,
        latency: latency,
        demand: request.demand,
        endpoint: request.endpoint,
        bucket: Int32(truncatingIfNeeded: HistogramLayout.bucket(of: latency.nanoseconds)),
        inputTokens: request.inputTokens,
        outputTokens: request.outputTokens
      )
    )
    if completions.isFull { bookCompletions() }
  }

  /// Books when the tokens of a request came that has just been completed.
  mutating func completeTokens(_ request: Request, _ now: SimTime) {
    let endpoint = Int(request.endpoint)
    let toFirst = request.firstTokenAt - request.arrivedAt
    outcome.add(toFirst.nanoseconds)
    let isPossible = tokenTimes.isPossible(request, until: now, at: endpoint)
    if !isPossible { impossiblyFast += 1 }
    guard request.arrivedAt >= measuredFrom else { return }
    let perToken = tokenTimes.add(request, until: now, at: endpoint)
    let age = request.arrivedAt - measuredFrom
    objectives.complete(at: endpoint, after: age, toFirst: toFirst, perToken: perToken)
    let times = (whole: now - request.arrivedAt, toFirst: toFirst, perToken: perToken)
    if goodLimits[endpoint].admit(times) { endpoints[endpoint].responses.good += 1 }
  }

  /// An answer that no replica worked for: it is booked when its request arrives.
  mutating func answerFromCache(
    at endpoint: Int,
    _ now: SimTime,
    latency: SimDuration,
    _ demand: DrawnDemand
  ) {
    var request = Request()
    request.arrivedAt = now
    request.endpoint = UInt32(truncatingIfNeeded: endpoint)
    request.inputTokens = demand.inputTokens
    request.outputTokens = demand.outputTokens
    complete(request, now + latency)
    if tokenTimes.isKept(of: endpoint) {
      // The answer comes whole: there is no time from one token to the next.
      request.firstTokenAt = now + latency
      request.outputTokens = 1
      completeTokens(request, now + latency)
    }
    if now >= measuredFrom { cacheHits[endpoint] += 1 }
  }

  /// A replica has worked on a request whose client had given up.
  mutating func workInVain(for request: Request) {
    let endpoint = Int(request.endpoint)
    sharedUse?.add(request.demand, at: endpoint)
    if request.arrivedAt >= measuredFrom { endpoints[endpoint].responses.work += request.demand }
  }

  // MARK: Booking

  /// Puts everything that was logged into the books.
  mutating func book() {
    bookArrivals()
    bookCompletions()
  }

  private mutating func bookArrivals() {
    for index in 0..<arrivals.count {
      let endpoint = Int(arrivals[index].endpoint)
      endpoints.prefetch(endpoint)
      workload.prefetch(endpoint)
    }
    for index in 0..<arrivals.count {
      let entry = arrivals[index]
      let endpoint = Int(entry.endpoint)
      workload[endpoint].add(entry.time.nanoseconds)
      workload[endpoint].add(entry.demand.bitPattern)
      endpoints[endpoint].all.arrived += 1
      minutes.arrive(endpointTenant[endpoint])
      guard entry.time >= measuredFrom else { continue }
      endpoints[endpoint].measured.arrived += 1
      objectives.arrive(at: endpoint, after: entry.time - measuredFrom)
    }
    arrivals.clear()
  }

  private mutating func bookCompletions() {
    for index in 0..<completions.count {
      let entry = completions[index]
      latencies.prefetch(Int(entry.bucket), of: Int(entry.endpoint))
      minutes.prefetch(endpointTenant[Int(entry.endpoint)], bucket: Int(entry.bucket))
      endpoints.prefetch(Int(entry.endpoint))
    }
    for index in 0..<completions.count {
      let entry = completions[index]
      guard entry.arrivedAt >= measuredFrom else { continue }
      latencies.count(Int(entry.bucket), of: Int(entry.endpoint))
    }
    for index in 0..<completions.count {
      let entry = completions[index]
      let tenant = endpointTenant[Int(entry.endpoint)]
      minutes.complete(tenant, latency: entry.latency, bucket: Int(entry.bucket))
    }
    for index in 0..<completions.count {
      let entry = completions[index]
      let endpoint = Int(entry.endpoint)
      endpoints[endpoint].all.completed += 1
      let most = Double(entry.latency.nanoseconds + 1) * topRates[endpoint]
      if most < entry.demand { impossiblyFast += 1 }
      guard entry.arrivedAt >= measuredFrom else { continue }
      endpoints[endpoint].measured.completed += 1
      endpoints[endpoint].responses.add(entry)
      let age = entry.arrivedAt - measuredFrom
      objectives.complete(at: endpoint, after: age, latency: entry.latency)
    }
    bookSharedUse()
    if series != nil { bookSeries() }
    completions.clear()
  }

  private mutating func bookSeries() {
    for index in 0..<completions.count { series?.add(completions[index]) }
  }

  private mutating func bookSharedUse() {
    guard sharedUse != nil else { return }
    for index in 0..<completions.count {
      let entry = completions[index]
      sharedUse?.add(entry.demand, at: Int(entry.endpoint))
    }
  }

  // MARK: Containers

  mutating func startMeasuring(_ container: Int, from account: ConsumerAccount) {
    containers[container].atStart = account
  }

  mutating func stopMeasuring(_ container: Int, at account: ConsumerAccount) {
    containers[container].atEnd = account
  }

  mutating func sampleUse(_ container: Int, upTo used: Double) {
    let use = used - containers[container].sampled
    minutes.use(container, use)
    sharedUse?.use(container, use)
    containers[container].sampled = used
  }

  mutating func sampleQueue(_ queued: Int, of tenant: TenantID?) {
    if let tenant { minutes.queue(queued, of: tenant.index) }
  }

  mutating func endMinute(at now: SimTime) {
    sharedUse?.divide(into: &minutes)
    minutes.close(at: now)
  }
}

/// Why a request was refused.
enum Refusal: UInt8 {
  case rateLimit = 1
  case queueFull = 2
  case noReplica = 3
  case tooLong = 4
  case requestLimit = 5
  case tokenLimit = 6
}

/// What became of the requests of an endpoint: all of them, and those that are measured.
struct EndpointCounters: BitwiseCopyable {
  var all = RequestCounters()
  var measured = RequestCounters()
  var responses: ResponseSums

  init(_ limits: GoodLimits) { responses = ResponseSums(limits) }
}

/// Counts of requests by what became of them.
struct RequestCounters: BitwiseCopyable {
  var arrived = 0
  var completed = 0
  var rateLimited = 0
  var queueFull = 0
  var noReplica = 0
  var tooLong = 0
  var timedOut = 0
  var lost = 0
  var requestLimited = 0
  var tokenLimited = 0

  /// Requests that have left the system.
  var departed: Int { completed + refused + timedOut + lost }

  private var refused: Int {
    rateLimited + requestLimited + tokenLimited + queueFull + noReplica + tooLong
  }

  mutating func refuse(for reason: Refusal) {
    switch reason {
    case .rateLimit: rateLimited += 1
    case .queueFull: queueFull += 1
    case .noReplica: noReplica += 1
    case .tooLong: tooLong += 1
    case .requestLimit: requestLimited += 1
    case .tokenLimit: tokenLimited += 1
    }
  }
}

/// Sums over the measured responses of an endpoint.
struct ResponseSums: BitwiseCopyable {
  var latencySum = 0.0
  var latencyMax = SimDuration.zero
  var inputTokens: Int64 = 0
  var outputTokens: Int64 = 0
  /// What replicas did, for requests given up in service as well.
  var work = 0.0
  /// Responses that met every objective of the endpoint.
  var good = 0
  /// The longest response time of a good one, where that alone decides; else below zero.
  private let longestGood: SimDuration

  init(_ limits: GoodLimits) { longestGood = limits.latencyAlone }

  mutating func add(_ entry: CompletionEntry) {
    work += entry.demand
    if entry.latency <= longestGood { good += 1 }
    latencySum += Double(entry.latency.nanoseconds)
    latencyMax = max(latencyMax, entry.latency)
    inputTokens += Int64(entry.inputTokens)
    outputTokens += Int64(entry.outputTokens)
  }
}

/// A container's account at the ends of the measured window.
struct ContainerMeasure: BitwiseCopyable {
  var atStart = ConsumerAccount()
  var atEnd = ConsumerAccount()
  /// Use up to the last minute sample.
  var sampled = 0.0
}
