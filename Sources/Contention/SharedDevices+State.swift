internal import EventCore

/// What a container has used and how long it was held back; times in nanoseconds.
package struct ConsumerAccount: Sendable, BitwiseCopyable {
  /// Core-nanoseconds, or nanoseconds of a whole GPU at full speed.
  package var used = 0.0
  /// Time during which its own limit gave it less than it wanted.
  package var limitBound = 0.0
  /// Times that began.
  package var limitBindings = 0
  /// Time during which others left it less than it wanted within its limit.
  package var shareBound = 0.0
  /// Times that began.
  package var shareBindings = 0
  /// Whether its own limit cuts what it wants at this instant.
  package var isLimited = false
  /// Whether others leave it less than it wants at this instant.
  package var isShort = false

  package init() {}
}

/// When a job finishes, in the work per job of its container.
struct FinishTag: BitwiseCopyable {
  var work: Double
  var job: UInt32
}

/// A device and how far it is in demand.
struct DeviceState: BitwiseCopyable {
  let firstConsumer: Int32
  let consumerCount: Int32
  /// Thousandths of a core, or of a GPU, while fewer than two containers are busy.
  let fullCapacityMilli: Double
  /// The same while two or more are busy.
  let sharedCapacityMilli: Double
  var demandMilli: Int64 = 0
  var busyConsumers: Int32 = 0
  var isContended = false
  var nextConsumer: Int32
  var nextFinish = SimTime.never

  init(_ spec: DeviceSpec, firstConsumer: Int) {
    self.firstConsumer = Int32(firstConsumer)
    consumerCount = Int32(spec.consumers.count)
    nextConsumer = Int32(firstConsumer)
    switch spec.sharing {
    case .byWeight(let capacityMilli):
      fullCapacityMilli = Double(capacityMilli)
      sharedCapacityMilli = Double(capacityMilli)
    case .byTurns(let efficiency):
      fullCapacityMilli = 1000
      sharedCapacityMilli = 1000 * efficiency
    }
  }

  var consumerRange: Range<Int> { Int(firstConsumer)..<Int(firstConsumer + consumerCount) }

  var capacityMilli: Double { busyConsumers > 1 ? sharedCapacityMilli : fullCapacityMilli }

  mutating func updateContention() { isContended = Double(demandMilli) > capacityMilli }
}

/// A container and its jobs.
struct ConsumerState: BitwiseCopyable {
  let device: Int32
  /// Its heap of finish tags: where it begins, and for how many jobs there is room.
  var firstTag: Int
  var tagCapacity: Int
  let jobCapacity: Int
  let weight: Double
  let limitMilli: Int64
  /// CPU: thousandths of a core that a job can use.
  let milliPerJob: Int64
  let isOnGPU: Bool
  let streams: Int32
  let speed: Double
  var jobs: Int32 = 0
  /// What it wants within its limit.
  var demandMilli: Int64 = 0
  var shareMilli = 0.0
  /// Scratch of a division under way; negative until satisfied.
  var pendingMilli = 0.0
  /// Nanoseconds of work that each job receives per nanosecond.
  var ratePerJob = 0.0
  /// The virtual clock: work that a job present all along would have received.
  var workPerJob = 0.0
  var settledAt = SimTime.start
  var account = ConsumerAccount()

  init(_ spec: ConsumerSpec, on device: DeviceSpec, index: Int, firstTag: Int) {
    self.device = Int32(index)
    self.firstTag = firstTag
    tagCapacity = Self.initialTags(spec)
    jobCapacity = spec.jobCapacity
    limitMilli = spec.limitMilli ?? .max
    milliPerJob = Int64(spec.threadsPerJob) * 1000
    if case .byTurns = device.sharing { isOnGPU = true } else { isOnGPU = false }
    // Turns are equal, whatever CPU the pods request.
    weight = isOnGPU ? 1 : spec.weight
    streams = Int32(spec.streams)
    speed = spec.speed
  }

  /// Room for the tags of a few jobs; more is made when more run at once.
  static func initialTags(_ spec: ConsumerSpec) -> Int { min(spec.jobCapacity, 8) }

  /// Books a stretch of time at the present rates.
  mutating func book(_ elapsed: Double) {
    workPerJob += ratePerJob * elapsed
    account.used += shareMilli / 1000 * speed * elapsed
    if account.isLimited { account.limitBound += elapsed }
    if account.isShort { account.shareBound += elapsed }
  }

  /// Works out the demand after the number of jobs has changed.
  mutating func updateDemand() {
    // A GPU context wants the whole GPU while it has work, whatever the number of jobs.
    let wanted = isOnGPU ? (jobs > 0 ? 1000 : 0) : Int64(jobs) * milliPerJob
    demandMilli = min(wanted, limitMilli)
    let isLimitedNow = wanted > demandMilli
    if isLimitedNow, !account.isLimited { account.limitBindings += 1 }
    account.isLimited = isLimitedNow
  }

  /// Takes a share of the device and works out the rate of each job.
  mutating func setShare(_ share: Double) {
    shareMilli = share
    let isShortNow = share < Double(demandMilli)
    if isShortNow, !account.isShort { account.shareBindings += 1 }
    account.isShort = isShortNow
    guard jobs > 0 else {
      ratePerJob = 0
      return
    }
    let lanes = isOnGPU ? Double(min(jobs, streams)) * speed : 1
    ratePerJob = share / 1000 * lanes / Double(jobs)
  }
}
