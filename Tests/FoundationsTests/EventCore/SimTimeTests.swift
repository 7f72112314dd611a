import EventCore
import Randomness
import Testing

@Suite struct SimTimeTests {
  @Test func secondsAreRoundedLikeTheStandardLibraryDoes() {
    var random = RandomStream(seed: 1, purpose: "rounding")
    var samples: [Double] = [0, 0.49999999999999994e-9, 0.5e-9, 1.5e-9, 2.5e-9, 9.2e9]
    for _ in 0..<100_000 {
      samples.append(random.exponential(mean: 1))
      // Halves of a nanosecond, and their neighbours, of any size.
      let half = Double(Int.random(in: 0..<(1 << 52) >> (random.next() % 52), using: &random)) + 0.5
      samples += [half / 1e9, (half / 1e9).nextUp, (half / 1e9).nextDown]
    }
    let wrong = samples.filter {
      SimDuration.seconds(rounding: $0).nanoseconds != Int64(($0 * 1e9).rounded())
    }
    #expect(wrong.isEmpty, "\(wrong.prefix(3))")
  }
}
