internal import Contention
internal import Domain
internal import EventCore

/// A pod comes to its node and its container gets ready: image, weights, compilation.
extension ClusterSimulation {
  /// Pods of the beginning that are not warm.
  mutating func startColdContainers() {
    for container in 0..<layout.containers.count
    where isPresent[container] && layout.lives.starts[container].startsCold {
      if case .service = layout.containers[container].workload {
        makeUnready(container, of: Int(replicas[container].service))
      }
      isUp[container] = false
      lives.books.pods[layout.containers[container].pod.index].readyAt = nil
      startContainer(container)
    }
  }

  /// Starts the container of a pod that is on its node.
  mutating func startContainer(_ container: Int) {
    lives.table[container].begunAt = now
    let image = Int(layout.lives.starts[container].image)
    guard image >= 0, !isOnNode(image, of: container) else { return loadWeights(of: container) }
    let node = layout.containers[container].node
    lives.pulls[node, default: []].append(container)
    lives.table[container].stage = .queuedForImage
    if lives.pulls[node]?.count == 1 { pullNextImage(on: node) }
  }

  private func isOnNode(_ image: Int, of container: Int) -> Bool {
    let node = layout.containers[container].node
    return lives.images.contains(node * layout.lives.imageCount + image)
  }

  /// Lets a node pull its next image: one at a time, in the order in which they were asked for.
  ///
  /// That is the kubelet's default, `serializeImagePulls`. Whoever finds the image there goes on at
  /// once.
  private mutating func pullNextImage(on node: Int) {
    while let container = lives.pulls[node]?.first {
      let start = layout.lives.starts[container]
      guard isOnNode(Int(start.image), of: container) else {
        lives.table[container].stage = .pulling
        return transfer(start.imageBytes, over: .pull, to: container)
      }
      lives.pulls[node]?.removeFirst()
      loadWeights(of: container)
    }
    lives.pulls[node] = nil
  }

  /// Starts the process, which loads its weights first.
  private mutating func loadWeights(of container: Int) {
    lives.table[container].startedAt = now
    lives.table[container].stage = .loading
    let start = layout.lives.starts[container]
    if start.weightBytes > 0 {
      transfer(start.weightBytes, over: start.readsDisk ? .read : .stream, to: container)
    } else {
      compile(container)
    }
    memoryGrew(of: container)
  }

  private mutating func compile(_ container: Int) {
    lives.table[container].stage = .compiling
    let time = layout.lives.starts[container].compile
    guard time > .zero else { return becomeUp(container) }
    let generation = lives.table[container].generation
    let number = UInt32(truncatingIfNeeded: container)
    lives.events.schedule(.compiled(container: number, generation: generation), at: now + time)
    setContainerTimer()
  }

  /// From now on the container takes requests, or computes.
  private mutating func becomeUp(_ container: Int) {
    lives.table[container].stage = .up
    isUp[container] = true
    noteReady(container)
    switch layout.containers[container].workload {
    case .service:
      if !lives.table[container].isDraining {
        makeReady(container, of: Int(replicas[container].service))
      }
    case .batch(let batch): if batches[batch.index].isActive { startEndlessJob(on: container) }
    case .addOn: startEndlessJob(on: container)
    }
  }

  /// Ends whatever a container is doing to get ready.
  mutating func stopStarting(_ container: Int) {
    lives.table[container].generation &+= 1
    let node = layout.containers[container].node
    let start = layout.lives.starts[container]
    switch lives.table[container].stage {
    case .queuedForImage:
      lives.pulls[node]?.removeAll { $0 == container }
    case .pulling:
      cancelTransfer(to: container, over: .pull)
      lives.pulls[node]?.removeFirst()
      lives.table[container].stage = .gone
      pullNextImage(on: node)
    case .loading:
      cancelTransfer(to: container, over: start.readsDisk ? .read : .stream)
    case .gone, .compiling, .up, .backingOff, .over: break
    }
  }

  // MARK: Timed events

  /// Starts what is to start again, and goes on with what has compiled.
  mutating func changeContainers() {
    while let (_, event) = lives.events.popNext(through: now) {
      switch event {
      case .restart(let container, let generation):
        guard lives.table[Int(container)].generation == generation else { continue }
        startContainer(Int(container))
      case .compiled(let container, let generation):
        guard lives.table[Int(container)].generation == generation else { continue }
        becomeUp(Int(container))
      }
    }
    setContainerTimer()
  }

  mutating func setContainerTimer() {
    let next = lives.events.nextTime
    if next == .never {
      timers.cancel(timerLayout.containerChange)
    } else {
      timers.set(timerLayout.containerChange, to: max(next, now))
    }
  }

  // MARK: Transfers

  private mutating func transfer(
    _ bytes: Double,
    over path: StarTransfers.Path,
    to container: Int
  ) {
    let (star, leaf) = layout.lives.leaves[layout.containers[container].node]
    lives.stars[star].start(container, bytes: bytes, over: path, on: leaf, at: now)
    setTransferTimer()
  }

  private mutating func cancelTransfer(to container: Int, over path: StarTransfers.Path) {
    let (star, leaf) = layout.lives.leaves[layout.containers[container].node]
    if let ended = lives.stars[star].cancel(container, over: path, on: leaf, at: now) {
      note(ended)
    }
    setTransferTimer()
  }

  /// The transfers that are done now end.
  mutating func endTransfer() {
    for star in lives.stars.indices {
      while lives.stars[star].nextFinish <= now {
        let ended = lives.stars[star].finishNext(at: now)
        note(ended)
        let container = ended.transfer
        let node = layout.containers[container].node
        if lives.table[container].stage == .pulling {
          let image = Int(layout.lives.starts[container].image)
          lives.images.insert(node * layout.lives.imageCount + image)
          pullNextImage(on: node)
        } else {
          compile(container)
        }
      }
    }
    setTransferTimer()
  }

  private mutating func setTransferTimer() {
    let next = lives.stars.lazy.map(\.nextFinish).min() ?? .never
    if next == .never {
      timers.cancel(timerLayout.transferEnd)
    } else {
      timers.set(timerLayout.transferEnd, to: max(next, now))
    }
  }
}
