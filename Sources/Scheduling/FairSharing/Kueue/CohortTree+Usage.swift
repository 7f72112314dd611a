package import Domain

/// What is there, what is used, and what is left.
extension CohortTree {
  /// Its own nominal quota and what its children lend it.
  package func subtreeQuota(of node: Int, _ flavorResource: Int) -> Int64 {
    limits.subtree[index(node, flavorResource)]
  }

  /// The part of its quota that a node never lends.
  package func localQuota(of node: Int, _ flavorResource: Int) -> Int64 {
    limits.local[index(node, flavorResource)]
  }

  /// The most a node could use if nobody used anything; O(depth).
  package func potential(of node: Int, _ flavorResource: Int) -> Int64 {
    limits.potential(node, flavorResource, width: flavorResources.count, parents)
  }

  /// What a node can use more than now: its own and what it may borrow; O(depth).
  ///
  /// Negative where more is used than there is, for example after a quota was lowered.
  package func available(to node: Int, _ flavorResource: Int) -> Int64 {
    // A node has its unused local quota, and from above what is left there or, if it has a limit
    // on borrowing, at most what it stored there and the limit. Unfolded to the root, that is the
    // least of several sums.
    var (best, locals, node) = (Int64.max, Int64(0), node)
    while true {
      let here = index(node, flavorResource)
      let used = usage[here]
      guard parents[node] >= 0 else {
        return min(best, locals.addingSaturated(limits.subtree[here].subtractingSaturated(used)))
      }
      let local = limits.local[here]
      locals = locals.addingSaturated(max(0, local.subtractingSaturated(used)))
      if limits.borrowing[here] != NodeQuotas.unlimited {
        let stored = limits.subtree[here] - local - max(0, used.subtractingSaturated(local))
        best = min(best, locals.addingSaturated(stored.addingSaturated(limits.borrowing[here])))
      }
      node = parents[node]
    }
  }

  /// Whether a queue can take a workload in as things are; O(entries × depth).
  package func fits(_ request: QuotaUsage, in queue: Int) -> Bool {
    request.entries.allSatisfy { $0.amount <= available(to: queue, $0.flavorResource) }
  }

  /// Whether a node would use more than its subtree has; O(1).
  package func isBorrowing(_ node: Int, _ flavorResource: Int, with more: Int64 = 0) -> Bool {
    let here = index(node, flavorResource)
    return usage[here].addingSaturated(more) > limits.subtree[here]
  }

  /// Counts a workload in a queue and, above what the queue owns for itself, in its cohorts.
  package mutating func charge(_ request: QuotaUsage, to queue: Int) {
    for entry in request.entries { add(entry.amount, queue, entry.flavorResource) }
  }

  /// Takes back what `charge` counted.
  package mutating func release(_ request: QuotaUsage, from queue: Int) {
    for entry in request.entries { subtract(entry.amount, queue, entry.flavorResource) }
  }

  private mutating func add(_ amount: Int64, _ node: Int, _ flavorResource: Int) {
    var (amount, node) = (amount, node)
    while node >= 0, amount > 0 {
      let here = index(node, flavorResource)
      let free = max(0, limits.local[here].subtractingSaturated(usage[here]))
      usage[here] = usage[here].addingSaturated(amount)
      amount -= free
      node = parents[node]
    }
  }

  private mutating func subtract(_ amount: Int64, _ node: Int, _ flavorResource: Int) {
    var (amount, node) = (amount, node)
    while node >= 0, amount > 0 {
      let here = index(node, flavorResource)
      let storedAbove = usage[here].subtractingSaturated(limits.local[here])
      usage[here] = usage[here].subtractingSaturated(amount)
      amount = min(amount, storedAbove)
      node = parents[node]
    }
  }

  /// Numbers amounts by flavor and resource as this tree does.
  ///
  /// Nil if one is negative or above 2⁶¹, or not 0 where the tree doesn't count.
  package func usage(_ amounts: [FlavorResource: Int64]) -> QuotaUsage? {
    var entries: [QuotaUsage.Entry] = []
    for (name, amount) in amounts.sorted(by: { $0.key < $1.key }) where amount != 0 {
      guard let number = flavorResources.firstIndex(of: name), 0..<(1 << 61) ~= amount
      else { return nil }
      entries.append(QuotaUsage.Entry(flavorResource: number, amount: amount))
    }
    return QuotaUsage(entries: entries)
  }
}
