import Domain
import Randomness
import Testing

/// Geometries, and what is left of a GPU.
@Suite struct MIGTests {
  private func geometry(_ model: String) throws -> MIGGeometry {
    try #require(MIGModel.named(model)).geometry
  }

  @Test func everyModelIsWellFormed() throws {
    let names = ["A30", "A100-40GB", "A100-80GB", "H100-80GB", "H200", "B200", "RTX-PRO-6000"]
    #expect(MIGModel.all.map(\.name) == names)
    for model in MIGModel.all {
      for profile in model.geometry.profiles {
        let most = Array(repeating: profile.name, count: profile.mostInstances)
        #expect(model.geometry.hasRoom(for: most), "\(model.name) \(profile.name)")
        #expect(!model.geometry.hasRoom(for: most + [profile.name]))
      }
    }
  }

  /// NVIDIA's user guide shows 19 configurations of GPUs with seven slices, and 5 of the A30.
  ///
  /// The 19 are 14 combinations of instances; with the double-memory 1g there are 78.
  @Test func maximalPlacements() throws {
    let seven = try geometry("A100-40GB")
    let plain = try placements(seven) { !["1g.5gb+me", "1g.10gb"].contains($0) }
    #expect(plain.count == 19)
    #expect(Set(plain.map { $0.map(\.profile).sorted() }).count == 14)
    #expect(try placements(seven) { $0 != "1g.5gb+me" }.count == 78)
    #expect(try placements(geometry("A30")) { !$0.hasSuffix("+me") }.count == 5)
    #expect(try placements(geometry("RTX-PRO-6000")) { _ in true }.count == 5)
  }

  /// Every set of instances beside which no other finds a place.
  private func placements(
    _ geometry: MIGGeometry,
    of isWanted: (String) -> Bool
  ) throws -> Set<Set<MIGInstance>> {
    let wanted = try #require(
      MIGGeometry(
        memorySlots: geometry.memorySlots,
        computeSlices: geometry.computeSlices,
        profiles: geometry.profiles.filter { isWanted($0.name) }
      )
    )
    var seen: Set<Set<MIGInstance>> = []
    var maximal: Set<Set<MIGInstance>> = []
    var open: [Set<MIGInstance>] = [[]]
    while let instances = open.popLast() {
      guard seen.insert(instances).inserted else { continue }
      let more = wanted.freePlaces(besides: Array(instances))
      if more.isEmpty { maximal.insert(instances) }
      open += more.map { instances.union([$0]) }
    }
    return maximal
  }

  @Test func twoSmallInstancesBlockBothLargePlaces() throws {
    let seven = try geometry("H100-80GB")
    let occupied = [
      MIGInstance(profile: "1g.10gb", start: 2), MIGInstance(profile: "1g.10gb", start: 4),
    ]
    let left = try #require(MIGFragmentation(of: seven, with: occupied))
    // Slots 0, 1, 3, 5, 6, 7 and 5 slices are free: enough for one 3g or 4g, but no place; of 2g
    // enough for two, with a place at 0 only. A double 1g fits at 0 and at 6.
    #expect(left.unreachable["3g.40gb"] == 1)
    #expect(left.unreachable["4g.40gb"] == 1)
    #expect(left.reachable["2g.20gb"] == 1)
    #expect(left.unreachable["2g.20gb"] == 1)
    #expect(left.reachable["1g.20gb"] == 2)
    #expect(left.unreachable["1g.20gb"] == 1)
    #expect(left.fitting == ["1g.10gb", "1g.10gb+me", "1g.20gb", "2g.20gb"])
    #expect(left.unreachable["7g.80gb"] == 0)
  }

  @Test func theSeventhSliceIsOutOfReach() throws {
    let seven = try geometry("A100-80GB")
    let halves = [
      MIGInstance(profile: "3g.40gb", start: 0), MIGInstance(profile: "3g.40gb", start: 4),
    ]
    #expect(seven.freePlaces(besides: halves).isEmpty)
    #expect(seven.hasRoom(for: ["4g.40gb", "3g.40gb"]))
    #expect(!seven.hasRoom(for: ["4g.40gb", "4g.40gb"]))
  }

  @Test func impossibleGeometriesAndInstances() throws {
    let seven = try geometry("A100-80GB")
    for wrong in [
      MIGInstance(profile: "8g", start: 0), MIGInstance(profile: "7g.80gb", start: 1),
      MIGInstance(profile: "1g.10gb", start: -1), MIGInstance(profile: "1g.10gb", start: .max),
    ] {
      #expect(!seven.hasRoom(for: [], besides: [wrong]))
      #expect(MIGFragmentation(of: seven, with: [wrong]) == nil)
    }
    #expect(MIGGeometry(memorySlots: 17, computeSlices: 7, profiles: []) == nil)
    let wide = MIGProfile(name: "w", slots: 9, computeSlices: 1, mostInstances: 1, starts: [0])
    #expect(MIGGeometry(memorySlots: 8, computeSlices: 7, profiles: [wide]) == nil)
  }

  /// The search over sets of taken slots agrees with trying every start of every instance.
  @Test func roomAgreesWithTryingEverything() throws {
    for seed in 1...300 {
      var stream = RandomStream(seed: UInt64(seed), purpose: "mig")
      let seven = try geometry("A100-40GB")
      let names = seven.profiles.map(\.name)
      let wanted = (0..<(1 + Int(stream.next() % 6))).map { _ in
        names[Int(stream.next() % UInt64(names.count))]
      }
      let room = seven.hasRoom(for: wanted)
      #expect(room == hasRoomSlowly(seven, wanted[...], []), "seed \(seed): \(wanted)")
    }
  }

  private func hasRoomSlowly(
    _ geometry: MIGGeometry,
    _ wanted: ArraySlice<String>,
    _ placed: [MIGInstance]
  ) -> Bool {
    guard let name = wanted.first else { return true }
    return geometry.freePlaces(besides: placed).contains { place in
      place.profile == name && hasRoomSlowly(geometry, wanted.dropFirst(), placed + [place])
    }
  }
}
