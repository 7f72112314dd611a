internal import Domain
internal import Scheduling

extension ConformanceTopic {
  /// Dominant resource shares of cluster queues and cohorts.
  static let kueueShare = ConformanceTopic("kueue_drs") {
    (inputs: KueueShareInputs, expected: KueueShareExpected) in
    guard !expected.shares.isEmpty else { throw Mismatch(description: "no share is expected") }
    let requested = inputs.requestedByEveryNode ?? [:]
    var tree = try inputs.quotas.tree(counting: Array(inputs.usage.values) + [requested])
    for (name, amounts) in inputs.usage {
      tree.charge(try tree.usage(case: amounts), to: try tree.queue(case: name))
    }
    let more = try tree.usage(case: requested)
    for (name, expected) in expected.shares {
      guard let node = tree.node(named: name) else { throw CohortTreeError.unknownQueue(name) }
      let share = tree.dominantShare(of: node, adding: more)
      try expectEqual(share.reported, expected.share, "share of \(name)")
      try expectEqual(share.resource?.rawValue ?? "", expected.dominantResource, "of \(name)")
      try expectEqual(share.isBorrowing, expected.borrowing, "whether \(name) borrows")
    }
  }
}

private struct KueueShareInputs: Decodable {
  var quotas: KueueTreeInputs
  var usage: [String: [String: Int64]]
  var requestedByEveryNode: [String: Int64]?

  private enum CodingKeys: CodingKey {
    case usage
    case requestedByEveryNode
  }

  init(from decoder: any Decoder) throws {
    quotas = try KueueTreeInputs(from: decoder)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    usage = try container.decode([String: [String: Int64]].self, forKey: .usage)
    requestedByEveryNode = try container.decodeIfPresent(
      [String: Int64].self,
      forKey: .requestedByEveryNode
    )
  }
}

private struct KueueShareExpected: Decodable {
  var shares: [String: Share]

  struct Share: Decodable {
    var share: Int64
    var dominantResource: String
    var borrowing: Bool
  }
}
