/// What a container with a CPU quota may still use in its period; times in nanoseconds.
///
/// The kernel refills a cgroup's quota on a grid of its own: a random offset plus whole periods,
/// where it stays when the group has been idle (`init_cfs_bandwidth` and `start_cfs_bandwidth` of
/// `kernel/sched/fair.c`, since a patch of February 2023).
struct Meter: BitwiseCopyable {
  /// CPU time; below 0 after an overrun, which the next period pays.
  var left: Double
  /// The next refill, an instant.
  var periodEnd: Double
  /// Whether the device wakes the container at the end of its period.
  var isWatched = false

  /// Goes on to the period of an instant; returns when it began.
  mutating func beginPeriod(of instant: Double, length: Double) -> Double {
    let passed = ((instant - periodEnd) / length).rounded(.down) + 1
    periodEnd += passed * length
    return periodEnd - length
  }
}

/// What the containers of a group request together, of those that are there.
struct GroupRequests {
  var sumMilli: Int64 = 0
  /// Nil if the weight does not follow from it.
  let formula: CPUWeightFormula?

  /// The weight that follows from the requests.
  var weight: Double? {
    formula.map { Double($0.weight(shares: cpuShares(requestMilli: sumMilli))) }
  }
}
