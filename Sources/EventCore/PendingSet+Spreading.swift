/// How keys get from the heap onto the ladder and back. All of it is rare.
extension PendingSet {
  /// Spreads the keys of a heap that has grown too large over a new rung.
  @usableFromInline
  mutating func spread() {
    var stretch = Stretch()
    for position in KeyHeap.root..<heap.end { stretch.add(heap.keys[position]) }
    work += stretch.count
    if stretch.first == stretch.last || ladder.rungCount == Ladder.maximumRungs {
      heapLimit = 2 * heap.count
      return
    }
    ladder.addRung(over: stretch, keysPerBucket: tuning.keysPerBucket)
    let rung = ladder.rungs[ladder.rungCount - 1]
    for position in KeyHeap.root..<heap.end {
      let key = heap.keys[position]
      ladder.store.insert(key, into: rung.bucket(of: key), places: &places)
    }
    work += stretch.count
    heap.removeAll()
    refill()
  }

  /// Brings the next keys of the ladder into the empty heap.
  @usableFromInline
  mutating func refill() {
    while heap.count == 0, ladder.rungCount > 0 {
      if ladder.count == 0 {
        ladder.removeRung()
      } else if let bucket = ladder.nextBucket(steps: &work) {
        let isFinest = ladder.rungCount == Ladder.maximumRungs
        drain(bucket, mayAddRung: !isFinest)
      } else {
        let rest = ladder.rungs[ladder.rungCount - 1].rest
        ladder.removeRung()
        drain(rest, mayAddRung: true)
      }
    }
    heapLimit = max(tuning.heapLimit, 2 * heap.count)
  }

  /// Moves the keys of a bucket into the heap, or over a rung of their own if they are many.
  private mutating func drain(_ bucket: Int, mayAddRung: Bool) {
    let stretch = ladder.store.stretch(of: bucket)
    let mustStay = stretch.count <= tuning.bucketLimit || stretch.first == stretch.last
    let chain = ladder.store.takeAll(of: bucket)
    work += stretch.count
    if mustStay || !mayAddRung {
      moveToHeap(chain)
    } else {
      ladder.addRung(over: stretch, keysPerBucket: tuning.keysPerBucket)
      moveToRung(chain)
      work += stretch.count
    }
  }

  private mutating func moveToHeap(_ chain: Int32) {
    var end = Int(chain)
    while end > 0 {
      let chunk = (end - 1) / BucketStore.chunk
      for index in chunk * BucketStore.chunk..<end { heap.append(ladder.store.keys[index]) }
      end = ladder.store.release(chunk, ending: end)
    }
    heap.order(places: &places)
  }

  private mutating func moveToRung(_ chain: Int32) {
    let rung = ladder.rungs[ladder.rungCount - 1]
    var end = Int(chain)
    while end > 0 {
      let chunk = (end - 1) / BucketStore.chunk
      for index in chunk * BucketStore.chunk..<end {
        let key = ladder.store.keys[index]
        ladder.store.insert(key, into: rung.bucket(of: key), places: &places)
      }
      end = ladder.store.release(chunk, ending: end)
    }
  }
}
