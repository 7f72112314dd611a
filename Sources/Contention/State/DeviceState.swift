internal import EventCore

/// A device and how far it is in demand, or a group on it, which shares what the device gives it as
/// a device shares what it has: one cache line for quiet times, one more while it is contended.
struct DeviceState: BitwiseCopyable {
  let firstConsumer: Int32
  /// The device itself, or that of a group.
  let root: Int32
  var nextConsumer: Int32
  var wakeCount: Int32 = 0
  var nextFinish = SimTime.never
  var demandMilli: Int64 = 0
  /// Thousandths of a core: what a device has, or what a group is given while it is short.
  private(set) var capacityMilli: Double
  var isContended = false
  /// Of a group: whether the device gives it less than its containers want.
  var isShort = false
  let childCount: UInt8
  /// Whether a container waits for the end of its period.
  var hasWakes = false
  /// Containers that get what they want, and containers that are short.
  var satisfiedCount: Int32 = 0
  var shortCount: Int32 = 0
  /// The job that finishes next.
  var nextJob = SharedDevices.noJob

  // MARK: While it is contended

  /// Thousandths of the device per unit of weight that those who are short get.
  var level = 0.0
  /// The integral of the level over time: what a unit of weight has been given.
  var fairClock = 0.0
  var fairClockSetAt = 0.0
  var satisfiedMilli = 0.0
  var shortWeight = 0.0
  /// Of a group, among its siblings.
  var weight = 0.0
  let firstChild: Int32
  let consumerCount: Int32
  /// Fills the cache line.
  private var rest = (Int64(0), Int64(0))

  /// Creates a device that is its own root.
  init(_ spec: DeviceSpec, number: Int, firstConsumer: Int, firstChild: Int) {
    self.firstConsumer = Int32(firstConsumer)
    // Those of its groups follow.
    consumerCount = Int32(spec.consumers.count { $0.group == nil })
    nextConsumer = Int32(firstConsumer)
    root = Int32(number)
    self.firstChild = Int32(firstChild)
    childCount = UInt8(spec.groups.count)
    capacityMilli = Double(spec.capacityMilli)
  }

  /// Creates a group of a device.
  init(groupOf root: Int, firstConsumer: Int, consumerCount: Int) {
    self.firstConsumer = Int32(firstConsumer)
    self.consumerCount = Int32(consumerCount)
    nextConsumer = Int32(firstConsumer)
    self.root = Int32(root)
    firstChild = 0
    childCount = 0
    capacityMilli = 0
  }

  var hasChildren: Bool { childCount > 0 }

  /// The groups of a device.
  var children: Range<Int> { Int(firstChild)..<Int(firstChild) + Int(childCount) }

  /// Where the heap of those who get what they want lies: from the left of the stretch.
  var satisfied: HeapPlace {
    HeapPlace(root: Int(firstConsumer), step: 1, count: Int(satisfiedCount))
  }

  /// Where the heap of those who are short lies: from the right.
  var short: HeapPlace {
    HeapPlace(root: Int(firstConsumer + consumerCount) - 1, step: -1, count: Int(shortCount))
  }

  /// Starts the fair clock at an instant, in nanoseconds, with everybody satisfied.
  mutating func beginContention(at instant: Double) {
    isContended = true
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

  /// Of a group: what the device gives it while it is short.
  mutating func give(_ milli: Double) { capacityMilli = milli }
}
