internal import EventCore
internal import Randomness

/// Stations with queues between which customers walk: what no scenario can express, on the same
/// event queue, random streams and distributions as the simulation.
struct QueueNetwork: Sendable {
  /// Customers of one class that enter from outside, at a Poisson rate.
  struct Source: Sendable {
    var rate: Double
    /// Also its urgency: 0 is served first where a station goes by class.
    var customerClass: Int
    var station: Int
  }

  struct Station: Sendable {
    var servers = 1
    var order = Order.arrival
    /// One per class.
    var work: [Distribution]
    /// Where customers go next; the rest leave.
    var next: [(station: Int, share: Double)] = []
  }

  enum Order: Sendable {
    case arrival
    /// The smallest class first; what has begun is not interrupted.
    case byClass
    /// Turns of so many seconds, then back to the end of the queue.
    case turns(of: Double)
    /// One class after the other, each until it is empty, with a walk of so many seconds between.
    case polling(walk: Double)
  }

  var sources: [Source]
  var stations: [Station]
}

/// What one run of a network shows, of customers that entered after the warm-up.
struct NetworkObservation {
  /// Mean time from entry to exit, by class.
  var response: [Double]
  /// Mean time from arrival at a station to the first service there, by class, at all stations.
  var wait: [Double]
  /// Time average of the customers inside, less rate × mean response: nothing, says Little's law.
  var littleGap: Double
}

/// Runs a network from empty.
func run(
  _ network: QueueNetwork,
  warmUp: Double,
  until end: Double,
  seed: UInt64,
  replication: Int
) -> NetworkObservation {
  var run = NetworkRun(network, warmUp: warmUp, seed: seed, replication: replication)
  run.play(until: end)
  return run.observation(end: end)
}

private enum Happening: BitwiseCopyable {
  case entry(source: Int32)
  case sliceEnd(station: Int32, customer: Int32)
  case walkEnd(station: Int32)
}

private struct Customer {
  var customerClass: Int
  var entry: SimTime
  var arrival: SimTime
  var remaining: Double
  var hasBegun = false
}

/// Customers in the order in which they came.
private struct Line {
  private var items: [Int32] = []
  private var head = 0

  var isEmpty: Bool { head == items.count }

  mutating func append(_ item: Int32) { items.append(item) }

  mutating func popFirst() -> Int32? {
    guard head < items.count else { return nil }
    defer { head += 1 }
    if head > 4096, head * 2 > items.count {
      items.removeFirst(head)
      head = 0
    }
    return items[head]
  }
}

private struct StationState {
  /// One line for each class, or a single one.
  var lines: [Line]
  var free: Int
  /// The class that a polling server is at.
  var turn = 0
  var isWalking = false
}

private struct NetworkRun: ~Copyable {
  private let network: QueueNetwork
  private let warmUp: SimTime
  private let classes: Int
  private let work: [[Sampler]]
  private var stream: RandomStream
  private var events = EventQueue<Happening>()
  private var stations: [StationState]
  private var customers: [Customer] = []
  private var vacant: [Int32] = []
  private var inside = 0
  private var area = 0.0
  private var areaAt: SimTime
  private var entered = 0
  private var responses: [(sum: Double, count: Int)]
  private var waits: [(sum: Double, count: Int)]

  init(_ network: QueueNetwork, warmUp: Double, seed: UInt64, replication: Int) {
    self.network = network
    self.warmUp = .start + seconds(warmUp)
    areaAt = self.warmUp
    classes = 1 + (network.sources.map(\.customerClass).max() ?? 0)
    work = network.stations.map { $0.work.map(Sampler.init) }
    stream = RandomStream(seed: seed, replication: replication, purpose: "theory")
    responses = Array(repeating: (0, 0), count: classes)
    waits = responses
    let classCount = classes
    stations = network.stations.map { station in
      let lines: Int
      switch station.order {
      case .arrival, .turns: lines = 1
      case .byClass, .polling: lines = classCount
      }
      return StationState(lines: Array(repeating: Line(), count: lines), free: station.servers)
    }
  }

  mutating func play(until end: Double) {
    for source in network.sources.indices { scheduleEntry(source) }
    while let (now, event) = events.popNext(through: .start + seconds(end)) {
      switch event {
      case .entry(let source):
        enter(Int(source), at: now)
      case .sliceEnd(let station, let customer):
        stations[Int(station)].free += 1
        endSlice(of: customer, at: Int(station), now)
        startWork(at: Int(station), now)
      case .walkEnd(let station):
        stations[Int(station)].isWalking = false
        startWork(at: Int(station), now)
      }
    }
    count(until: .start + seconds(end))
  }

