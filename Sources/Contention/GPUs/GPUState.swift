internal import EventCore

/// A GPU and how far it is in demand.
struct GPUState: BitwiseCopyable {
  let firstContext: Int32
  let contextCount: Int32
  var busyContexts: Int32 = 0
  var nextContext: Int32
  /// The job that finishes next.
  var nextJob: UInt32 = 0
  let isByTurns: Bool
  /// Up to when its contexts' work has been counted.
  var settledAt: Int64 = 0
  var nextFinish = SimTime.never
  /// The interference that all busy contexts make together.
  var pressure = 0.0
  let slice: Int64
  let switchCost: Int64
  var turn = Turn()

  init(_ spec: GPUSpec, firstContext: Int) {
    self.firstContext = Int32(firstContext)
    contextCount = Int32(spec.contexts.count)
    nextContext = Int32(firstContext)
    switch spec.sharing {
    case .sideBySide:
      isByTurns = false
      slice = 1
      switchCost = 0
    case .byTurns(let slice, let switchCost):
      precondition(slice > .zero && switchCost >= .zero, "a turn takes time")
      isByTurns = true
      self.slice = slice.nanoseconds
      self.switchCost = switchCost.nanoseconds
    }
  }

  /// Its contexts.
  var contexts: Range<Int> { Int(firstContext)..<Int(firstContext + contextCount) }

  /// From one context's turn to the next one's.
  var turnLength: Int64 { slice + switchCost }

  /// The context so many places after another one, round the GPU.
  func context(_ steps: Int, after context: Int) -> Int {
    let place = context - Int(firstContext) + steps
    let count = Int(contextCount)
    return Int(firstContext) + (place < count ? place : place - count)
  }
}

/// Whose turn it is; instants in nanoseconds.
///
/// While a single context has work, its slices follow each other without a break, so that a
/// newcomer waits for the end of the current one.
struct Turn: BitwiseCopyable {
  /// The context that is loaded, -1 before the first; it has work if any has.
  var holder: Int32 = -1
  /// When it begins to work: after the switch to it.
  var begins: Int64 = 0
  var ends: Int64 = 0
  /// Who ran out of work last, when, and what was left of its turn: work that comes at the same
  /// instant goes on with it.
  var leaver: Int32 = -1
  var leftAt: Int64 = -1
  var leaverBegan: Int64 = 0
  var leaverEnds: Int64 = 0

  /// The holder runs out of work.
  mutating func leave(at now: Int64) {
    leaver = holder
    leftAt = now
    leaverBegan = begins
    leaverEnds = ends
  }

  /// Takes back a turn that was left at this very instant; false if it wasn't.
  mutating func resume(_ context: Int, at now: Int64) -> Bool {
    guard leaver == context, leftAt == now else { return false }
    holder = leaver
    begins = leaverBegan
    ends = leaverEnds
    leaver = -1
    return true
  }
}

/// A context and its jobs.
struct ContextState: BitwiseCopyable {
  /// Work that a job present all along would have received, in nanoseconds of the whole GPU.
  var workPerJob = 0.0
  /// Nanoseconds of the whole GPU that it has held.
  var used = 0.0
  /// Nanoseconds of its own time that others cost it.
  var lost = 0.0
  /// Of the job that finishes next, if there is one.
  var nextTag = FinishTag(work: 0, job: 0)
  let speed: Double
  let share: Double
  let loss: Double
  let pressure: Double
  let gpu: Int32
  let streams: Int32
  /// Where the heap of the other jobs' tags begins.
  var firstTag: Int32
  var jobs: Int32 = 0
  var slowdowns: Int32 = 0
  /// The heap has room for two to the power of this many tags.
  var tagMagnitude: Int8
  let isCapped: Bool
  var isSlowed = false
  let jobCapacity: Int

  init(_ spec: ContextSpec, gpu: Int, firstTag: Int, tagMagnitude: Int8) {
    precondition(spec.speed > 0, "a context computes")
    precondition((0...1).contains(spec.keptBesideOthers), "what is kept is a share")
    speed = spec.speed
    share = spec.share
    loss = 1 - spec.keptBesideOthers
    pressure = spec.pressure
    streams = Int32(clamping: spec.streams)
    isCapped = spec.isCapped
    jobCapacity = spec.jobCapacity
    self.gpu = Int32(gpu)
    self.firstTag = Int32(firstTag)
    self.tagMagnitude = tagMagnitude
  }

  /// Work that each job receives per nanosecond at full speed; there must be a job.
  var pace: Double { speed * Double(min(jobs, streams)) / Double(jobs) }

  /// The share of its speed that it has beside busy contexts of so much pressure.
  func kept(beside pressure: Double) -> Double { 1 - loss * min(1, max(0, pressure)) }

  /// Counts time for which it had its turn.
  mutating func work(_ nanoseconds: Int64) {
    workPerJob += Double(nanoseconds) * pace
    used += Double(nanoseconds) * share
  }

  /// Nanoseconds at full speed until its next job is done; there must be one.
  var timeLeft: Double { max(0, nextTag.work - workPerJob) / pace }
}
