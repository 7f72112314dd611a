internal import Contention
internal import Domain
internal import EventCore
internal import Serving

/// Containers use memory; the kernel kills those that use more than there is.
///
/// Use grows with each request and, where the scenario says so, with time, in straight lines. So
/// the instant at which a container reaches its limit, or a node its end, is known beforehand: a
/// timer for each node waits for the first of them. A request that shortens the wait sets it anew;
/// one that leaves does nothing, and the timer goes off too early and looks again.
extension ClusterSimulation {
  /// Whether any container's use of memory is stated.
  var tracksMemory: Bool { @inline(__always) get { nodeMemory.count > 0 } }

  /// Bytes that a container uses now.
  mutating func memoryUse(of container: Int) -> Double {
    guard isPresent[container], lives.table[container].stage.runs else { return 0 }
    let facts = layout.lives.memory[container]
    let age = now - lives.table[container].startedAt
    return facts.grown(after: age) + requestMemory(of: container, facts)
  }

  private mutating func requestMemory(of container: Int, _ facts: ContainerMemory) -> Double {
    guard facts.perRequest > 0, replicas[container].service >= 0 else { return 0 }
    return facts.perRequest * Double(requestsInService(at: container))
      + facts.perWaiting * Double(waiting(at: container))
  }

  private mutating func requestsInService(at replica: Int) -> Int {
    guard !replicas[replica].isStepping else {
      return batchers.running(at: Int(replicas[replica].batch))
    }
    guard replicas[replica].workers == 0 else { return Int(replicas[replica].running) }
    var count = 0
    var number = replicas[replica].batch
    while number != Request.none {
      count += 1
      number = requests.table[Int(number)].next
    }
    return count
  }

  /// A container uses more than before: a request has come, or its process has started.
  mutating func memoryGrew(of container: Int) {
    let facts = layout.lives.memory[container]
    guard facts.node >= 0 else { return }
    let node = Int(facts.node)
    guard lives.table[container].stage == .up, facts.perRequest > 0 else {
      return watchMemory(of: node)
    }
    let use = memoryUse(of: container)
    // At most: what left since the node was last looked at is still in it.
    nodeMemory[node].use += facts.perRequest
    let state = nodeMemory[node]
    let growth = state.growth * Double((now - state.plannedAt).nanoseconds)
    let most = layout.lives.nodes[node].capacity
    let isFull = use > facts.limit || state.use + growth > most
    let next = min(
      crossing(of: facts.limit, from: use, growth: facts.growth),
      crossing(of: most, from: state.use + growth, growth: state.growth)
    )
    if isFull || next < state.nextLook { watchMemory(of: node) }
  }

  /// When a straight line passes a bound: the first instant at which it lies above.
  private mutating func crossing(of bound: Double, from use: Double, growth: Double) -> SimTime {
    // What lies above already is dealt with at once, or by nobody.
    guard growth > 0, bound < .infinity, use <= bound else { return .never }
    let length = ((bound - use) / growth).rounded(.down) + 1
    return length < 4e18 ? now + SimDuration(nanoseconds: Int64(max(1, length))) : .never
  }

  // MARK: A node

  /// Kills whoever uses too much on a node, and sets the timer to when somebody next may.
  mutating func watchMemory(of node: Int) {
    while let (container, death) = nextVictim(on: node) { crash(container, death) }
    let facts = layout.lives.nodes[node]
    var next = SimTime.never
    nodeMemory[node].use = 0
    nodeMemory[node].growth = 0
    for container in facts.containers where lives.table[container].stage.runs {
      let memory = layout.lives.memory[container]
      let use = memoryUse(of: container)
      nodeMemory[node].use += use
      let age = now - lives.table[container].startedAt
      guard memory.growth > 0, memory.grown(after: age) < memory.growsTo else { continue }
      nodeMemory[node].growth += memory.growth
      next = min(next, crossing(of: memory.limit, from: use, growth: memory.growth))
    }
    let (use, growth) = (nodeMemory[node].use, nodeMemory[node].growth)
    next = min(next, crossing(of: facts.capacity, from: use, growth: growth))
    nodeMemory[node].plannedAt = now
    nodeMemory[node].nextLook = next
    if next == .never {
      timers.cancel(timerLayout.memory(node))
    } else {
      timers.set(timerLayout.memory(node), to: next)
    }
  }

  /// Who has to die now, and why: first who is above its own limit, then whom the kernel picks if
  /// all together use too much.
  private mutating func nextVictim(on node: Int) -> (Int, ContainerDeath)? {
    let facts = layout.lives.nodes[node]
    var total = 0.0
    for container in facts.containers {
      let use = memoryUse(of: container)
      if use > layout.lives.memory[container].limit { return (container, .memoryLimit) }
      total += use
    }
    guard total > facts.capacity else { return nil }
    // Who uses nothing would free nothing.
    let candidates = facts.containers.filter { memoryUse(of: $0) > 0 }
    let victim = oomVictim(
      of: candidates.map { container in
        OOMCandidate(
          pages: Int64((memoryUse(of: container) / Self.page).rounded(.up)),
          adjustment: layout.lives.memory[container].adjustment
        )
      },
      totalPages: Int64(facts.capacity / Self.page)
    )
    return victim.map { (candidates[$0], .nodeMemory(by: greediest(on: node))) }
  }

  /// Who uses most above its request on a node.
  mutating func greediest(on node: Int) -> Int? {
    let containers = layout.lives.nodes[node].containers.filter { isPresent[$0] }
    func excess(_ container: Int) -> Double {
      memoryUse(of: container) - Double(layout.lives.memory[container].request)
    }
    let most = containers.max { excess($0) < excess($1) }
    return most.flatMap { excess($0) > 0 ? $0 : nil }
  }

  /// Bytes.
  private static var page: Double { 4096 }
}
