/// The scores of all nodes, in blocks that know their best, so that finding the best of all and
/// changing one node take far fewer steps than there are nodes.
struct NodeRanking {
  /// The highest score of some nodes and how many have it.
  struct Best {
    var score: Int64
    var count: Int
  }

  /// Nil for nodes that aren't feasible.
  private var scores: [Int64?]
  private var bests: [Best?]

  private static let width = 64

  init(_ scores: [Int64?]) {
    self.scores = scores
    bests = []
    for block in 0..<(scores.count + Self.width - 1) / Self.width {
      bests.append(findBest(of: block))
    }
  }

  mutating func replace(_ score: Int64?, of node: Int) {
    scores[node] = score
    bests[node / Self.width] = findBest(of: node / Self.width)
  }

  /// The best of all nodes; nil if none is feasible.
  var best: Best? {
    bests.reduce(nil) { best, block in Self.better(best, block) }
  }

  /// The node of that number, from 0, among those with the score.
  func node(number: Int, scoring score: Int64) -> Int? {
    var skips = number
    for (block, best) in bests.enumerated() {
      guard let best, best.score == score else { continue }
      if skips < best.count {
        return members(of: block).filter { scores[$0] == score }[skips]
      }
      skips -= best.count
    }
    return nil
  }

  private func members(of block: Int) -> Range<Int> {
    block * Self.width..<min(scores.count, (block + 1) * Self.width)
  }

  private func findBest(of block: Int) -> Best? {
    members(of: block).reduce(nil) { best, node in
      Self.better(best, scores[node].map { Best(score: $0, count: 1) })
    }
  }

  private static func better(_ left: Best?, _ right: Best?) -> Best? {
    guard let left else { return right }
    guard let right else { return left }
    if left.score == right.score { return Best(score: left.score, count: left.count + right.count) }
    return left.score > right.score ? left : right
  }
}
