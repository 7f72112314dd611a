internal import EventCore

/// A device and how far it is in demand: one cache line for quiet times, one more while it is
/// contended.
struct DeviceState: BitwiseCopyable {
  let firstConsumer: Int32
  let consumerCount: Int32
  var nextConsumer: Int32
  var busyConsumers: Int32 = 0
  var nextFinish = SimTime.never
  var demandMilli: Int64 = 0
  /// Thousandths of a core, or of a GPU, while fewer than two containers are busy.
  let fullCapacityMilli: Double
  /// The same while two or more are busy.
  let sharedCapacityMilli: Double
  var isContended = false
  /// Containers that get what they want, and containers that are short.
  var satisfiedCount: Int32 = 0
  var shortCount: Int32 = 0
  /// The job that finishes next.
  var nextJob: UInt32 = 0

  // MARK: While it is contended

  /// Thousandths of the device per unit of weight that those who are short get.
  var level = 0.0
  /// The integral of the level over time: what a unit of weight has been given.
  var fairClock = 0.0
  var fairClockSetAt = 0.0
  var satisfiedMilli = 0.0
  var shortWeight = 0.0
  /// Fills the cache line.
  private var rest: (Int64, Int64, Int64) = (0, 0, 0)

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

  var capacityMilli: Double { busyConsumers > 1 ? sharedCapacityMilli : fullCapacityMilli }

  /// Where the heap of those who get what they want lies: from the left of the device's stretch.
  var satisfied: HeapPlace {
    HeapPlace(root: Int(firstConsumer), step: 1, count: Int(satisfiedCount))
  }

  /// Where the heap of those who are short lies: from the right.
  var short: HeapPlace {
    HeapPlace(root: Int(firstConsumer + consumerCount) - 1, step: -1, count: Int(shortCount))
  }

  /// Starts the fair clock at an instant, in nanoseconds, with everybody satisfied.
  mutating func beginContention(at instant: Double) {
    fairClock = 0
    fairClockSetAt = instant
    satisfiedMilli = Double(demandMilli)
    shortWeight = 0
  }

  /// Brings the fair clock up to an instant, in nanoseconds.
  mutating func advanceFairClock(to instant: Double) {
    fairClock += level * (instant - fairClockSetAt)
    fairClockSetAt = instant
  }

  /// Works out the level from who is satisfied.
  mutating func updateLevel() {
    level = shortWeight > 0 ? max(0, capacityMilli - satisfiedMilli) / shortWeight : 0
  }
}
