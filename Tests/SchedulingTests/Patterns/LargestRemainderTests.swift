import IsolationPatterns
import Testing

/// Dividing nodes in proportion to demand.
@Suite struct LargestRemainderTests {
  struct Row: Sendable {
    var count: Int
    var weights: [Double]
    var parts: [Int]
  }

  @Test(arguments: [
    Row(count: 8, weights: [1, 2, 5], parts: [1, 2, 5]),  // exact
    Row(count: 10, weights: [1, 1, 1], parts: [4, 3, 3]),  // equal remainders: the earlier
    Row(count: 10, weights: [2, 3, 4], parts: [2, 3, 5]),  // 2.22, 3.33, 4.44
    Row(count: 7, weights: [50, 30, 20], parts: [4, 2, 1]),  // 3.5, 2.1, 1.4
    Row(count: 4, weights: [97, 1, 1, 1], parts: [1, 1, 1, 1]),  // one each is all there is
    Row(count: 10, weights: [98, 1, 1], parts: [8, 1, 1]),  // 0.1 is raised to 1
    Row(count: 10, weights: [6, 3.8, 0.2], parts: [6, 3, 1]),  // 9 × 6 / 9.8 = 5.51, 3.49
    Row(count: 5, weights: [0, 1], parts: [1, 4]),  // no demand, but pods
    Row(count: 5, weights: [0, 0], parts: [3, 2]),  // nobody offers anything
    Row(count: 3, weights: [7], parts: [3]),
    Row(count: 0, weights: [], parts: []),
  ])
  func divides(_ row: Row) {
    #expect(deal(row.count, by: row.weights) == row.parts)
  }
}
