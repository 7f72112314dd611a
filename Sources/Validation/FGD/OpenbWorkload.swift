internal import Scheduling

/// A list of pods and the nodes it meets, in the terms of the placement policies.
struct OpenbWorkload: Sendable {
  /// The name of its file, without its ending.
  let name: String
  /// In the order of their names.
  let nodes: [PlacementNode]
  let kinds: [PlacementPod]
  let typical: TypicalPods
  /// The kind of each pod, in the order of their names.
  private let pods: [Int32]
  /// Thousandths of GPUs that a pod of each kind asks for, of each GPU and in all.
  private let milliEach: [Int64]
  let milli: [Int64]
  let capacityMilli: Int64

  /// How much of the cluster's GPUs is asked for at the end.
  private static let load = 1.3
  /// Pods that a replay may have; a workload of tiny pods would need more.
  static let mostPods = 1_000_000

  init(name: String, nodes: [OpenbNode], pods: [OpenbPod]) {
    let classes = Set(nodes.map(\.model)).sorted()
    let sorted = pods.sorted { $0.name < $1.name }
    var kindOf: [OpenbRequest: Int32] = [:]
    var requests: [OpenbRequest] = []
    self.name = name
    self.pods = sorted.map { pod in
      if let kind = kindOf[pod.request] { return kind }
      let kind = Int32(requests.count)
      kindOf[pod.request] = kind
      requests.append(pod.request)
      return kind
    }
    self.nodes = nodes.sorted { $0.name < $1.name }.map { node in
      PlacementNode(
        milliCPU: node.milliCPU,
        memory: node.memoryMiB,
        gpus: node.gpus,
        nodeClass: classes.firstIndex(of: node.model) ?? 0
      )
    }
    kinds = requests.map { $0.placementPod(classes) }
    milliEach = requests.map(\.milliGPU)
    milli = requests.map { $0.milliGPU * Int64($0.gpus) }
    capacityMilli = nodes.reduce(0) { $0 + Int64($1.gpus) * 1000 }
    typical = typicalPods(of: pods.map(\.request), classes)
  }

  /// Why it can't be replayed; nil if it can.
  var obstacle: String? {
    let asked = pods.reduce(Int64(0)) { $0 + milli[Int($1)] }
    guard capacityMilli > 0 else { return "the nodes have no GPUs" }
    guard asked > 0 else { return "none of the pods asks for a GPU" }
    let needed = Double(pods.count) * Self.load * Double(capacityMilli) / Double(asked)
    guard needed <= Double(Self.mostPods) else {
      return
        "asking for \(Self.load) times the cluster's GPUs would take \(Int(needed)) such pods; "
        + "\(Self.mostPods) is the most"
    }
    return nil
  }

  /// The pods in the order of their arrival, by kind.
  ///
  /// All pods in random order; then any of them, again and again, until they ask for the load. The
  /// authors' check of the last one counts one of its GPUs. If all pods ask for more, as many as it
  /// takes are left out.
  func arrivals(using random: inout GoRandom) -> [Int32] {
    var order = pods
    random.shuffle(&order)
    var asked = order.reduce(Int64(0)) { $0 + milli[Int($1)] }
    let wanted = Self.load * Double(capacityMilli)
    if Double(asked) > wanted {
      while Double(asked) > wanted {
        asked -= milli[Int(order.remove(at: random.integer(below: order.count)))]
      }
      return order
    }
    guard Double(asked) < wanted else { return order }
    while order.count < Self.mostPods * 2 {
      let pod = pods[random.integer(below: pods.count)]
      if Double(asked + milliEach[Int(pod)]) > wanted { break }
      asked += milli[Int(pod)]
      order.append(pod)
    }
    return order
  }

  /// The nodes in the order of their names: the authors put a random number before each.
  func namedNodes(using random: inout GoRandom) -> [PlacementNode] {
    var named = nodes
    for (index, number) in random.permutation(nodes.count).enumerated() {
      named[number] = nodes[index]
    }
    return named
  }
}

/// The most frequent requests, whatever their memory, as the authors count them.
private func typicalPods(of requests: [OpenbRequest], _ classes: [String]) -> TypicalPods {
  var counts: [OpenbRequest: Int] = [:]
  for var request in requests {
    request.memoryMiB = 0
    counts[request, default: 0] += 1
  }
  let kinds = counts.keys.sorted { $0.precedes($1) }
  return TypicalPods(
    of: kinds.map { $0.placementPod(classes) },
    counts: kinds.map { counts[$0, default: 0] },
    covering: 95
  )
}

extension OpenbRequest {
  /// Which of two equally frequent requests counts as the more frequent: the larger.
  fileprivate func precedes(_ other: Self) -> Bool {
    (milliCPU, milliGPU, gpus, models.joined(separator: "|"))
      > (other.milliCPU, other.milliGPU, other.gpus, other.models.joined(separator: "|"))
  }

  fileprivate func placementPod(_ classes: [String]) -> PlacementPod {
    let demand = GPUDemand(milliEach: Int32(milliGPU), count: Int32(gpus))
    return PlacementPod(
      milliCPU: milliCPU,
      memory: memoryMiB,
      demands: classes.map { model in
        gpus == 0 || models.isEmpty || models.contains(model) ? demand : nil
      }
    )
  }
}
