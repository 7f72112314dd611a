internal import EventCore

/// Scores from 0 to 100 in rows, a byte each, for fast searches along a row.
struct ScoreRows: ~Copyable {
  private typealias Block = SIMD32<UInt8>

  /// One more than the score; 0 where there is none.
  private var blocks: DenseTable<Block>
  private let blocksOfRow: Int

  init(rows: Int, columns: Int) {
    blocksOfRow = (columns + Block.scalarCount - 1) / Block.scalarCount
    blocks = DenseTable(repeating: Block(), count: rows * blocksOfRow)
  }

  mutating func set(_ score: Int?, _ row: Int, _ column: Int) {
    let block = row * blocksOfRow + column / Block.scalarCount
    blocks[block][column % Block.scalarCount] = score.map { UInt8($0 + 1) } ?? 0
  }

  /// The highest score of a row; nil if it has none.
  mutating func best(inRow row: Int) -> Int? {
    var best = Block()
    for block in row * blocksOfRow..<(row + 1) * blocksOfRow {
      best = pointwiseMax(best, blocks[block])
    }
    let highest = best.max()
    return highest == 0 ? nil : Int(highest) - 1
  }

  /// The first column with a score that the row has.
  mutating func first(_ score: Int, inRow row: Int) -> Int { find(score, number: 0, inRow: row) }

  /// How many columns have the score.
  mutating func count(_ score: Int, inRow row: Int) -> Int {
    let wanted = Block(repeating: UInt8(score + 1))
    var count = 0
    for block in row * blocksOfRow..<(row + 1) * blocksOfRow {
      count += matches(blocks[block], wanted)
    }
    return count
  }

  /// The column of that number, from 0, among those with a score that enough of them have.
  mutating func find(_ score: Int, number: Int, inRow row: Int) -> Int {
    let wanted = Block(repeating: UInt8(score + 1))
    var skips = number
    for block in 0..<blocksOfRow {
      let found = blocks[row * blocksOfRow + block]
      let count = matches(found, wanted)
      if skips >= count {
        skips -= count
        continue
      }
      for lane in 0..<Block.scalarCount where found[lane] == wanted[lane] {
        if skips == 0 { return block * Block.scalarCount + lane }
        skips -= 1
      }
    }
    preconditionFailure("fewer columns than asked for have the score")
  }

  @inline(__always)
  private func matches(_ block: Block, _ wanted: Block) -> Int {
    let ones = Block().replacing(with: Block(repeating: 1), where: block .== wanted)
    return Int(ones.wrappedSum())
  }
}
