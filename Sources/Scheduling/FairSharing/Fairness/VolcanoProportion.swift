/// What each queue of Volcano deserves of a cluster, by weight and request.
///
/// Source: volcano-sh/volcano `pkg/scheduler/plugins/proportion/proportion.go` at ed72c7c.
package enum VolcanoProportion {
  /// A queue; all amounts by resource, in one order.
  package struct Queue: Sendable {
    package var weight: Double
    package var request: [Double]
    /// The most it may have; nil is no bound.
    package var capability: [Double?]
    /// The least it has.
    package var guarantee: [Double]

    package init(
      weight: Double,
      request: [Double],
      capability: [Double?],
      guarantee: [Double]
    ) {
      self.weight = weight
      self.request = request
      self.capability = capability
      self.guarantee = guarantee
    }
  }

  /// Deserved amounts by queue and resource.
  ///
  /// Round by round, what remains is divided by weight among the queues that aren't met yet; each
  /// is bounded by its capability, then by its request, then raised to its guarantee. A queue is
  /// met when it deserves all it requests, or when a round has changed nothing for it.
  ///
  /// - Complexity: O(queues² × resources), as every round but the last meets a queue.
  package static func deserved(total: [Double], queues: [Queue]) -> [[Double]] {
    var deserved = queues.map { _ in total.map { _ in 0.0 } }
    var remaining = total
    var unmet = queues.indices.filter { queues[$0].weight > 0 }
    for _ in 0..<2 * queues.count + 2 {
      let weight = unmet.reduce(0) { $0 + queues[$1].weight }
      guard weight > 0, !isEmpty(remaining, of: total) else { break }
      let before = remaining
      for queue in unmet {
        let old = deserved[queue]
        for resource in total.indices {
          let part = before[resource] * queues[queue].weight / weight
          deserved[queue][resource] = bounded(old[resource] + part, queues[queue], resource)
          remaining[resource] -= deserved[queue][resource] - old[resource]
        }
        let isMet = zip(queues[queue].request, deserved[queue]).allSatisfy { $0 <= $1 }
        if isMet || deserved[queue] == old { unmet.removeAll { $0 == queue } }
      }
      if remaining == before { break }
    }
    return deserved
  }

  private static func bounded(_ amount: Double, _ queue: Queue, _ resource: Int) -> Double {
    let capped = min(amount, queue.capability[resource] ?? .infinity, queue.request[resource])
    return max(capped, queue.guarantee[resource])
  }

  /// Whether nothing is left but what rounding leaves.
  private static func isEmpty(_ remaining: [Double], of total: [Double]) -> Bool {
    zip(remaining, total).allSatisfy { $0.magnitude <= 1e-12 * $1 }
  }
}
