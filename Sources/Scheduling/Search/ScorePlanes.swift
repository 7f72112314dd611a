internal import CPrefetch

/// Scores of nodes for kinds of pods, in planes of one score per slot.
///
/// A plane is divided into blocks of slots, of each of which the best score and how many slots have
/// it are kept. So the best of many nodes is found block by block, and changing one score takes
/// looking at one block at most. Scores are 0 or more; a slot that is out of the question has -1.
///
/// This is the only file of the room with unsafe storage: the loops over a block are what placing
/// spends its time on. The checked twin is in the tests.
@safe package struct ScorePlanes: ~Copyable {
  package typealias Score = Int16

  package static var width: Int { NodeCatalog.blockWidth }

  package let slotCount: Int
  package let blockCount: Int
  private var capacity: Int
  private(set) var planeCount = 0
  private var scores: UnsafeMutablePointer<Score>
  private var bests: UnsafeMutablePointer<Score>
  /// How many slots of a block have its best score; 0 where that is -1.
  private var bestCounts: UnsafeMutablePointer<UInt8>
  private var unused: [Int] = []

  package init(slots: Int) {
    precondition(slots.isMultiple(of: Self.width), "slots come in blocks, got \(slots)")
    slotCount = slots
    blockCount = slots / Self.width
    capacity = 1
    // SAFETY: memory for one plane, which `addPlane` initializes before it is read.
    unsafe scores = .allocate(capacity: max(slots, 1))
    unsafe bests = .allocate(capacity: max(slots / Self.width, 1))
    unsafe bestCounts = .allocate(capacity: max(slots / Self.width, 1))
  }

  deinit {
    // SAFETY: the elements are trivial, and nobody else owns them.
    unsafe scores.deallocate()
    unsafe bests.deallocate()
    unsafe bestCounts.deallocate()
  }

  /// Returns a plane in which every slot is out of the question.
  package mutating func addPlane() -> Int {
    if let plane = unused.popLast() { return plane }
    if planeCount == capacity { grow() }
    let plane = planeCount
    planeCount += 1
    // SAFETY: the plane lies within the capacity.
    unsafe (scores + plane * slotCount).initialize(repeating: -1, count: slotCount)
    unsafe (bests + plane * blockCount).initialize(repeating: -1, count: blockCount)
    unsafe (bestCounts + plane * blockCount).initialize(repeating: 0, count: blockCount)
    return plane
  }

  /// Takes back a plane in which every slot is out of the question again.
  package mutating func giveBack(_ plane: Int) { unused.append(plane) }

  /// Takes back a plane as it is.
  package mutating func clear(_ plane: Int) {
    precondition(plane >= 0 && plane < planeCount, "no such plane")
    // SAFETY: the plane was checked.
    unsafe (scores + plane * slotCount).update(repeating: -1, count: slotCount)
    unsafe (bests + plane * blockCount).update(repeating: -1, count: blockCount)
    unsafe (bestCounts + plane * blockCount).update(repeating: 0, count: blockCount)
    unused.append(plane)
  }

  @inline(__always)
  package func score(_ plane: Int, _ slot: Int) -> Score {
    check(plane, slot)
    // SAFETY: both were checked.
    return unsafe scores[plane * slotCount + slot]
  }

  /// Asks the processor to fetch a score, and its block's best, that will be wanted soon.
  @inline(__always)
  func prefetch(_ plane: Int, _ slot: Int) {
    check(plane, slot)
    // SAFETY: both were checked, and nothing is read or written.
    unsafe cprefetch(scores + (plane * slotCount + slot))
  }

  /// Replaces a score and returns the one before.
  @inline(__always)
  package mutating func set(_ plane: Int, _ slot: Int, to score: Score) -> Score {
    check(plane, slot)
    // SAFETY: both were checked.
    let place = unsafe scores + (plane * slotCount + slot)
    let before = unsafe place.pointee
    guard before != score else { return before }
    unsafe place.pointee = score
    let block = plane * blockCount + slot / Self.width
    let best = unsafe bests[block]
    if score > best {
      unsafe bests[block] = score
      unsafe bestCounts[block] = 1
    } else if score == best {
      unsafe bestCounts[block] += 1
    } else if before == best {
      if unsafe bestCounts[block] > 1 {
        unsafe bestCounts[block] -= 1
      } else {
        renew(block)
      }
    }
    return before
  }

  /// The best score in a range of blocks; -1 if there is none.
  @inline(__always)
  package func best(_ plane: Int, _ blocks: Range<Int>) -> Score {
    check(plane, blocks)
    var best: Score = -1
    let first = plane * blockCount
    // SAFETY: plane and blocks were checked.
    for block in first + blocks.lowerBound..<first + blocks.upperBound {
      best = max(best, unsafe bests[block])
    }
    return best
  }

  /// How many slots in a range of blocks have a score that is the best of the range.
  @inline(__always)
  package func count(_ plane: Int, _ blocks: Range<Int>, best: Score) -> Int {
    check(plane, blocks)
    var count = 0
    let first = plane * blockCount
    // SAFETY: plane and blocks were checked.
    for block in first + blocks.lowerBound..<first + blocks.upperBound {
      count += unsafe bests[block] == best ? Int(bestCounts[block]) : 0
    }
    return count
  }

  /// How many slots of a block have a score that is the best of a range around it.
  @inline(__always)
  package func count(_ plane: Int, block: Int, best: Score) -> Int {
    check(plane, block..<block + 1)
    let index = plane * blockCount + block
    // SAFETY: plane and block were checked.
    return unsafe bests[index] == best ? Int(bestCounts[index]) : 0
  }

  /// The slots of a block that have a score, a bit each.
  package func slots(_ plane: Int, block: Int, scoring score: Score) -> UInt32 {
    check(plane, block..<block + 1)
    let first = plane * slotCount + block * Self.width
    var bits: UInt32 = 0
    // SAFETY: plane and block were checked.
    for lane in 0..<Self.width where unsafe scores[first + lane] == score { bits |= 1 << lane }
    return bits
  }

  @inline(never)
  private mutating func renew(_ block: Int) {
    // SAFETY: only called for a block that was checked.
    let lanes = unsafe scores + block * Self.width
    var best: Score = -1
    for lane in 0..<Self.width { best = max(best, unsafe lanes[lane]) }
    var count: Score = 0
    for lane in 0..<Self.width { count += unsafe lanes[lane] == best ? 1 : 0 }
    unsafe bests[block] = best
    unsafe bestCounts[block] = best < 0 ? 0 : UInt8(truncatingIfNeeded: count)
  }

  @inline(__always)
  private func check(_ plane: Int, _ slot: Int) {
    precondition(
      plane >= 0 && plane < planeCount && slot >= 0 && slot < slotCount,
      "no such score"
    )
  }

  @inline(__always)
  private func check(_ plane: Int, _ blocks: Range<Int>) {
    precondition(
      plane >= 0 && plane < planeCount && blocks.lowerBound >= 0
        && blocks.upperBound <= blockCount,
      "no such blocks"
    )
  }

  private mutating func grow() {
    // SAFETY: all planes so far move to larger storage, and the old one is given back.
    let larger = 2 * capacity
    unsafe scores = Self.moved(scores, planeCount * slotCount, to: larger * slotCount)
    unsafe bests = Self.moved(bests, planeCount * blockCount, to: larger * blockCount)
    unsafe bestCounts = Self.moved(bestCounts, planeCount * blockCount, to: larger * blockCount)
    capacity = larger
  }

  private static func moved<Element: BitwiseCopyable>(
    _ old: UnsafeMutablePointer<Element>,
    _ count: Int,
    to capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    // SAFETY: the new storage is at least as large as the old.
    let new = UnsafeMutablePointer<Element>.allocate(capacity: max(capacity, 1))
    unsafe new.moveInitialize(from: old, count: count)
    unsafe old.deallocate()
    return unsafe new
  }
}