  private mutating func scheduleEntry(_ source: Int) {
    let gap = stream.exponential(mean: 1 / network.sources[source].rate)
    _ = events.schedule(.entry(source: Int32(source)), at: events.now + seconds(gap))
  }

  private mutating func enter(_ source: Int, at now: SimTime) {
    scheduleEntry(source)
    count(until: now)
    inside += 1
    if now >= warmUp { entered += 1 }
    let description = network.sources[source]
    let customer = Customer(
      customerClass: description.customerClass,
      entry: now,
      arrival: now,
      remaining: 0
    )
    let number = vacant.popLast() ?? Int32(customers.count)
    if Int(number) == customers.count {
      customers.append(customer)
    } else {
      customers[Int(number)] = customer
    }
    join(number, description.station, now)
  }

  private mutating func join(_ customer: Int32, _ station: Int, _ now: SimTime) {
    let kind = customers[Int(customer)].customerClass
    customers[Int(customer)].arrival = now
    customers[Int(customer)].hasBegun = false
    customers[Int(customer)].remaining = work[station][kind].draw(from: &stream)
    let line = stations[station].lines.count == 1 ? 0 : kind
    stations[station].lines[line].append(customer)
    startWork(at: station, now)
  }

  private mutating func startWork(at station: Int, _ now: SimTime) {
    while stations[station].free > 0, let customer = takeNext(at: station, now) {
      stations[station].free -= 1
      if !customers[Int(customer)].hasBegun { countWait(of: Int(customer), now) }
      var slice = customers[Int(customer)].remaining
      if case .turns(let turn) = network.stations[station].order { slice = min(slice, turn) }
      customers[Int(customer)].remaining -= slice
      let end = Happening.sliceEnd(station: Int32(station), customer: customer)
      _ = events.schedule(end, at: now + seconds(slice))
    }
  }

  private mutating func takeNext(at station: Int, _ now: SimTime) -> Int32? {
    guard case .polling(let walk) = network.stations[station].order else {
      for line in stations[station].lines.indices {
        if let customer = stations[station].lines[line].popFirst() { return customer }
      }
      return nil
    }
    guard !stations[station].isWalking else { return nil }
    let turn = stations[station].turn
    if let customer = stations[station].lines[turn].popFirst() { return customer }
    stations[station].turn = (turn + 1) % classes
    stations[station].isWalking = true
    _ = events.schedule(.walkEnd(station: Int32(station)), at: now + seconds(walk))
    return nil
  }

  private mutating func endSlice(of customer: Int32, at station: Int, _ now: SimTime) {
    if customers[Int(customer)].remaining > 0 {
      stations[station].lines[0].append(customer)
      return
    }
    var draw = network.stations[station].next.isEmpty ? 1 : stream.uniform()
    for (next, share) in network.stations[station].next {
      if draw < share { return join(customer, next, now) }
      draw -= share
    }
    leave(Int(customer), now)
  }

  private mutating func leave(_ customer: Int, _ now: SimTime) {
    count(until: now)
    inside -= 1
    vacant.append(Int32(customer))
    guard customers[customer].entry >= warmUp else { return }
    let kind = customers[customer].customerClass
    responses[kind].sum += (now - customers[customer].entry).inSeconds
    responses[kind].count += 1
  }

  private mutating func countWait(of customer: Int, _ now: SimTime) {
    customers[customer].hasBegun = true
    guard customers[customer].entry >= warmUp else { return }
    let kind = customers[customer].customerClass
    waits[kind].sum += (now - customers[customer].arrival).inSeconds
    waits[kind].count += 1
  }

  private mutating func count(until now: SimTime) {
    guard now > areaAt else { return }
    area += Double(inside) * (now - areaAt).inSeconds
    areaAt = now
  }

  func observation(end: Double) -> NetworkObservation {
    let window = end - (warmUp - .start).inSeconds
    let all = responses.reduce((sum: 0.0, count: 0)) { ($0.sum + $1.sum, $0.count + $1.count) }
    let mean = all.sum / Double(all.count)
    return NetworkObservation(
      response: responses.map { $0.sum / Double($0.count) },
      wait: waits.map { $0.sum / Double($0.count) },
      littleGap: area / window - Double(entered) / window * mean
    )
  }
}

private func seconds(_ length: Double) -> SimDuration {
  SimDuration(nanoseconds: Int64(nearest: length * 1e9))
}
