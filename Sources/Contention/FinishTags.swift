internal import EventCore

/// When a job finishes, in the work per job of its container.
struct FinishTag: BitwiseCopyable {
  var work: Double
  var job: UInt32
}

/// The finish tags of every container but its next one: for each a binary heap in its stretch of
/// one table.
struct FinishTags: ~Copyable {
  /// Room that a container begins with, a cache line, as a power of two; more is made when more
  /// jobs run at once.
  static var initialMagnitude: Int8 { 2 }

  private var tags: DenseTable<FinishTag>
  /// How much of the table has been given out.
  private var given: Int

  /// Creates the stretches of so many containers, one after the other.
  init(containers: Int) {
    given = containers << Self.initialMagnitude
    tags = DenseTable(repeating: FinishTag(work: 0, job: 0), count: given)
  }

  /// Fetches ahead the tags that a container began with.
  func prefetch(_ container: Int) { tags.prefetch(container << Self.initialMagnitude) }

  /// Adds a tag to a heap of `count`; the caller then counts one more.
  ///
  /// - Complexity: O(log *n*).
  mutating func push(_ tag: FinishTag, at base: Int, count: Int) {
    var hole = count
    while hole > 0 {
      let parent = (hole - 1) >> 1
      let above = tags[base + parent]
      guard tag.work < above.work else { break }
      tags[base + hole] = above
      hole = parent
    }
    tags[base + hole] = tag
  }

  /// Removes the smallest tag of a heap of `count`; the caller then counts one less.
  ///
  /// - Complexity: O(log *n*).
  mutating func pop(at base: Int, count: Int) -> FinishTag {
    let left = count - 1
    precondition(left >= 0, "there is no job to finish")
    let smallest = tags[base]
    let last = tags[base + left]
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < left else { break }
      if child + 1 < left, tags[base + child + 1].work < tags[base + child].work { child += 1 }
      let below = tags[base + child]
      guard below.work < last.work else { break }
      tags[base + hole] = below
      hole = child
    }
    tags[base + hole] = last
    return smallest
  }

  /// The jobs of a heap of `count`.
  func jobs(at base: Int, count: Int) -> [UInt32] {
    (base..<base + count).map { tags[$0].job }
  }

  /// Moves a full heap of `count` to the end of the table, with room for `capacity`; returns where.
  ///
  /// What it leaves behind is lost, which at most doubles the table. Idle capacity costs nothing.
  mutating func relocate(from base: Int, count: Int, capacity: Int) -> Int {
    let first = given
    given += capacity
    if given > tags.count {
      tags.grow(to: max(given, 2 * tags.count), filling: FinishTag(work: 0, job: 0))
    }
    for place in 0..<count { tags[first + place] = tags[base + place] }
    return first
  }
}
