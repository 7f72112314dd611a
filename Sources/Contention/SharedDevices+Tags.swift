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

  /// Moves a container's full heap to the end of the table, with room for twice as many.
  ///
  /// What it leaves behind is lost, which at most doubles the table. Idle capacity costs nothing.
  mutating func makeRoomForTags(of consumer: Int) {
    let old = consumers[consumer].firstTag
    let count = consumers[consumer].tagCapacity
    let capacity = min(2 * count, consumers[consumer].jobCapacity)
    let first = tagsGiven
    tagsGiven += capacity
    if tagsGiven > tags.count {
      tags.grow(to: max(tagsGiven, 2 * tags.count), filling: FinishTag(work: 0, job: 0))
    }
    for place in 0..<count { tags[first + place] = tags[old + place] }
    consumers[consumer].firstTag = first
    consumers[consumer].tagCapacity = capacity
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
