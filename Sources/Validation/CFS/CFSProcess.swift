internal import Contention
internal import Foundation
internal import Synchronization

/// What a process of the suite is to do, as its command line says it.
package struct CFSProcess: Sendable {
  /// The number of the case, the length of its schedule in seconds and the seed of it.
  package var situation: Int
  package var seconds: Double
  package var seed: UInt64
  /// Folders of cgroups to go into.
  package var groups: [String]
  /// The instant at which the schedule begins.
  package var start: Int64
  /// Whether to spin instead of serving.
  package var isNeighbour: Bool

  package init(
    situation: Int,
    seconds: Double,
    seed: UInt64,
    groups: [String],
    start: Int64,
    isNeighbour: Bool
  ) {
    self.situation = situation
    self.seconds = seconds
    self.seed = seed
    self.groups = groups
    self.start = start
    self.isNeighbour = isNeighbour
  }

  /// Goes into the cgroups, and serves or spins; returns the latencies of a server, after how long
  /// its schedule had to wait for the end of a quota period.
  ///
  /// A process whose parent is gone ends by itself.
  ///
  /// - Throws: if a cgroup does not take it.
  package func run() throws -> [Int64] {
    guard CFSCase.all.indices.contains(situation) else { return [] }
    let parent = CFSPlatform.parentNumber
    for group in groups {
      let number = String(CFSPlatform.processNumber)
      try ControlGroups.write(number, to: group + "/cgroup.procs")
    }
    guard isNeighbour else { return serve(CFSCase.all[situation]) }
    // Until it is ended from outside, or left behind.
    while CFSPlatform.parentNumber == parent { CFSPlatform.burn(5_000_000) }
    return []
  }

  /// Workers take the requests in turn: who takes one waits until it arrives, then works on it.
  ///
  /// That is a queue served first come first served, without a thread of its own.
  private func serve(_ situation: CFSCase) -> [Int64] {
    let offset = periodOffset(of: situation)
    let desk = Desk(situation.requests(seconds: seconds, seed: seed), start: start)
    let threads = (0..<situation.workers).map { _ in Thread { desk.work() } }
    for thread in threads { thread.start() }
    while threads.contains(where: { !$0.isFinished }) { Thread.sleep(forTimeInterval: 0.05) }
    return [offset] + desk.latencies
  }

  /// When the quota of the group is first refilled after the schedule has begun; 0 without a quota.
  ///
  /// Found out by using up a few quotas before it begins: whoever has stood still goes on where a
  /// period begins.
  private func periodOffset(of situation: CFSCase) -> Int64 {
    guard let quota = situation.limitMilli.flatMap({ CFSQuota(limitMilli: $0) }) else { return 0 }
    let period = quota.period
    var offsets: [Int64] = []
    var last = CFSPlatform.monotonicNanoseconds
    // The rest of the time leaves a fresh quota.
    while last < start - 2 * period {
      let now = CFSPlatform.monotonicNanoseconds
      // Longer than a neighbour's turn on the CPU.
      if now - last > 20_000_000 { offsets.append(period - (start - now) % period) }
      last = now
    }
    guard let first = offsets.first else { return period }
    // The median, going round: how far each is from the first, by half a period at most.
    let half = period / 2
    let turns = offsets.map { ($0 - first + period + half) % period - half }.sorted()
    let offset = (first + turns[turns.count / 2] + period) % period
    return offset == 0 ? period : offset
  }
}

/// Where workers get the next request and hand in what they measured.
private final class Desk: Sendable {
  private struct State {
    var next = 0
    var latencies: [Int64]
  }

  private let requests: [CFSCase.Request]
  private let start: Int64
  private let state: Mutex<State>

  init(_ requests: [CFSCase.Request], start: Int64) {
    self.requests = requests
    self.start = start
    state = Mutex(State(latencies: requests.map { _ in 0 }))
  }

  var latencies: [Int64] { state.withLock { $0.latencies } }

  func work() {
    while let number = take() {
      let arrival = start + requests[number].arrival
      CFSPlatform.sleep(until: arrival)
      CFSPlatform.burn(requests[number].work)
      let latency = CFSPlatform.monotonicNanoseconds - arrival
      state.withLock { $0.latencies[number] = latency }
    }
  }

  private func take() -> Int? {
    state.withLock { state in
      guard state.next < requests.count else { return nil }
      state.next += 1
      return state.next - 1
    }
  }
}
