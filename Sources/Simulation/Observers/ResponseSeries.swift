package import EventCore

/// Response times of every endpoint over a whole replication, by the time slot of the arrival.
package struct ResponseSeries: Sendable, Equatable {
  /// A power of two, so that slots can be joined in pairs.
  package static let slotCount = 1024

  package let slotLength: SimDuration
  private let slotsPerNanosecond: Double
  /// `slotCount` per endpoint: sums of response times in nanoseconds, and how many there are.
  private var sums: [Double]
  private var counts: [UInt32]

  init(endpoints: Int, over duration: SimDuration) {
    slotLength = SimDuration(nanoseconds: max(1, duration.nanoseconds / Int64(Self.slotCount)))
    slotsPerNanosecond = 1 / Double(slotLength.nanoseconds)
    sums = Array(repeating: 0, count: endpoints * Self.slotCount)
    counts = Array(repeating: 0, count: endpoints * Self.slotCount)
  }

  mutating func add(_ entry: CompletionEntry) {
    let age = Double((entry.arrivedAt - SimTime.start).nanoseconds)
    let slot = min(Int(age * slotsPerNanosecond), Self.slotCount - 1)
    let place = Int(entry.endpoint) * Self.slotCount + slot
    sums[place] += Double(entry.latency.nanoseconds)
    counts[place] &+= 1
  }

  /// Adds the series of another replication of the same variant, slot by slot.
  package mutating func merge(_ other: ResponseSeries) {
    for place in sums.indices {
      sums[place] += other.sums[place]
      counts[place] &+= other.counts[place]
    }
  }

  /// Returns the mean response time in each slot of an endpoint, in nanoseconds, with slots joined
  /// in pairs until each has a request; nil if fewer than `least` slots are left.
  package func means(of endpoint: Int, atLeast least: Int) -> [Double]? {
    let slots = endpoint * Self.slotCount..<(endpoint + 1) * Self.slotCount
    var sums = Array(sums[slots])
    var counts = counts[slots].map(Double.init)
    while counts.contains(0) {
      guard counts.count / 2 >= least else { return nil }
      (sums, counts) = (Self.joined(sums), Self.joined(counts))
    }
    return zip(sums, counts).map { $0 / $1 }
  }

  private static func joined(_ values: [Double]) -> [Double] {
    stride(from: 0, to: values.count, by: 2).map { values[$0] + values[$0 + 1] }
  }
}
