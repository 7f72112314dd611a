/// How one objective fared in one replication.
package struct ObjectiveRecord: Sendable, Codable, Equatable {
  /// Requests answered as promised.
  package var good: Int
  /// Requests that arrived.
  package var total: Int
  /// Minutes in which at least one request arrived, by arrival.
  package var minutes: Int
  /// Minutes whose share of good requests was below the objective's (slice) target.
  package var badMinutes: Int
  /// The objective's slices in which at least one request arrived, in order.
  package var slices: [SliceRecord]

  package init(
    good: Int = 0,
    total: Int = 0,
    minutes: Int = 0,
    badMinutes: Int = 0,
    slices: [SliceRecord] = []
  ) {
    self.good = good
    self.total = total
    self.minutes = minutes
    self.badMinutes = badMinutes
    self.slices = slices
  }
}

/// The requests that arrived within one slice of time.
package struct SliceRecord: Sendable, Codable, Equatable {
  /// From 0, the slice with which measuring begins.
  package var index: Int32
  package var bad: Int32
  /// At least 1.
  package var total: Int32

  package init(index: Int32, bad: Int32, total: Int32) {
    self.index = index
    self.bad = bad
    self.total = total
  }

  /// The share of good requests, as it is compared with targets.
  package var goodRatio: Double { Double(total - bad) / Double(total) }
}
