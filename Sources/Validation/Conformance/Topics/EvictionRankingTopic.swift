internal import Contention

extension ConformanceTopic {
  /// The order in which the kubelet evicts pods.
  static let evictionRanking = ConformanceTopic("eviction_ranking") {
    (inputs: EvictionInputs, expected: EvictionExpected) in
    let signal = EvictionSignal(rawValue: inputs.signal)
    let candidates = inputs.pods.map { pod in
      EvictionCandidate(
        priority: pod.priority,
        usage: pod.usage,
        request: pod.request ?? 0,
        isStatic: pod.isNeverEvicted
      )
    }
    let order = evictionOrder(
      of: candidates,
      under: try known(signal, "unknown signal '\(inputs.signal)'")
    )
    try expectEqual(order.map { inputs.pods[$0].name }, expected.order, "order")
  }
}

private struct EvictionInputs: Decodable {
  struct Pod: Decodable {
    var name: String
    var priority: Int64
    var usage: Int64?
    var request: Int64?
    var `static`: Bool?
    var mirror: Bool?
    var nodeCritical: Bool?

    var isNeverEvicted: Bool { self.static == true || mirror == true || nodeCritical == true }
  }

  var signal: String
  var pods: [Pod]
}

private struct EvictionExpected: Decodable {
  var order: [String]
}
