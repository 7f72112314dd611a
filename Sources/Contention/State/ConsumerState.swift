internal import EventCore

/// What containers of one shape have in common; few per run, so that they stay in the cache.
struct ConsumerKind: BitwiseCopyable, Hashable {
  let weight: Double
  let limitMilli: Int64
  /// Thousandths of a core that a job can use.
  let milliPerJob: Int64
  let jobCapacity: Int
  /// CPU time per period, and its length, in nanoseconds; 0 without a quota that can bind.
  let quota: Double
  let period: Double

  init(_ spec: ConsumerSpec) {
    weight = spec.weight
    limitMilli = spec.limitMilli ?? .max
    milliPerJob = Int64(spec.threadsPerJob) * 1000
    jobCapacity = spec.jobCapacity
    let most = Double(spec.jobCapacity) * Double(spec.threadsPerJob)
    let bounds = spec.quota.map { Double($0.quota) < most * Double($0.period) } ?? false
    quota = bounds ? Double(spec.quota?.quota ?? 0) : 0
    period = bounds ? Double(spec.quota?.period ?? 0) : 0
  }

  /// Whether there is a quota that so many jobs as fit can use up.
  var isMetered: Bool { period > 0 }

  /// What so many jobs want, in thousandths of a core.
  func wantedMilli(jobs: Int32) -> Int64 { Int64(jobs) * milliPerJob }

  /// What so many jobs want within the limit.
  func demandMilli(jobs: Int32) -> Int64 { min(wantedMilli(jobs: jobs), limitMilli) }

  /// Nanoseconds of work that each job receives per nanosecond from so much of the device.
  ///
  /// One division, of whole numbers as a rule: jobs at full speed then take exactly their work.
  func workPerJob(fromMilli share: Double, jobs: Int32) -> Double {
    share / (1000 * Double(jobs))
  }
}

/// A container and its jobs, in one cache line.
struct ConsumerState: BitwiseCopyable {
  /// The virtual clock: work that a job present all along would have received.
  var workPerJob = 0.0
  /// Work per job and tick of the clock that the container follows: nanoseconds while it gets what
  /// it wants, the device's fair clock while it is short.
  var pace = 0.0
  /// When the virtual clock was last brought up, on the clock it follows.
  var settledAt = 0.0
  /// Core-nanoseconds.
  var used = 0.0
  /// Of the job that finishes next, if there is one: most containers run one job or none, and need
  /// no heap.
  var nextTag = FinishTag(work: 0, job: 0)
  let kind: Int32
  /// The device, or the group on it.
  let device: Int32
  /// Where the heap of the other jobs' tags begins.
  var firstTag: Int32
  var jobs: Int32 = 0
  /// Whether it gets less than it wants, and follows the device's fair clock.
  var isShort = false
  /// The heap has room for two to the power of this many tags.
  var tagMagnitude: Int8
  /// Whether its quota is used up: it stands still until the next period.
  var isThrottled = false

  /// Creates an idle container.
  init(kind: Int32, device: Int32, firstTag: Int32, tagMagnitude: Int8) {
    self.kind = kind
    self.device = device
    self.firstTag = firstTag
    self.tagMagnitude = tagMagnitude
  }

  /// Brings the virtual clock up to an instant of the clock it follows; returns what was used.
  mutating func settle(at clock: Double) -> Double {
    let work = pace * (clock - settledAt)
    workPerJob += work
    let use = work * Double(jobs)
    used += use
    settledAt = clock
    return use
  }
}
