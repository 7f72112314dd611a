internal import Domain
internal import Scheduling

/// What the cases on Kueue have in common: queues and cohorts with their quotas.
struct KueueTreeInputs: Decodable {
  var clusterQueues: [Queue]
  var cohorts: [Member]?

  struct Member: Decodable {
    var name: String
    var parent: String?
    var weight: ExactWeight?
    var quotas: [String: Quota]?
  }

  struct Queue: Decodable {
    var name: String
    var parent: String?
    var weight: ExactWeight?
    var quotas: [String: Quota]?
    var withinClusterQueue: QueuePreemption.WithinQueue?
    var reclaimWithinCohort: QueuePreemption.WithinCohort?
  }

  struct Quota: Decodable {
    var nominal: UnboundedAmount
    var borrowingLimit: UnboundedAmount?
    var lendingLimit: UnboundedAmount?
  }

  /// The tree, which counts the given flavors of resources as well.
  func tree(counting others: [[String: Int64]]) throws -> CohortTree {
    try CohortTree(
      queues: clusterQueues.map { queue in
        ClusterQueue(
          name: queue.name,
          cohort: queue.parent,
          weight: queue.weight?.weight ?? .one,
          quotas: try amounts(queue.quotas),
          preemption: QueuePreemption(
            withinClusterQueue: queue.withinClusterQueue ?? .never,
            reclaimWithinCohort: queue.reclaimWithinCohort ?? .never
          )
        )
      },
      cohorts: (cohorts ?? []).map { cohort in
        Cohort(
          name: cohort.name,
          parent: cohort.parent,
          weight: cohort.weight?.weight ?? .one,
          quotas: try amounts(cohort.quotas)
        )
      },
      counting: others.flatMap(\.keys).map(FlavorResource.init(case:))
    )
  }

  private func amounts(_ quotas: [String: Quota]?) throws -> [FlavorResource: FlavorQuota] {
    var amounts: [FlavorResource: FlavorQuota] = [:]
    for (name, quota) in quotas ?? [:] {
      amounts[try FlavorResource(case: name)] = FlavorQuota(
        nominal: quota.nominal.value,
        borrowingLimit: quota.borrowingLimit?.value,
        lendingLimit: quota.lendingLimit?.value
      )
    }
    return amounts
  }
}

/// An amount of which Kueue may have more than 64 bits hold, such as 1E of cpu in thousandths; the
/// largest integer stands for all of those.
struct UnboundedAmount: Decodable {
  var value: Int64

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let isBeyond = try container.decode(Double.self) >= 0x1p63
    value = isBeyond ? .max : try container.decode(Int64.self)
  }
}

/// A weight as the digits say, not as the nearest binary fraction, whose shortest text they are.
struct ExactWeight: Decodable {
  var weight: FairWeight

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(Double.self).description
    guard let weight = FairWeight(decimal: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "weight \(text)")
    }
    self.weight = weight
  }
}

extension FlavorResource {
  /// Reads `flavor/resource`; the resource may have slashes of its own.
  init(case text: String) throws {
    let parts = text.split(separator: "/", maxSplits: 1)
    guard parts.count == 2 else { throw Mismatch(description: "'\(text)' names no flavor") }
    self.init(flavor: String(parts[0]), resource: ResourceName(String(parts[1])))
  }
}

extension CohortTree {
  /// Numbers the amounts of a case.
  func usage(case amounts: [String: Int64]) throws -> QuotaUsage {
    let named = try amounts.map { (try FlavorResource(case: $0.key), $0.value) }
    guard let usage = usage(Dictionary(named, uniquingKeysWith: +)) else {
      throw Mismatch(description: "amounts can't be negative or too large: \(amounts)")
    }
    return usage
  }

  /// The number of a cluster queue of a case.
  func queue(case name: String) throws -> Int {
    guard let queue = queues.firstIndex(where: { $0.name == name }) else {
      throw CohortTreeError.unknownQueue(name)
    }
    return queue
  }
}
