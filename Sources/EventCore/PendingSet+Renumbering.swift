/// What happens when the 32 bits of a rank have been used up: once in four thousand million events.
extension PendingSet {
  /// Adds the ranks of all keys to a list.
  ///
  /// - Complexity: O(*slots*).
  func collectRanks(in ranks: inout [UInt32]) {
    for slot in 0..<places.count {
      let place = Int(places[slot])
      if place > 0 { ranks.append(heap.keys[place].rank) }
      if place < 0 { ranks.append(ladder.store.keys[~place].rank) }
    }
  }

  /// Puts in the place of each rank its index in a sorted list that contains it.
  ///
  /// What came before another key still does, so nothing moves.
  ///
  /// - Complexity: O(*n* log *n*).
  mutating func replaceRanks(by sorted: [UInt32]) {
    for slot in 0..<places.count {
      let place = Int(places[slot])
      if place > 0 { heap.keys[place].replaceRank(by: sorted) }
      if place < 0 { ladder.store.keys[~place].replaceRank(by: sorted) }
    }
  }
}

extension PendingKey {
  /// Puts in the place of the rank its index in a sorted list that contains it.
  mutating func replaceRank(by sorted: [UInt32]) {
    var index = 0
    var end = sorted.count
    while index < end {
      let middle = (index + end) / 2
      if sorted[middle] < rank { index = middle + 1 } else { end = middle }
    }
    self = PendingKey(time: time, rank: UInt32(index), slot: slot)
  }
}
