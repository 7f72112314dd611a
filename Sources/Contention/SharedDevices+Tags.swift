internal import EventCore

/// The heap of finish tags of each container: a binary heap in its stretch of `tags`.
extension SharedDevices {
  /// Adds a tag to a container that runs `jobs` jobs; the caller then counts one more.
  mutating func pushTag(_ tag: FinishTag, of consumer: Int) {
    let base = consumers[consumer].firstTag
    var hole = Int(consumers[consumer].jobs)
    while hole > 0 {
      let parent = (hole - 1) >> 1
      let above = tags[base + parent]
      guard tag.work < above.work else { break }
      tags[base + hole] = above
      hole = parent
    }
    tags[base + hole] = tag
  }

  /// Removes the smallest tag of a container that runs `jobs` jobs; the caller then counts one
  /// less.
  mutating func popTag(of consumer: Int) -> FinishTag {
    let base = consumers[consumer].firstTag
    let count = Int(consumers[consumer].jobs) - 1
    precondition(count >= 0, "container \(consumer) has no job to finish")
    let smallest = tags[base]
    let last = tags[base + count]
    var hole = 0
    while true {
      var child = 2 * hole + 1
      guard child < count else { break }
      if child + 1 < count, tags[base + child + 1].work < tags[base + child].work { child += 1 }
      let below = tags[base + child]
      guard below.work < last.work else { break }
      tags[base + hole] = below
      hole = child
    }
    tags[base + hole] = last
    return smallest
  }
}
