internal import Domain

/// What Kueue's operators read of a workload that waits or has to go.
extension CohortTree {
  /// The message of a pending workload.
  package func message(
    for refusal: QueuedHistory.Refusal?,
    of usage: QuotaUsage,
    in queue: Int
  )
    -> String
  {
    let parts: [String]
    switch refusal {
    case nil: return "the workload waits behind others of its queue"
    case .exceedsCapacity:
      parts = usage.entries.compactMap { entry in
        let most = potential(of: queue, entry.flavorResource)
        guard entry.amount > most else { return nil }
        let (name, flavor, asked) = words(entry)
        let capacity = quantityText(most, of: flavorResources[entry.flavorResource].resource)
        return "insufficient quota for \(name) in flavor \(flavor), "
          + "request > maximum capacity (\(asked) > \(capacity))"
      }
    case .short(let shortage):
      if shortage.entries.isEmpty {
        return "the workload no longer fits after processing another workload"
      }
      parts = shortage.entries.map { entry in
        let (name, flavor, amount) = words(entry)
        return "insufficient unused quota for \(name) in flavor \(flavor), \(amount) more needed"
      }
    }
    let cohort = queues[queue].cohort.map { " (cohort \($0))" } ?? ""
    return parts.joined(separator: ", ") + cohort
  }

  private func words(_ entry: QuotaUsage.Entry) -> (name: String, flavor: String, amount: String) {
    let flavorResource = flavorResources[entry.flavorResource]
    let amount = quantityText(entry.amount, of: flavorResource.resource)
    return (flavorResource.resource.rawValue, flavorResource.flavor, amount)
  }
}

extension PreemptionTarget.Reason {
  /// Kueue's words, as in `Preempted to accommodate a workload due to …`.
  package var inWords: String {
    switch self {
    case .inClusterQueue: "prioritization in the ClusterQueue"
    case .inCohortReclamation: "reclamation within the cohort"
    case .inCohortFairSharing: "Fair Sharing within the cohort"
    case .inCohortReclaimWhileBorrowing: "reclamation within the cohort while borrowing"
    }
  }
}
