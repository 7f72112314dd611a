/// A fixed set of timers, each set to at most one instant; the pending events of a simulation.
///
/// Timers go off in the order of their instants; timers set to the same instant go off in the order
/// in which they were set. A timer can be set again or cancelled at any time, in place: nothing is
/// left behind. One timer per source, device and replica keeps the set small however many requests
/// are in flight.
///
/// A heap with four children per node, indexed by timer (the 4-ary heap of LaMarca and Ladner,
/// "The influence of caches on the performance of heaps", 1996).
public struct TimerQueue: ~Copyable {
  /// How timers that are set to the same instant are ordered.
  public enum TieBreak: Sendable {
    /// In the order in which they were set.
    case firstSetFirst
    /// In an order drawn from a seed: for testing that nothing depends on the order of ties.
    case shuffled(seed: UInt64)
  }

  /// A timer and the instant it is set to.
  @usableFromInline
  struct Entry: BitwiseCopyable {
    @usableFromInline var time: SimTime
    @usableFromInline var rank: UInt64
    @usableFromInline var timer: UInt32

    @inlinable
    init(time: SimTime, rank: UInt64, timer: UInt32) {
      self.time = time
      self.rank = rank
      self.timer = timer
    }

    @inlinable
    func precedes(_ other: Self) -> Bool {
      time == other.time ? rank < other.rank : time < other.time
    }
  }

  @usableFromInline var heap: DenseTable<Entry>
  /// The place of each timer in the heap; -1 if it is not set.
  @usableFromInline var places: DenseTable<Int32>
  @usableFromInline var settings: UInt64 = 0
  @usableFromInline let tieBreak: TieBreak

  /// The number of timers that are set.
  @inlinable public var count: Int { size }

  @usableFromInline var size = 0

  /// Creates a set of timers, numbered from 0, none of them set.
  public init(timers: Int, tieBreak: TieBreak = .firstSetFirst) {
    heap = DenseTable(repeating: Entry(time: .never, rank: 0, timer: 0), count: timers)
    places = DenseTable(repeating: -1, count: timers)
    self.tieBreak = tieBreak
  }

  /// The timer that goes off next; nil if none is set.
  @inlinable
  public var next: Int? { size == 0 ? nil : Int(heap[0].timer) }

  /// The instant at which the next timer goes off; `SimTime.never` if none is set.
  @inlinable
  public var nextTime: SimTime { size == 0 ? .never : heap[0].time }

  /// Returns the instant a timer is set to; nil if it is not set.
  @inlinable
  public func time(of timer: Int) -> SimTime? {
    let place = places[timer]
    return place < 0 ? nil : heap[Int(place)].time
  }

  /// Sets a timer, whether or not it was set before.
  ///
  /// - Complexity: O(log *n*).
  @inlinable
  public mutating func set(_ timer: Int, to time: SimTime) {
    settings += 1
    let entry = Entry(time: time, rank: rank(of: settings), timer: UInt32(timer))
    let place = Int(places[timer])
    if place < 0 {
      size += 1
      siftUp(entry, from: size - 1)
    } else if entry.precedes(heap[place]) {
      siftUp(entry, from: place)
    } else {
      siftDown(entry, from: place)
    }
  }

  /// Unsets a timer; does nothing if it is not set.
  ///
  /// - Complexity: O(log *n*).
  @inlinable
  public mutating func cancel(_ timer: Int) {
    let place = Int(places[timer])
    guard place >= 0 else { return }
    places[timer] = -1
    size -= 1
    guard place < size else { return }
    let last = heap[size]
    if place > 0, last.precedes(heap[(place - 1) >> 2]) {
      siftUp(last, from: place)
    } else {
      siftDown(last, from: place)
    }
  }

  @inlinable
  func rank(of setting: UInt64) -> UInt64 {
    switch tieBreak {
    case .firstSetFirst: setting
    // An odd multiplier permutes the integers, so ranks stay distinct.
    case .shuffled(let seed): (setting ^ seed) &* 0x9E37_79B9_7F4A_7C15
    }
  }

  @inlinable
  mutating func siftUp(_ entry: Entry, from bottom: Int) {
    var hole = bottom
    while hole > 0 {
      let parent = (hole - 1) >> 2
      let above = heap[parent]
      guard entry.precedes(above) else { break }
      heap[hole] = above
      places[Int(above.timer)] = Int32(truncatingIfNeeded: hole)
      hole = parent
    }
    heap[hole] = entry
    places[Int(entry.timer)] = Int32(truncatingIfNeeded: hole)
  }

  @inlinable
  mutating func siftDown(_ entry: Entry, from top: Int) {
    var hole = top
    while true {
      let first = hole * 4 + 1
      guard first < size else { break }
      var earliest = first
      var candidate = first + 1
      while candidate < min(first + 4, size) {
        if heap[candidate].precedes(heap[earliest]) { earliest = candidate }
        candidate += 1
      }
      let below = heap[earliest]
      guard below.precedes(entry) else { break }
      heap[hole] = below
      places[Int(below.timer)] = Int32(truncatingIfNeeded: hole)
      hole = earliest
    }
    heap[hole] = entry
    places[Int(entry.timer)] = Int32(truncatingIfNeeded: hole)
  }
}
