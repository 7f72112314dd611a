package import Domain
package import Running

/// The search for the cheapest assignment of tenants to tiers that passes.
///
/// With few tenants all assignments are tried, the cheapest first, until one passes. With more, two
/// climbs start from the lowest tiers: one raises the tenants that miss, the other the tenant that
/// takes most. The cheapest that passes, or the assignment as stated, then goes down again: each
/// tenant is lowered as long as everything still passes at a lower price. That finds an assignment
/// that no single step down can better, which need not be the cheapest of all.
package struct TierSearch: Sendable {
  package typealias Tiers = [RiskTier]

  /// What a trial of an assignment showed.
  package enum Finding: Sendable {
    case passes
    /// The tenants, by number, that miss an objective or lack a pod.
    case misses(Set<Int>)
    case unbuildable
  }

  /// The best assignment, and how it was found.
  package struct Result: Sendable, Equatable {
    /// Nil if none of those tried passes.
    package var tiers: Tiers?
    package var isExhaustive: Bool
    package var tried: Int
    /// Whether the search ended because it had tried as many as it may.
    package var ranOut: Bool
  }

  /// No tenant goes below.
  package var floor: Tiers
  package var stated: Tiers
  /// How much each tenant takes of the machines, in any unit.
  package var pressure: [Double]
  /// Most assignments that are tried.
  package var mostTrials: Int

  package init(floor: Tiers, stated: Tiers, pressure: [Double], mostTrials: Int) {
    precondition(floor.count == stated.count && floor.count == pressure.count)
    self.floor = floor
    self.stated = stated
    self.pressure = pressure
    self.mostTrials = mostTrials
  }

  /// Most tenants whose assignments are all tried: 3⁵ = 243 are priced, few of them simulated.
  package static let mostTenants = 5

  /// Searches.
  ///
  /// - Parameters:
  ///   - price: what an assignment costs; nil if it can't be built.
  ///   - attempt: tries one; asked once for each.
  /// - Returns: the best assignment, if any passes, and how it was found.
  /// - Throws: what `attempt` throws.
  package func run(
    price: (Tiers) -> Int64?,
    attempt: (Tiers) async throws(RunError) -> Finding
  ) async throws(RunError) -> Result {
    var walk = Walk(mostTrials: mostTrials)
    if floor.count <= Self.mostTenants {
      for tiers in inOrder(price) {
        if case .passes = try await walk.find(tiers, attempt) {
          return walk.result(tiers, isExhaustive: true)
        }
        if walk.ranOut { break }
      }
      return walk.result(nil, isExhaustive: true)
    }
    var best = try await climb(&walk, attempt, raising: missing)
    if let other = try await climb(&walk, attempt, raising: heaviest) {
      best = cheaper(best, other, price)
    }
    if case .passes = try await walk.find(stated, attempt) { best = cheaper(best, stated, price) }
    guard let start = best else { return walk.result(nil, isExhaustive: false) }
    let end = try await descend(from: start, &walk, price, attempt)
    return walk.result(end, isExhaustive: false)
  }

  /// Every assignment that can be built, by price, then by how much it sets apart.
  private func inOrder(_ price: (Tiers) -> Int64?) -> [Tiers] {
    var all: [Tiers] = [[]]
    for lowest in floor {
      let choices = RiskTier.allCases.filter { $0.rank >= lowest.rank }
      all = all.flatMap { head in choices.map { head + [$0] } }
    }
    let priced = all.compactMap { tiers in price(tiers).map { (tiers, $0, Self.separation(tiers)) }
    }
    return priced.enumerated()
      .sorted { ($0.element.1, $0.element.2, $0.offset) < ($1.element.1, $1.element.2, $1.offset) }
      .map(\.element.0)
  }

  private func climb(
    _ walk: inout Walk,
    _ attempt: (Tiers) async throws(RunError) -> Finding,
    raising choose: (Tiers, Set<Int>) -> [Int]
  ) async throws(RunError) -> Tiers? {
    var tiers = floor
    while true {
      guard case .misses(let tenants) = try await walk.find(tiers, attempt) else { break }
      let raised = choose(tiers, tenants)
      guard !raised.isEmpty, !walk.ranOut else { return nil }
      for tenant in raised { tiers[tenant] = tiers[tenant].higher }
    }
    guard case .passes = try await walk.find(tiers, attempt) else { return nil }
    return tiers
  }

  /// Those that miss and can go up, or else the heaviest of the others.
  private func missing(_ tiers: Tiers, _ tenants: Set<Int>) -> [Int] {
    let movable = tenants.filter { tiers[$0] != .high }.sorted()
    return movable.isEmpty ? heaviest(tiers, tenants) : movable
  }

  private func heaviest(_ tiers: Tiers, _ tenants: Set<Int>) -> [Int] {
    let movable = tiers.indices.filter { tiers[$0] != .high }
    return movable.max { pressure[$0] < pressure[$1] }.map { [$0] } ?? []
  }

  private func descend(
    from start: Tiers,
    _ walk: inout Walk,
    _ price: (Tiers) -> Int64?,
    _ attempt: (Tiers) async throws(RunError) -> Finding
  ) async throws(RunError) -> Tiers {
    var best = start
    var isMoving = true
    while isMoving {
      isMoving = false
      let steps = best.indices.flatMap { tenant in
        RiskTier.allCases.filter { $0.rank < best[tenant].rank && $0.rank >= floor[tenant].rank }
          .map { tier in
            var lower = best
            lower[tenant] = tier
            return lower
          }
      }
      let ordered = steps.compactMap { tiers in price(tiers).map { (tiers, $0) } }
        .sorted { ($0.1, Self.separation($0.0)) < ($1.1, Self.separation($1.0)) }
      for (tiers, _) in ordered where cheaper(best, tiers, price) == tiers {
        guard case .passes = try await walk.find(tiers, attempt) else { continue }
        best = tiers
        isMoving = true
        break
      }
    }
    return best
  }

  /// The cheaper of two, or of equals the one that sets less apart; the first if those are equal.
  private func cheaper(_ first: Tiers?, _ second: Tiers, _ price: (Tiers) -> Int64?) -> Tiers {
    guard let first, let one = price(first) else { return second }
    guard let other = price(second) else { return first }
    return (other, Self.separation(second)) < (one, Self.separation(first)) ? second : first
  }

  private static func separation(_ tiers: Tiers) -> Int { tiers.reduce(0) { $0 + $1.rank } }
}

/// What a search has tried so far.
private struct Walk {
  private var findings: [TierSearch.Tiers: TierSearch.Finding] = [:]
  private let mostTrials: Int
  private(set) var ranOut = false

  init(mostTrials: Int) { self.mostTrials = mostTrials }

  /// Tries an assignment, or remembers it; nil if no more may be tried.
  mutating func find(
    _ tiers: TierSearch.Tiers,
    _ attempt: (TierSearch.Tiers) async throws(RunError) -> TierSearch.Finding
  ) async throws(RunError) -> TierSearch.Finding? {
    if let known = findings[tiers] { return known }
    guard findings.count < mostTrials else {
      ranOut = true
      return nil
    }
    let finding = try await attempt(tiers)
    findings[tiers] = finding
    return finding
  }

  func result(_ tiers: TierSearch.Tiers?, isExhaustive: Bool) -> TierSearch.Result {
    TierSearch.Result(
      tiers: tiers,
      isExhaustive: isExhaustive && !ranOut,
      tried: findings.count,
      ranOut: ranOut
    )
  }
}

extension RiskTier {
  fileprivate var higher: RiskTier { self == .low ? .medium : .high }
}
