internal import EventCore

/// Scores from 0 to 100 in rows, in blocks that know their best and how many have it, so that
/// finding the best of a row takes far fewer steps than there are columns.
struct ScoreRows: ~Copyable {
  /// One more than the score; 0 where there is none.
  private var scores: DenseTable<UInt8>
  private var bests: DenseTable<UInt8>
  /// How many columns of a block have its best.
  private var counts: DenseTable<UInt8>
  private let blocksOfRow: Int

  private static var width: Int { 64 }

  init(rows: Int, columns: Int) {
    blocksOfRow = (columns + Self.width - 1) / Self.width
    scores = DenseTable(zeros: rows * blocksOfRow * Self.width)
    bests = DenseTable(zeros: rows * blocksOfRow)
    counts = DenseTable(repeating: UInt8(Self.width), count: rows * blocksOfRow)
  }

  /// Replaces a score, or takes it away; O(1), or O(width) if it was the last of a block's best.
  mutating func set(_ score: Int?, _ row: Int, _ column: Int) {
    let place = row * blocksOfRow * Self.width + column
    let block = place / Self.width
    let old = scores[place]
    let new = score.map { UInt8($0 + 1) } ?? 0
    guard new != old else { return }
    scores[place] = new
    if new > bests[block] {
      bests[block] = new
      counts[block] = 1
      return
    }
    if new == bests[block] { counts[block] += 1 }
    if old == bests[block] {
      counts[block] -= 1
      if counts[block] == 0 { findBest(of: block) }
    }
  }

  /// The highest score of a row; nil if it has none.
  mutating func best(inRow row: Int) -> Int? {
    var best: UInt8 = 0
    for block in blocks(ofRow: row) { best = max(best, bests[block]) }
    return best == 0 ? nil : Int(best) - 1
  }

  /// How many columns have the best score of the row.
  mutating func count(ofBest best: Int, inRow row: Int) -> Int {
    var count = 0
    for block in blocks(ofRow: row) where bests[block] == UInt8(best + 1) {
      count += Int(counts[block])
    }
    return count
  }

  /// The column of that number, from 0, among those with the best score of the row.
  mutating func find(number: Int, ofBest best: Int, inRow row: Int) -> Int {
    let wanted = UInt8(best + 1)
    var skips = number
    for block in blocks(ofRow: row) where bests[block] == wanted {
      if skips >= Int(counts[block]) {
        skips -= Int(counts[block])
        continue
      }
      for place in block * Self.width..<(block + 1) * Self.width where scores[place] == wanted {
        if skips == 0 { return place - row * blocksOfRow * Self.width }
        skips -= 1
      }
    }
    preconditionFailure("fewer columns than asked for have the score")
  }

  private func blocks(ofRow row: Int) -> Range<Int> {
    row * blocksOfRow..<(row + 1) * blocksOfRow
  }

  private mutating func findBest(of block: Int) {
    var best: UInt8 = 0
    var count: UInt8 = 0
    for place in block * Self.width..<(block + 1) * Self.width {
      let score = scores[place]
      if score > best {
        best = score
        count = 1
      } else if score == best {
        count += 1
      }
    }
    bests[block] = best
    counts[block] = count
  }
}
