/// What a search may try of one pool.
package struct CountRange: Hashable, Sendable {
  package var fewest: Int
  /// Where to begin.
  package var likely: Int
  package var most: Int

  package init(fewest: Int, likely: Int, most: Int) {
    self.fewest = fewest
    self.likely = likely
    self.most = most
  }
}

/// What a search found.
package struct SmallestCounts: Hashable, Sendable {
  /// One per pool; nil if none that were tried pass.
  package var counts: [Int]?
  /// Counts that passed although one more of each pool did not, in the order they were met.
  package var surprises: [[Int]]
}

/// Finds counts that pass, of which no single one can be made smaller: the smallest count for
/// one pool, a local minimum for several.
///
/// Upwards in doubling steps from the likely counts until they pass, all pools at once; then pool
/// by pool down by bisection, the others held. If more is never worse, one such pass is enough:
/// whatever failed with more of the others fails with fewer.
///
/// That more is not worse is tried right above the answer; where it is, what lies above is searched
/// instead, and the answer stands only if nothing up there passes. Counts are asked about once each
/// if the caller remembers, and always in the same order.
///
/// There is one of `ranges` for each pool, those to save on first before the others; `passes` must
/// answer equal questions equally, and what it throws is passed on. It is asked about
/// 2 log₂(most) questions per pool.
package func smallestCounts<Failure: Error>(
  within ranges: [CountRange],
  passes: ([Int]) throws(Failure) -> Bool
) throws(Failure) -> SmallestCounts {
  let most = ranges.map(\.most)
  var floor = ranges.map { min($0.fewest, $0.most) }
  var surprises: [[Int]] = []
  while true {
    let start = zip(floor, ranges).map { max($0, min($1.likely, $1.most)) }
    guard let (top, failed) = try ascend(from: start, to: most, passes) else {
      return SmallestCounts(counts: surprises.last, surprises: surprises)
    }
    var counts = top
    for pool in counts.indices {
      // What failed with fewer of every pool says nothing about fewer of one.
      let lowest = counts.count == 1 ? (failed?[pool] ?? floor[pool] - 1) + 1 : floor[pool]
      try descend(&counts, pool, downTo: lowest, passes)
    }
    let above = zip(counts, most).map { min($0 + 1, $1) }
    let isRight = try above == counts ? true : passes(above)
    if isRight { return SmallestCounts(counts: counts, surprises: surprises) }
    surprises.append(counts)
    if above == most { return SmallestCounts(counts: counts, surprises: surprises) }
    floor = zip(above, most).map { min($0 + 1, $1) }
  }
}

/// The first counts that pass on the way up, and the last that did not; nil if none do.
private func ascend<Failure: Error>(
  from start: [Int],
  to most: [Int],
  _ passes: ([Int]) throws(Failure) -> Bool
) throws(Failure) -> (passed: [Int], failed: [Int]?)? {
  var counts = start
  var failed: [Int]?
  var steps = start.map { max(1, $0 / 4) }
  while try !passes(counts) {
    if counts == most { return nil }
    failed = counts
    for pool in counts.indices {
      let (sum, isTooMuch) = counts[pool].addingReportingOverflow(steps[pool])
      counts[pool] = isTooMuch ? most[pool] : min(sum, most[pool])
      steps[pool] = steps[pool] > most[pool] / 2 ? max(1, most[pool]) : steps[pool] * 2
    }
  }
  return (counts, failed)
}

/// Bisects one pool between a bound and counts that pass, which stay counts that pass.
private func descend<Failure: Error>(
  _ counts: inout [Int],
  _ pool: Int,
  downTo lowest: Int,
  _ passes: ([Int]) throws(Failure) -> Bool
) throws(Failure) {
  var low = lowest
  while low < counts[pool] {
    var trial = counts
    trial[pool] = low + (counts[pool] - low) / 2
    if try passes(trial) {
      counts = trial
    } else {
      low = trial[pool] + 1
    }
  }
}
