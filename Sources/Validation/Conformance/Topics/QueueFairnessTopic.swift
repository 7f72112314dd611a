internal import Domain
internal import Scheduling

extension ConformanceTopic {
  /// YuniKorn's fair share of a queue, and what Volcano's queues deserve.
  static let queueFairness = ConformanceTopic("queue_fairness") {
    (inputs: QueueFairnessInputs, expected: QueueFairnessExpected) in
    switch inputs.kind {
    case .yunikornFairShare:
      let share = YuniKorn.fairShare(
        allocated: inputs.list(inputs.allocated),
        guaranteed: inputs.list(inputs.guaranteed),
        fairMax: inputs.list(inputs.fairMax)
      )
      let wanted = try known(expected.share, "expected.share is missing")
      try expectClose(share, wanted, within: rounding, "share")
    case .volcanoDeserved:
      let queues = inputs.queues ?? []
      let deserved = VolcanoProportion.deserved(
        total: [inputs.total ?? 0],
        queues: queues.map { queue in
          VolcanoProportion.Queue(
            weight: queue.weight,
            request: [queue.request],
            capability: [queue.capability],
            guarantee: [queue.guarantee ?? 0]
          )
        }
      )
      let wanted = try known(expected.deserved, "expected.deserved is missing")
      guard !wanted.isEmpty else { throw Mismatch(description: "nothing is expected") }
      for (name, amount) in wanted {
        let queue = try known(queues.firstIndex { $0.name == name }, "no queue '\(name)'")
        let tolerance = rounding * max(1, amount.magnitude)
        try expectClose(deserved[queue][0], amount, within: tolerance, "deserved of \(name)")
      }
    }
  }
}

/// What may be lost in divisions, relative to the amount.
private let rounding = 1e-9

private struct QueueFairnessInputs: Decodable {
  enum Kind: String, Decodable {
    case yunikornFairShare = "yunikorn_fair_share"
    case volcanoDeserved = "volcano_deserved"
  }

  var kind: Kind
  var allocated: [String: Int64]?
  var guaranteed: [String: Int64]?
  var fairMax: [String: Int64]?
  var total: Double?
  var queues: [Queue]?

  struct Queue: Decodable {
    var name: String
    var weight: Double
    var request: Double
    /// Nil is no bound.
    var capability: Double?
    var guarantee: Double?
  }

  func list(_ amounts: [String: Int64]?) -> ResourceList {
    ResourceList(
      Dictionary(uniqueKeysWithValues: (amounts ?? [:]).map { (ResourceName($0.key), $0.value) })
    )
  }
}

private struct QueueFairnessExpected: Decodable {
  var share: Double?
  var deserved: [String: Double]?
}
