internal import Scheduling

extension ConformanceTopic {
  /// Which admitted workloads go for an incoming one under fair sharing.
  static let kueueFairPreemption = ConformanceTopic("kueue_fair_preemption") {
    (inputs: FairPreemptionInputs, expected: FairPreemptionExpected) in
    let amounts = inputs.admitted.map(\.usage) + [inputs.incoming.usage]
    var tree = try inputs.quotas.tree(counting: amounts)
    let inOrder = inputs.admitted.sorted { $0.name < $1.name }
    let names = inOrder.map(\.name)
    var admitted = [[AdmittedWorkload]](repeating: [], count: tree.queues.count)
    for (id, workload) in inOrder.enumerated() {
      let queue = try tree.queue(case: workload.clusterQueue)
      let usage = try tree.usage(case: workload.usage)
      tree.charge(usage, to: queue)
      admitted[queue].append(
        AdmittedWorkload(
          id: id,
          queue: queue,
          priority: workload.priority,
          usage: usage
        )
      )
    }
    let request = QuotaRequest(
      id: names.count,
      queue: try tree.queue(case: inputs.targetClusterQueue),
      priority: inputs.incoming.priority,
      usage: try tree.usage(case: inputs.incoming.usage)
    )
    let targets = PreemptionSearch.targets(
      for: request,
      in: &tree,
      admitted: admitted,
      fairSharing: FairSharingSettings(strategies: inputs.strategies)
    )
    let found = targets.map { "\(names[$0.workload.id]): \($0.reason.rawValue)" }
    try expectEqual(
      found.sorted(),
      expected.preempted.map { "\($0.workload): \($0.reason.rawValue)" }.sorted(),
      "preempted"
    )
  }
}

private struct FairPreemptionInputs: Decodable {
  var quotas: KueueTreeInputs
  var admitted: [Workload]
  var targetClusterQueue: String
  var incoming: Incoming
  var strategies: [FairSharingSettings.Strategy]

  struct Workload: Decodable {
    var name: String
    var clusterQueue: String
    var priority: Int
    var usage: [String: Int64]
  }

  struct Incoming: Decodable {
    var priority: Int
    var usage: [String: Int64]
  }

  private enum CodingKeys: CodingKey {
    case admitted
    case targetClusterQueue
    case incoming
    case strategies
  }

  init(from decoder: any Decoder) throws {
    quotas = try KueueTreeInputs(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    admitted = try container.decode([Workload].self, forKey: .admitted)
    targetClusterQueue = try container.decode(String.self, forKey: .targetClusterQueue)
    incoming = try container.decode(Incoming.self, forKey: .incoming)
    let strategies = try container.decodeIfPresent(
      [FairSharingSettings.Strategy].self,
      forKey: .strategies
    )
    self.strategies = strategies ?? FairSharingSettings().strategies
  }
}

private struct FairPreemptionExpected: Decodable {
  var preempted: [Target]

  struct Target: Decodable {
    var workload: String
    var reason: PreemptionTarget.Reason
  }
}
