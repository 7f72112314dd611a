package import Domain

/// Divides several resources among users who need them in fixed proportions, task by task.
///
/// The user with the smallest dominant share, divided by weight, gets the next task (of several,
/// the one listed first); one whose task no longer fits is done.
///
/// Source: Ghodsi et al., "Dominant Resource Fairness", NSDI 2011, algorithm 1.
package struct DominantResourceFairness: Sendable {
  package struct User: Sendable {
    /// Of one task; not empty.
    package var demand: [ResourceName: Int64]
    /// Above 0.
    package var weight: FairWeight

    package init(demand: [ResourceName: Int64], weight: FairWeight = .one) {
      self.demand = demand
      self.weight = weight
    }
  }

  package enum Failure: Error, Equatable, Sendable {
    case negativeAmount
    /// A user demands nothing, or has a weight of 0.
    case unboundedUser(Int)
    case tooManyTasks
  }

  /// Tasks launched, by user.
  package private(set) var tasks: [Int]
  /// Users in the order in which their tasks were launched.
  package private(set) var order: [Int] = []

  private let users: [User]
  private let capacity: [ResourceName: Int64]
  private let dominant: [ResourceName?]

  /// Fills the capacity; a hostile input may cost `taskLimit` tasks at most; O(tasks × users).
  package init(
    capacity: [ResourceName: Int64],
    users: [User],
    taskLimit: Int = 1_000_000
  ) throws(Failure) {
    let amounts = users.flatMap(\.demand.values) + capacity.values
    if amounts.contains(where: { $0 < 0 }) { throw .negativeAmount }
    if let user = users.firstIndex(where: { user in
      user.weight.isZero || user.demand.allSatisfy { $0.value == 0 }
    }) {
      throw .unboundedUser(user)
    }
    self.users = users
    self.capacity = capacity
    tasks = [Int](repeating: 0, count: users.count)
    dominant = users.map { Self.dominantResource(of: $0, capacity) }
    try fill(taskLimit)
  }

  private mutating func fill(_ taskLimit: Int) throws(Failure) {
    var left = capacity
    var active = Array(users.indices)
    while let user = active.min(by: { (share(of: $0), $0) < (share(of: $1), $1) }) {
      guard users[user].demand.allSatisfy({ $0.value <= left[$0.key] ?? 0 }) else {
        active.removeAll { $0 == user }
        continue
      }
      if order.count == taskLimit { throw .tooManyTasks }
      for (name, amount) in users[user].demand { left[name, default: 0] -= amount }
      tasks[user] += 1
      order.append(user)
    }
  }

  /// The dominant share of a user as numerator and denominator, not reduced.
  package func dominantShare(of user: Int) -> (numerator: Int64, denominator: Int64) {
    guard tasks[user] > 0, let name = dominant[user] else { return (0, 1) }
    return (Int64(tasks[user]) * (users[user].demand[name] ?? 0), capacity[name] ?? 1)
  }

  private func share(of user: Int) -> Fraction {
    let (numerator, denominator) = dominantShare(of: user)
    let weight = users[user].weight
    return Fraction(
      numerator: UInt128(numerator) * UInt128(weight.denominator),
      denominator: UInt128(denominator) * UInt128(weight.numerator)
    )
  }

  private static func ratio(
    _ user: User,
    _ name: ResourceName,
    _ capacity: [ResourceName: Int64]
  ) -> Fraction {
    Fraction(
      numerator: UInt128(user.demand[name, default: 0]),
      denominator: UInt128(capacity[name, default: 1])
    )
  }

  /// Where one task takes the largest share; nil if it asks for what isn't there at all.
  private static func dominantResource(
    of user: User,
    _ capacity: [ResourceName: Int64]
  ) -> ResourceName? {
    let names = user.demand.filter { $0.value > 0 }.keys.sorted()
    if names.contains(where: { (capacity[$0] ?? 0) == 0 }) { return nil }
    return names.max { ratio(user, $0, capacity) < ratio(user, $1, capacity) }
  }
}
