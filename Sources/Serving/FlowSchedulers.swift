package import EventCore

/// Whose request each of many replicas takes next, where requests wait flow by flow.
///
/// A flow is a line of requests in the order of their arrival, and knows only its head. By
/// priority, the flow of the highest one is next. By fairness, start-time fair queueing decides:
/// the head of a flow bears a *start tag*, the flow's service so far divided by its weight, but
/// never less than the start tag that was served last; the smallest tag is next, and of equal ones
/// the head that arrived first. Over any time in which two flows both wait, their service divided
/// by their weights differs by at most one request of each, so no flow starves.
///
/// Source: Goyal, Vin and Cheng, "Start-time Fair Queueing", SIGCOMM 1996, theorem 1.
///
/// - Complexity: O(log flows) a decision, in memory given out at the beginning.
package struct FlowSchedulers: ~Copyable {
  /// What one replica decides by: a number for each of its flows.
  package enum Discipline: Hashable, Sendable {
    /// The higher priority first.
    case priority([Int])
    /// Service in proportion to weights, which are above 0.
    case fair(weights: [Double])

    package var flowCount: Int {
      switch self {
      case .priority(let priorities): priorities.count
      case .fair(let weights): weights.count
      }
    }
  }

  struct Scheduler: BitwiseCopyable {
    var firstFlow: Int32
    /// Flows in which a request waits.
    var waiting: Int32 = 0
    var isFair: Bool
    /// The start tag served last.
    var virtualTime = 0.0
    /// The largest finish tag of what was served.
    var latestFinish = 0.0
  }

  struct Flow: BitwiseCopyable {
    /// What is compared: the start tag of the head, or the priority's opposite.
    var key: Double
    /// When the head arrived.
    var since = SimTime.start
    /// The finish tag of what was served last.
    var finish = 0.0
    var weight: Double
    /// Where it stands in its scheduler's heap; -1 while nobody waits in it.
    var place: Int32 = -1
  }

  private var schedulers: DenseTable<Scheduler>
  private var flows: DenseTable<Flow>
  /// For each scheduler a binary heap of the flows in which somebody waits, in its stretch.
  private var heaps: DenseTable<Int32>

  package init(_ disciplines: [Discipline]) {
    var schedulers: [Scheduler] = []
    var flows: [Flow] = []
    for discipline in disciplines {
      let first = Int32(flows.count)
      switch discipline {
      case .priority(let priorities):
        schedulers.append(Scheduler(firstFlow: first, isFair: false))
        flows += priorities.map { Flow(key: -Double($0), weight: 1) }
      case .fair(let weights):
        schedulers.append(Scheduler(firstFlow: first, isFair: true))
        flows += weights.map { Flow(key: 0, weight: $0) }
      }
    }
    self.schedulers = DenseTable(schedulers)
    heaps = DenseTable(repeating: -1, count: flows.count)
    self.flows = DenseTable(flows)
  }

  /// Where the flows of a scheduler begin among those of all.
  package func firstFlow(of scheduler: Int) -> Int { Int(schedulers[scheduler].firstFlow) }

  /// The flow, among those of all schedulers, whose head is next; nil while nobody waits.
  package func next(of scheduler: Int) -> Int? {
    guard schedulers[scheduler].waiting > 0 else { return nil }
    return Int(heaps[Int(schedulers[scheduler].firstFlow)])
  }

  /// When the oldest of the heads arrived; nil while nobody waits.
  ///
  /// - Complexity: O(flows).
  package func oldest(of scheduler: Int) -> SimTime? {
    let first = Int(schedulers[scheduler].firstFlow)
    return (first..<first + Int(schedulers[scheduler].waiting))
      .map { flows[Int(heaps[$0])].since }.min()
  }

  /// Nothing waits and nothing is in service: the past is forgotten.
  package mutating func rest(_ scheduler: Int) {
    schedulers[scheduler].virtualTime = schedulers[scheduler].latestFinish
  }

  /// A request begins to wait in a flow in which nobody did.
  package mutating func begin(_ flow: Int, of scheduler: Int, since: SimTime) {
    if schedulers[scheduler].isFair {
      flows[flow].key = max(schedulers[scheduler].virtualTime, flows[flow].finish)
    }
    flows[flow].since = since
    let place = schedulers[scheduler].waiting
    schedulers[scheduler].waiting += 1
    put(Int32(truncatingIfNeeded: flow), at: Int(place), of: scheduler)
    rise(from: Int(place), of: scheduler)
  }

  /// A request of a flow is served at once, without having waited.
  package mutating func serveAtOnce(_ flow: Int, of scheduler: Int, work: Double) {
    guard schedulers[scheduler].isFair else { return }
    let start = max(schedulers[scheduler].virtualTime, flows[flow].finish)
    charge(flow, of: scheduler, from: start, work)
  }

  /// The head of a flow is served; `following` is when the one behind it arrived, if there is one.
  package mutating func serve(_ flow: Int, of scheduler: Int, work: Double, following: SimTime?) {
    if schedulers[scheduler].isFair {
      charge(flow, of: scheduler, from: flows[flow].key, work)
      flows[flow].key = flows[flow].finish
    }
    advance(flow, of: scheduler, following)
  }

  /// The head of a flow leaves unserved; what is behind it takes its place.
  package mutating func abandon(_ flow: Int, of scheduler: Int, following: SimTime?) {
    advance(flow, of: scheduler, following)
  }

  private mutating func charge(
    _ flow: Int,
    of scheduler: Int,
    from start: Double,
    _ work: Double
  ) {
    let finish = start + work / flows[flow].weight
    flows[flow].finish = finish
    schedulers[scheduler].virtualTime = max(schedulers[scheduler].virtualTime, start)
    schedulers[scheduler].latestFinish = max(schedulers[scheduler].latestFinish, finish)
  }

  /// Gives a flow its new head, or takes it out of the heap.
  private mutating func advance(_ flow: Int, of scheduler: Int, _ following: SimTime?) {
    let place = Int(flows[flow].place)
    if let following {
      flows[flow].since = following
      settle(place, of: scheduler)
      return
    }
    flows[flow].place = -1
    schedulers[scheduler].waiting -= 1
    let last = Int(schedulers[scheduler].waiting)
    guard place != last else { return }
    put(heaps[Int(schedulers[scheduler].firstFlow) + last], at: place, of: scheduler)
    settle(place, of: scheduler)
  }

  // MARK: The heap

  private func precedes(_ one: Int32, _ other: Int32) -> Bool {
    let (a, b) = (Int(one), Int(other))
    if flows[a].key != flows[b].key { return flows[a].key < flows[b].key }
    if flows[a].since != flows[b].since { return flows[a].since < flows[b].since }
    return one < other
  }

  private mutating func put(_ flow: Int32, at place: Int, of scheduler: Int) {
    heaps[Int(schedulers[scheduler].firstFlow) + place] = flow
    flows[Int(flow)].place = Int32(truncatingIfNeeded: place)
  }

  /// Moves a flow whose key or head has changed to where it belongs.
  private mutating func settle(_ place: Int, of scheduler: Int) {
    sink(from: place, of: scheduler)
    rise(from: place, of: scheduler)
  }

  private mutating func rise(from start: Int, of scheduler: Int) {
    let base = Int(schedulers[scheduler].firstFlow)
    let flow = heaps[base + start]
    var hole = start
    while hole > 0 {
      let parent = (hole - 1) >> 1
      let above = heaps[base + parent]
      guard precedes(flow, above) else { break }
      put(above, at: hole, of: scheduler)
      hole = parent
    }
    put(flow, at: hole, of: scheduler)
  }

  private mutating func sink(from start: Int, of scheduler: Int) {
    let base = Int(schedulers[scheduler].firstFlow)
    let count = Int(schedulers[scheduler].waiting)
    let flow = heaps[base + start]
    var hole = start
    while true {
      var child = 2 * hole + 1
      guard child < count else { break }
      if child + 1 < count, precedes(heaps[base + child + 1], heaps[base + child]) { child += 1 }
      guard precedes(heaps[base + child], flow) else { break }
      put(heaps[base + child], at: hole, of: scheduler)
      hole = child
    }
    put(flow, at: hole, of: scheduler)
  }
}
