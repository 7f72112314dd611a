import Domain
import EventCore
import Serving

/// The obvious replica: every request counts its own tokens, one by one.
///
/// Every step walks through all requests. Times are in nanoseconds.
struct SlowBatcher {
  struct Request {
    var number: UInt32
    var demand: TokenDemand
    var arrival: Int
    var startTag = 0.0
    var output = 0
    var stored = 0
    var unread = 0
    var isCharged = false
    var isDecoding = false
    var isLeaving = false
    var final: Int { demand.inputTokens + demand.outputTokens - 1 }
    var prompt: Int { demand.inputTokens + output }
  }

  let settings: ContinuousBatching
  let scheduling: RequestScheduling
  let weights: [Double]
  var waiting: [Request] = []
  var joined: [Request] = []
  var counters: [Double]
  var finishTags: [Double]
  var lastFlow: Int?
  var virtualTime = 0.0
  var arrivals = 0
  var stepsSinceJoin = 0
  var preemptions = 0
  var isDecodeStep = false
  var newlyJoined: [UInt32] = []
  var firstTokens: [UInt32] = []
  var completed: [UInt32] = []

  init(_ settings: BatcherSettings) {
    self.settings = settings.batching
    scheduling = settings.scheduling
    weights = settings.flowWeights
    counters = weights.map { _ in 0 }
    finishTags = counters
  }

  private var costs: RequestScheduling.TokenCosts? {
    if case .virtualTokenCounter(let costs) = scheduling { costs } else { nil }
  }

  private func blocks(_ tokens: Int) -> Int {
    (tokens + settings.blockTokens - 1) / settings.blockTokens
  }

  private func blocks(of request: Request) -> Int {
    if settings.admission == .reserved { return blocks(request.final) }
    return blocks(request.isDecoding ? request.stored : request.prompt)
  }

  var usedTokens: Int {
    joined.map { blocks(of: $0) }.reduce(0, +) * settings.blockTokens + adapterTokens(joined)
  }

  private func adapterTokens(_ requests: [Request]) -> Int {
    Set(requests.map(\.demand.flow)).count * settings.adapterTokens
  }

  mutating func enqueue(_ number: UInt32, _ demand: TokenDemand) {
    var request = Request(number: number, demand: demand, arrival: arrivals)
    arrivals += 1
    let flow = demand.flow
    if case .weightedFair = scheduling {
      request.startTag = max(virtualTime, finishTags[flow])
      let service = Double(demand.inputTokens + 2 * demand.outputTokens)
      finishTags[flow] = request.startTag + service / weights[flow]
    }
    if let costs, costs.lift != .none, !waiting.contains(where: { $0.demand.flow == flow }) {
      let others = waiting.map { counters[$0.demand.flow] }.min()
      let last = costs.lift == .toWaitingOrLast ? lastFlow.map { counters[$0] } : nil
      counters[flow] = max(counters[flow], others ?? last ?? 0)
    }
    waiting.append(request)
  }

  /// Where in the queue the request stands whose turn it is.
  private func turn() -> Int? {
    waiting.indices.min { left, right in
      let (a, b) = (waiting[left], waiting[right])
      switch scheduling {
      case .firstComeFirstServed: return a.arrival < b.arrival
      case .priority:
        return (-a.demand.priority, a.arrival) < (-b.demand.priority, b.arrival)
      case .weightedFair: return (a.startTag, a.arrival) < (b.startTag, b.arrival)
      case .virtualTokenCounter:
        let keys = (counters[a.demand.flow], counters[b.demand.flow])
        return (keys.0, a.demand.flow, a.arrival) < (keys.1, b.demand.flow, b.arrival)
      }
    }
  }

  private mutating func charge(_ amount: Double, _ flow: Int) {
    counters[flow] += costs?.isWeighted == true ? amount / weights[flow] : amount
  }

  private func fits(_ request: Request) -> Bool {
    guard joined.count < settings.maxSequences else { return false }
    let room = settings.cacheTokens - adapterTokens(joined + [request])
    if settings.admission == .lookahead { return peak(with: request) < room }
    let used = joined.map { blocks(of: $0) }.reduce(0, +)
    return (used + blocks(of: request)) * settings.blockTokens <= room
  }

  /// `need_max_token_num` of S-LoRA, as written there.
  private func peak(with request: Request) -> Int {
    let all =
      joined.map { other in
        other.isDecoding
          ? (other.stored + 1, other.final - other.stored - 1)
          : (other.prompt + 1, other.final - other.prompt)
      } + [(request.prompt + 1, request.final - request.prompt)]
    var sum = 0
    return all.sorted { $0.1 > $1.1 }.enumerated().map { index, entry in
      sum += entry.0
      return sum + entry.1 * (index + 1)
    }.max() ?? 0
  }

