internal import Contention
internal import Domain
internal import EventCore

/// Kubelets look at their nodes' memory and evict pods.
extension ClusterSimulation {
  mutating func watchNodes() {
    for node in 0..<nodeMemory.count {
      watchMemory(of: node)
      timers.set(timerLayout.kubelet(node), to: .start + layout.lives.nodes[node].interval)
    }
  }

  /// Evicts one pod if too little memory is available; lifts the condition once it has lasted its
  /// time beyond the pressure.
  mutating func kubeletLooks(at node: Int) {
    let facts = layout.lives.nodes[node]
    timers.set(timerLayout.kubelet(node), to: now + facts.interval)
    let use = facts.containers.reduce(0.0) { $0 + memoryUse(of: $1) }
    var thresholds = EvictionThresholds()
    thresholds.memoryAvailable = facts.threshold
    let available = Int64(facts.capacity - use.rounded(.up))
    if thresholds.pressure(.init(memoryAvailable: available)) == .memory {
      nodeMemory[node].pressedAt = now
      if let container = nextToEvict(on: node) { evict(container, from: node) }
    } else if let since = nodeMemory[node].pressedAt, now - since >= facts.transitionPeriod {
      nodeMemory[node].pressedAt = nil
      placeHomeless()
    }
  }

  private mutating func nextToEvict(on node: Int) -> Int? {
    let present = layout.lives.nodes[node].containers.filter { isPresent[$0] }
    let candidates = present.map { container in
      let facts = layout.lives.memory[container]
      return EvictionCandidate(
        priority: facts.priority,
        usage: Int64(memoryUse(of: container).rounded(.up)),
        request: facts.request
      )
    }
    return evictionOrder(of: candidates, under: .memory).first.map { present[$0] }
  }

  /// Takes a pod away without grace; its controller makes another one at once.
  private mutating func evict(_ container: Int, from node: Int) {
    let pod = Int(lives.table[container].pod)
    let wasDraining = lives.table[container].isDraining
    let cause = greediest(on: node)
    let lost = leave(container)
    noteEviction(of: pod, from: container, lost: lost, by: cause)
    watchMemory(of: node)
    guard !wasDraining else { return }
    lives.homeless.append(HomelessPod(pod: pod, lastContainer: container, since: now))
    placeHomeless()
  }
}
