import Decisions
import Domain
import Randomness
import Running
import Testing

/// The search for tiers against brute force.
@Suite struct TierSearchTests {
  private typealias Tiers = TierSearch.Tiers

  /// Every assignment of so many tenants.
  private func all(_ count: Int) -> [Tiers] {
    (0..<count).reduce([[]]) { lists, _ in
      lists.flatMap { list in RiskTier.allCases.map { list + [$0] } }
    }
  }

  private func separation(_ tiers: Tiers) -> Int { tiers.reduce(0) { $0 + $1.rank } }

  private func run(
    _ search: TierSearch,
    _ prices: [Tiers: Int64],
    _ passes: (Tiers) -> Bool
  ) async throws -> TierSearch.Result {
    try await search.run(
      price: { prices[$0] },
      attempt: { (tiers) async throws(RunError) in
        passes(tiers) ? .passes : .misses(Set(tiers.indices.filter { tiers[$0] == .low }))
      }
    )
  }

  /// Any prices, any verdicts, some that can't be built: the cheapest that passes is found.
  @Test func fewTenantsAreSearchedExhaustively() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomStream(seed: seed, purpose: "tiers")
    for _ in 0..<100 {
      let count = Int.random(in: 1...4, using: &random)
      var prices: [Tiers: Int64] = [:]
      var passing: Set<Tiers> = []
      for tiers in all(count) {
        if Int.random(in: 0..<5, using: &random) > 0 {
          prices[tiers] = Int64.random(in: 1...6, using: &random)
        }
        if Int.random(in: 0..<4, using: &random) == 0 { passing.insert(tiers) }
      }
      let low = Tiers(repeating: .low, count: count)
      let search = TierSearch(
        floor: low,
        stated: low,
        pressure: low.map { _ in 1 },
        mostTrials: 1000
      )
      let found = try await run(search, prices, passing.contains)
      let best = all(count).filter { passing.contains($0) && prices[$0] != nil }
        .map { (prices[$0] ?? 0, separation($0)) }.min { $0 < $1 }
      let mine = found.tiers.map { (prices[$0] ?? 0, separation($0)) }
      #expect(mine?.0 == best?.0 && mine?.1 == best?.1, "seed \(seed)")
      #expect(found.isExhaustive && !found.ranOut)
    }
  }

  /// Where each tenant needs a tier of its own and higher ones cost more, climbing finds exactly
  /// those, however many tenants there are.
  @Test func manyTenantsEachWithANeed() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomStream(seed: seed, purpose: "tiers")
    for _ in 0..<20 {
      let count = Int.random(in: 6...9, using: &random)
      let needs = (0..<count).map { _ in Int.random(in: 0...2, using: &random) }
      let low = Tiers(repeating: .low, count: count)
      let search = TierSearch(
        floor: low,
        stated: Tiers(repeating: .high, count: count),
        pressure: needs.map { _ in Double.random(in: 0...1, using: &random) },
        mostTrials: 1000
      )
      let found = try await search.run(
        price: { tiers in Int64(tiers.reduce(0) { $0 + $1.rank * $1.rank }) },
        attempt: { (tiers) async throws(RunError) in
          let missing = tiers.indices.filter { tiers[$0].rank < needs[$0] }
          return missing.isEmpty ? .passes : .misses(Set(missing))
        }
      )
      #expect(found.tiers?.map(\.rank) == needs, "seed \(seed)")
      #expect(!found.isExhaustive)
    }
  }

  /// The one that helps by leaving is found although it misses nothing itself.
  @Test func theNeighbourMayBeMoved() async throws {
    let low = Tiers(repeating: .low, count: 7)
    let search = TierSearch(
      floor: low,
      stated: low,
      pressure: [1, 1, 1, 9, 1, 1, 1],
      mostTrials: 100
    )
    let found = try await search.run(
      price: { tiers in Int64(tiers.reduce(0) { $0 + $1.rank }) },
      attempt: { (tiers) async throws(RunError) in
        let others = [0, 1, 2, 4, 5, 6].filter { tiers[$0] == .low }
        return tiers[3] != .low || others.isEmpty ? .passes : .misses(Set(others))
      }
    )
    #expect(found.tiers == [.low, .low, .low, .medium, .low, .low, .low])
  }

  @Test func stopsWhenItsTrialsAreUsedUp() async throws {
    let low = Tiers(repeating: .low, count: 3)
    let search = TierSearch(floor: low, stated: low, pressure: [1, 1, 1], mostTrials: 4)
    let prices = Dictionary(uniqueKeysWithValues: all(3).map { ($0, Int64(1)) })
    let found = try await run(search, prices) { _ in false }
    #expect(found.tiers == nil && !found.isExhaustive && found.tried == 4 && found.ranOut)
  }

  @Test func nobodyGoesBelowTheFloor() async throws {
    let stated: Tiers = [.medium, .low, .high]
    let search = TierSearch(
      floor: stated,
      stated: stated,
      pressure: [1, 1, 1],
      mostTrials: 100
    )
    let prices = Dictionary(
      uniqueKeysWithValues: all(3).map { ($0, Int64($0.reduce(0) { $0 + $1.rank })) }
    )
    let found = try await run(search, prices) { _ in true }
    #expect(found.tiers == stated && found.tried == 1)
  }
}