  private mutating func join(_ index: Int) {
    var request = waiting.remove(at: index)
    let flow = request.demand.flow
    if !request.isCharged, let costs {
      charge(costs.perInputToken * Double(request.demand.inputTokens), flow)
      if costs.charging == .expected {
        charge(costs.perOutputToken * request.demand.expectedOutputTokens, flow)
      }
    }
    if !waiting.contains(where: { $0.demand.flow == flow }) { lastFlow = flow }
    request.isCharged = true
    request.unread = max(1, request.prompt - request.demand.cachedTokens)
    virtualTime = max(virtualTime, request.startTag)
    joined.append(request)
    newlyJoined.append(request.number)
    stepsSinceJoin = 0
  }

  private mutating func leave(_ index: Int) -> Request {
    let request = joined.remove(at: index)
    if let costs, costs.charging == .expected {
      let excess = Double(request.output) - request.demand.expectedOutputTokens
      charge(costs.perOutputToken * excess, request.demand.flow)
    }
    return request
  }

  private mutating func makeRoom() -> Bool {
    guard settings.admission != .reserved else { return false }
    let before = preemptions
    while true {
      let needed = joined.map { request in
        request.isDecoding ? blocks(request.stored + 1) : blocks(request.prompt)
      }
      let tokens = needed.reduce(0, +) * settings.blockTokens + adapterTokens(joined)
      guard tokens > settings.cacheTokens else { return preemptions > before }
      var victim = joined.removeLast()
      victim.isDecoding = false
      preemptions += 1
      waiting.append(victim)
    }
  }

  mutating func beginStep() -> Double? {
    newlyJoined = []
    var read = 0
    let isDue = joined.isEmpty || stepsSinceJoin >= settings.stepsBetweenAdmissions
    if settings.chunksPrefill {
      let threwOut = makeRoom()
      var budget = settings.maxStepTokens - joined.count { $0.isDecoding }
      func part(_ request: inout Request) {
        let tokens = min(request.unread, max(0, budget))
        request.unread -= tokens
        budget -= tokens
        read += tokens
      }
      for index in joined.indices where !joined[index].isDecoding { part(&joined[index]) }
      while !threwOut, isDue, budget > 0, let next = turn(), fits(waiting[next]) {
        join(next)
        part(&joined[joined.count - 1])
      }
    } else if isDue {
      while let next = turn() {
        let tokens = waiting[next].prompt - waiting[next].demand.cachedTokens
        guard read == 0 || read + tokens <= settings.maxStepTokens, fits(waiting[next]) else {
          break
        }
        join(next)
        read += joined[joined.count - 1].unread
        joined[joined.count - 1].unread = 0
      }
    }
    if !settings.chunksPrefill, read == 0 { _ = makeRoom() }
    return begin(read)
  }

  private mutating func begin(_ read: Int) -> Double? {
    let times = settings.steps
    let count = joined.count { $0.isDecoding }
    let tile = times.prefillTile
    let reading = times.perPrefillToken * 1e9 * Double((read + tile - 1) / tile * tile)
    isDecodeStep = count > 0 && (settings.chunksPrefill || read == 0)
    guard isDecodeStep else {
      return read > 0 ? Double(times.prefillBase.nanoseconds) + reading : nil
    }
    for index in joined.indices where joined[index].isDecoding {
      joined[index].stored += 1
      if let costs, costs.charging == .perToken {
        charge(costs.perOutputToken, joined[index].demand.flow)
      }
    }
    stepsSinceJoin += 1
    let context = joined.map { $0.isDecoding ? $0.stored : 0 }.reduce(0, +)
    return Double(times.decodeBase.nanoseconds) + times.perSequence * 1e9 * Double(count)
      + times.perContextToken * 1e9 * Double(context) + reading
  }

  mutating func finishStep() {
    firstTokens = []
    completed = []
    for index in joined.indices {
      if joined[index].isDecoding {
        if isDecodeStep { joined[index].output += 1 }
      } else if joined[index].unread == 0 {
        if joined[index].output == 0, !joined[index].isLeaving {
          firstTokens.append(joined[index].number)
        }
        joined[index].stored = joined[index].prompt
        joined[index].output += 1
        joined[index].isDecoding = true
      }
    }
    for index in joined.indices.reversed() {
      if joined[index].output == joined[index].demand.outputTokens {
        let request = leave(index)
        if !request.isLeaving { completed.append(request.number) }
      } else if joined[index].isLeaving {
        _ = leave(index)
      }
    }
  }

  mutating func remove(_ number: UInt32, duringStep: Bool) {
    if let index = waiting.firstIndex(where: { $0.number == number }) {
      let flow = waiting.remove(at: index).demand.flow
      if !waiting.contains(where: { $0.demand.flow == flow }) { lastFlow = flow }
    } else if let index = joined.firstIndex(where: { $0.number == number }) {
      if duringStep { joined[index].isLeaving = true } else { _ = leave(index) }
    }
  }
}
