import Randomness
import Scheduling
import Testing

/// Planes of scores, beside arrays that are searched from end to end.
@Suite struct ScorePlanesTests {
  @Test func theyAgreeWithArrays() {
    for seed in UInt64(1)...40 {
      var draws = RandomStream(seed: seed, purpose: "planes")
      let blocks = Int.random(in: 1...4, using: &draws)
      let slots = blocks * ScorePlanes.width
      var planes = ScorePlanes(slots: slots)
      var arrays: [[Int16]] = []
      for plane in 0..<3 {
        #expect(planes.addPlane() == plane)
        arrays.append(Array(repeating: -1, count: slots))
      }
      for step in 0..<600 {
        let plane = Int.random(in: 0..<3, using: &draws)
        let slot = Int.random(in: 0..<slots, using: &draws)
        let score = Int16.random(in: -2...5, using: &draws)
        #expect(planes.set(plane, slot, to: score) == arrays[plane][slot])
        arrays[plane][slot] = score
        if step % 7 == 0 { compare(planes, arrays[plane], plane, seed, &draws) }
      }
    }
  }

  private func compare(
    _ planes: borrowing ScorePlanes,
    _ array: [Int16],
    _ plane: Int,
    _ seed: UInt64,
    _ draws: inout RandomStream
  ) {
    let first = Int.random(in: 0..<planes.blockCount, using: &draws)
    let blocks = first..<Int.random(in: first + 1...planes.blockCount, using: &draws)
    let range = blocks.lowerBound * ScorePlanes.width..<blocks.upperBound * ScorePlanes.width
    let best = max(-1, array[range].max() ?? -1)
    #expect(planes.best(plane, blocks) == best, "seed \(seed)")
    if best >= 0 {
      let count = array[range].count { $0 == best }
      #expect(planes.count(plane, blocks, best: best) == count, "seed \(seed)")
    }
    let lanes = planes.slots(plane, block: first, scoring: best)
    for lane in 0..<ScorePlanes.width {
      let isBest = array[first * ScorePlanes.width + lane] == best
      #expect((lanes >> lane & 1 == 1) == isBest, "seed \(seed)")
    }
  }

  @Test func aPlaneThatIsClearedBeginsAnew() {
    var planes = ScorePlanes(slots: 32)
    let plane = planes.addPlane()
    _ = planes.set(plane, 3, to: 7)
    planes.clear(plane)
    #expect(planes.addPlane() == plane)
    #expect(planes.best(plane, 0..<1) == -1)
    #expect(planes.score(plane, 3) == -1)
  }
}
