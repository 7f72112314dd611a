internal import EventCore
internal import Statistics

/// One latency histogram per endpoint, with memory only for the doublings that hold something.
///
/// A histogram of `HistogramLayout` has room for six days in steps of a thousandth; the response
/// times of one endpoint fill a few doublings of it.
struct HistogramBooks: ~Copyable {
  /// Counters per block; the layout has as many per doubling.
  private static let blockSize = 1024
  private static let blocksPerHistogram =
    (HistogramLayout.bucketCount + blockSize - 1) / blockSize

  /// Where in `counters` each block of each histogram begins, in blocks; 0 while it is empty.
  private var blocks: DenseTable<Int32>
  /// The first block stands for those that are empty and is never counted in.
  private var counters: DenseTable<UInt32>
  private var blocksGiven = 1
  /// What counters that were full have counted before, by place.
  private var carried: [Int: Int64] = [:]

  init(histograms: Int) {
    blocks = DenseTable(repeating: 0, count: histograms * Self.blocksPerHistogram)
    // Response times of one endpoint spread over some ten doublings; growing later copies all.
    counters = DenseTable(zeros: (1 + 12 * histograms) * Self.blockSize)
  }

  /// Counts a value.
  mutating func count(_ bucket: Int, of histogram: Int) {
    let place = histogram * Self.blocksPerHistogram + bucket / Self.blockSize
    if blocks[place] == 0 { blocks[place] = newBlock() }
    let counter = Int(blocks[place]) * Self.blockSize + bucket % Self.blockSize
    if counters[counter] == .max { carry(counter) }
    counters[counter] += 1
  }

  private mutating func carry(_ counter: Int) {
    carried[counter, default: 0] += Int64(counters[counter])
    counters[counter] = 0
  }

  /// Fetches ahead the counter of a value.
  func prefetch(_ bucket: Int, of histogram: Int) {
    let block = Int(blocks[histogram * Self.blocksPerHistogram + bucket / Self.blockSize])
    counters.prefetch(block * Self.blockSize + bucket % Self.blockSize)
  }

  /// The values of a histogram.
  func histogram(_ histogram: Int) -> LatencyHistogram {
    var buckets: [LatencyHistogram.Bucket] = []
    var used = 0
    forEachCounter(of: histogram) { _, _ in used += 1 }
    buckets.reserveCapacity(used)
    forEachCounter(of: histogram) { index, count in
      buckets.append(LatencyHistogram.Bucket(index: index, count: count))
    }
    return LatencyHistogram(buckets: buckets)
  }

  /// The number of values in a histogram.
  func count(of histogram: Int) -> Int {
    var sum = 0
    forEachCounter(of: histogram) { _, count in sum += Int(count) }
    return sum
  }

  /// Visits the counters that count something, in order.
  private func forEachCounter(of histogram: Int, _ body: (Int, Int64) -> Void) {
    for block in 0..<Self.blocksPerHistogram {
      let number = Int(blocks[histogram * Self.blocksPerHistogram + block])
      guard number > 0 else { continue }
      for place in 0..<Self.blockSize {
        let counter = number * Self.blockSize + place
        guard counters[counter] > 0 else { continue }
        let count = Int64(counters[counter]) + (carried[counter] ?? 0)
        body(block * Self.blockSize + place, count)
      }
    }
  }

  private mutating func newBlock() -> Int32 {
    if (blocksGiven + 1) * Self.blockSize > counters.count {
      counters.grow(to: counters.count * 3 / 2 + Self.blockSize, filling: 0)
    }
    blocksGiven += 1
    return Int32(blocksGiven - 1)
  }
}
