internal import Domain
internal import EventCore
internal import Randomness

/// A place in a recorded request stream.
struct TraceCursor: Sendable {
  private let replay: TraceReplay
  private let trace: RequestTrace
  private var row: Int
  /// Clock time, in nanoseconds, of the instant at which the current pass over the trace began.
  private var passStart: Double
  private var rowsLeft: Int

  init(_ replay: TraceReplay, of trace: RequestTrace, start: RandomStream) {
    self.replay = replay
    self.trace = trace
    row = replay.offset
    passStart = 0
    rowsLeft = replay.repeats ? .max : (trace.arrivals.count - replay.offset - 1) / replay.every + 1
    if replay.offset >= trace.arrivals.count { rowsLeft = 0 }
    guard replay.startsAtRandom, rowsLeft > 0 else { return }
    // The replication begins at a random instant of the trace; what lies before it comes last.
    var stream = start
    let instant = stream.uniform() * Double(trace.length.nanoseconds)
    passStart = -instant / replay.speed
    while row < trace.arrivals.count, Double(trace.arrivals[row].nanoseconds) < instant {
      row += replay.every
    }
  }

  /// Returns the next arrival; nil when the trace has been played.
  mutating func next() -> Arrival? {
    guard rowsLeft > 0 else { return nil }
    if row >= trace.arrivals.count {
      passStart += Double(trace.length.nanoseconds) / replay.speed
      row = replay.offset
    }
    let time = passStart + Double(trace.arrivals[row].nanoseconds) / replay.speed
    let arrival = Arrival(
      time: SimTime(nanoseconds: Int64(time.rounded())),
      inputTokens: trace.inputTokens[row],
      outputTokens: trace.outputTokens[row]
    )
    row += replay.every
    if rowsLeft != .max { rowsLeft -= 1 }
    return arrival
  }
}
