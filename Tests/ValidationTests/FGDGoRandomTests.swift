import Testing
import Validation

/// Go's random numbers.
@Suite struct FGDGoRandomTests {
  /// What every Go program without a seed of its own used to print for `rand.Intn(100)`.
  @Test func wellKnownNumbers() {
    var random = GoRandom(seed: 1)
    let numbers = (0..<10).map { _ in random.integer(below: 100) }
    #expect(numbers == [81, 87, 47, 59, 81, 18, 25, 40, 56, 0])
  }

  @Test func permutationsAndShufflesLoseNothing() {
    var random = GoRandom(seed: 42)
    let numbers = random.permutation(1000)
    #expect(numbers.sorted() == Array(0..<1000) && numbers != Array(0..<1000))
    var elements = Array(0..<1000)
    random.shuffle(&elements)
    #expect(elements.sorted() == Array(0..<1000) && elements != Array(0..<1000))
  }

  @Test func boundsAreKept() {
    var random = GoRandom(seed: 7)
    for bound in [1, 2, 3, 8, 1213, 1 << 20] {
      for _ in 0..<100 {
        let number = random.integer(below: bound)
        #expect((0..<bound).contains(number))
      }
    }
  }
}
