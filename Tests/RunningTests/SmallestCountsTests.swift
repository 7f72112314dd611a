import Running
import Testing

/// The search for the smallest counts, on predicates that cost nothing, against trying them all.
@Suite struct SmallestCountsTests {
  /// A generator that is the same everywhere (Steele, Lea and Flood: SplitMix64, 2014).
  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private func range(_ random: inout SplitMix, upTo most: Int) -> CountRange {
    let bounds = (0..<3).map { _ in Int.random(in: 0...most, using: &random) }.sorted()
    return CountRange(fewest: bounds[0], likely: bounds[1], most: bounds[2])
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func onePoolFindsTheSmallestCount(seed: UInt64) {
    var random = SplitMix(state: seed)
    for _ in 0..<2000 {
      let range = range(&random, upTo: 1000)
      let needed = Int.random(in: 0...1100, using: &random)
      var asked: [Int] = []
      let found = smallestCounts(within: [range]) { counts in
        asked.append(counts[0])
        return counts[0] >= needed
      }
      let smallest = (range.fewest...range.most).first { $0 >= needed }
      #expect(found.counts == smallest.map { [$0] }, "seed \(seed), \(range), needs \(needed)")
      #expect(found.surprises.isEmpty)
      #expect(asked.allSatisfy { (range.fewest...range.most).contains($0) })
      // Up in doubling steps and down by halves: 2 × log₂(1000) = 20, and a few at the ends.
      #expect(Set(asked).count <= 24, "seed \(seed), \(range), needs \(needed): \(asked)")
    }
  }

  /// Pools that can stand in for each other: their weighted sum must reach something.
  @Test(arguments: [4, 5, 6] as [UInt64])
  func severalPoolsFindCountsOfWhichNoneCanBeLess(seed: UInt64) {
    var random = SplitMix(state: seed)
    for _ in 0..<500 {
      let pools = Int.random(in: 2...4, using: &random)
      let ranges = (0..<pools).map { _ in range(&random, upTo: 40) }
      let weights = (0..<pools).map { _ in Int.random(in: 0...5, using: &random) }
      let needed = Int.random(in: 0...200, using: &random)
      func isEnough(_ counts: [Int]) -> Bool {
        zip(counts, weights).reduce(0) { $0 + $1.0 * $1.1 } >= needed
      }
      let found = smallestCounts(within: ranges, passes: isEnough)
      guard let counts = found.counts else {
        #expect(!isEnough(ranges.map(\.most)), "seed \(seed)")
        continue
      }
      #expect(isEnough(counts), "seed \(seed)")
      for pool in counts.indices where counts[pool] > ranges[pool].fewest {
        var fewer = counts
        fewer[pool] -= 1
        #expect(!isEnough(fewer), "seed \(seed): \(counts), \(weights), \(needed)")
      }
    }
  }

  /// Where more is not always better, what is found passes, and so does one more of it, or the
  /// search says that it doesn't.
  @Test(arguments: [7, 8, 9] as [UInt64])
  func noiseIsReported(seed: UInt64) {
    var random = SplitMix(state: seed)
    var reported = 0
    for _ in 0..<2000 {
      let range = range(&random, upTo: 60)
      let needed = Int.random(in: 0...60, using: &random)
      let verdicts = (0...60).map { count in
        Bool.random(using: &random) && abs(count - needed) < 6 ? count < needed : count >= needed
      }
      var passed: Set<Int> = []
      var failed: Set<Int> = []
      let found = smallestCounts(within: [range]) { counts in
        if verdicts[counts[0]] { passed.insert(counts[0]) } else { failed.insert(counts[0]) }
        return verdicts[counts[0]]
      }
      reported += found.surprises.count
      guard let count = found.counts?[0] else {
        #expect(!verdicts[range.most] && found.surprises.isEmpty, "seed \(seed)")
        continue
      }
      #expect(passed.contains(count), "seed \(seed)")
      let contradictions = failed.filter { $0 > count }
      #expect(
        contradictions.isEmpty || found.surprises.contains([count]),
        "seed \(seed): \(count) passed, \(contradictions) did not"
      )
    }
    #expect(reported > 0)
  }

  @Test func countsAreSafeAtTheEndsOfWholeNumbers() {
    let range = CountRange(fewest: 1, likely: 1, most: .max)
    let needed = 1 << 61
    #expect(smallestCounts(within: [range]) { $0[0] >= needed }.counts == [needed])
    #expect(smallestCounts(within: [range]) { _ in false }.counts == nil)
    #expect(smallestCounts(within: []) { _ in true }.counts == [])
  }
}
