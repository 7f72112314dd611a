internal import Domain
internal import EventCore
internal import Scheduling

/// Pods that were evicted find another node while the run goes on.
extension ClusterSimulation {
  /// Asks the scheduler for each of them, in the order in which they lost their nodes.
  mutating func placeHomeless() {
    var index = 0
    while index < lives.homeless.count {
      if place(lives.homeless[index], number: index) {
        lives.homeless.remove(at: index)
      } else {
        index += 1
      }
    }
  }

  /// A pod without a node is told to end.
  mutating func forgetHomeless(_ pod: Int) {
    lives.homeless.removeAll { $0.pod == pod }
    endOutage(of: pod)
  }

  private mutating func place(_ homeless: HomelessPod, number: Int) -> Bool {
    let rooms = freeContainers(for: homeless)
    var search = RuntimePlacement(self, homeless.pod, on: rooms.keys.sorted())
    guard let node = search.node(breakingTiesWith: &lives.placing), let room = rooms[node] else {
      if !homeless.isNoted {
        lives.homeless[number].isNoted = true
        notePending(homeless.pod, search.explanation)
      }
      return false
    }
    noteRescheduling(homeless, onNode: node)
    arrive(homeless.pod, in: room)
    return true
  }

  /// By node, the first container that a pod might be given there.
  ///
  /// A pod on a GPU comes back to its own: which GPUs are free elsewhere is not known in a run.
  private func freeContainers(for homeless: HomelessPod) -> [Int: Int] {
    let last = layout.containers[homeless.lastContainer]
    let candidates: [Int]
    if last.isOnGPU {
      candidates = [homeless.lastContainer]
    } else {
      switch last.workload {
      case .service:
        candidates = layout.groups[last.group].replicas.map { layout.replicas[$0].consumer }
      case .batch(let id): candidates = layout.containersOfBatch[id.index]
      case .addOn: candidates = []
      }
    }
    let cluster = deployment.plan.pods[homeless.pod].cluster
    var rooms: [Int: Int] = [:]
    for container in candidates {
      let facts = layout.containers[container]
      // Those of pods that are still to come, perhaps at this very instant, are theirs.
      let isFree = !isPresent[container] && (facts.isSpare || facts.presence.bound < now)
      guard isFree, deployment.plan.nodes[facts.node].cluster == cluster else { continue }
      rooms[facts.node] = min(rooms[facts.node] ?? container, container)
    }
    return rooms
  }
}

/// A question to the scheduler in the midst of a run: which of some nodes takes a pod now.
///
/// The scheduler sees the pods that are on these nodes, their requests, and the taints of nodes
/// under pressure. It preempts nobody.
private struct RuntimePlacement: ~Copyable {
  private var session: SchedulerSession?
  private let nodes: [Int]
  /// In the session.
  private let pod: Int

  init(_ simulation: borrowing ClusterSimulation, _ homeless: Int, on nodes: [Int]) {
    let plan = simulation.deployment.plan
    self.nodes = nodes
    var places: [Int: Int] = [:]
    for (place, node) in nodes.enumerated() { places[node] = place }
    var bound: [(pod: Int, node: Int)] = []
    for container in 0..<simulation.layout.containers.count where simulation.isPresent[container] {
      guard let place = places[simulation.layout.containers[container].node] else { continue }
      bound.append((Int(simulation.lives.table[container].pod), place))
    }
    pod = bound.count
    guard let first = nodes.first else {
      session = nil
      return
    }
    func planned(_ pod: Int) -> PlannedPod {
      var planned = plan.pods[pod]
      planned.requests = simulation.deployment.placements[pod].requests
      return planned
    }
    var asked = SchedulerSession(
      nodes: nodes.map { simulation.node($0) },
      pods: bound.map { planned($0.pod) } + [planned(homeless)],
      namespaces: plan.namespaces.map(\.name),
      cluster: plan.clusters[plan.nodes[first].cluster]
    )
    for (number, entry) in bound.enumerated() { asked.bind(number, to: entry.node) }
    session = consume asked
  }

  mutating func node(breakingTiesWith generator: inout some RandomNumberGenerator) -> Int? {
    session?.schedule(pod, breakingTiesWith: &generator).map { nodes[$0] }
  }

  var explanation: String {
    mutating get {
      session?.explanation(for: pod) ?? "no node has a container for another pod of its workload"
    }
  }
}

extension ClusterSimulation {
  /// A node of the plan with the taint that it has under pressure.
  fileprivate func node(_ index: Int) -> PlannedNode {
    var node = deployment.plan.nodes[index]
    let watched = layout.lives.nodes.firstIndex { $0.node == index }
    if let watched, nodeMemory[watched].pressedAt != nil {
      node.taints.append(
        Taint(key: "node.kubernetes.io/memory-pressure", effect: .noSchedule)
      )
    }
    return node
  }
}
