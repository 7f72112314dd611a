/// Seats of API Priority and Fairness: who may have how many requests in execution.
///
/// Source: `apiserver/pkg/util/flowcontrol/apf_controller.go` of Kubernetes 1.36.
package struct PriorityLevel: Sendable {
  package var name: String
  package var shares: Int64
  /// Seats that idle levels lend, in percent of the nominal ones.
  package var lendablePercent: Int64

  package init(name: String, shares: Int64, lendablePercent: Int64 = 0) {
    self.name = name
    self.shares = shares
    self.lendablePercent = lendablePercent
  }

  /// The levels of a cluster that nobody has changed.
  package static let defaults = [
    PriorityLevel(name: "system", shares: 30, lendablePercent: 33),
    PriorityLevel(name: "node-high", shares: 40, lendablePercent: 25),
    PriorityLevel(name: "leader-election", shares: 10, lendablePercent: 0),
    PriorityLevel(name: "workload-high", shares: 40, lendablePercent: 50),
    PriorityLevel(name: "workload-low", shares: 100, lendablePercent: 90),
    PriorityLevel(name: "global-default", shares: 20, lendablePercent: 50),
    PriorityLevel(name: "catch-all", shares: 5, lendablePercent: 0),
  ]
}

/// The seats of a level.
package struct LevelSeats: Sendable, Equatable {
  package var nominal: Int64
  /// What it keeps however much the others borrow.
  package var least: Int64
}

/// Divides an API server's seats among levels, each rounded up.
///
/// By default there are 600: 400 reads and 200 writes in flight.
package func seats(of levels: [PriorityLevel], total: Int64 = 600) -> [LevelSeats] {
  let sum = levels.reduce(Int128(0)) { $0 + Int128($1.shares) }
  return levels.map { level in
    guard sum > 0 else { return LevelSeats(nominal: 0, least: 0) }
    let nominal = (Int128(total) * Int128(level.shares) + sum - 1) / sum
    // Rounded to the nearest, as upstream does.
    let lendable = (nominal * Int128(level.lendablePercent) * 2 + 100) / 200
    return LevelSeats(
      nominal: Int64(clamping: nominal),
      least: Int64(clamping: nominal - lendable)
    )
  }
}
