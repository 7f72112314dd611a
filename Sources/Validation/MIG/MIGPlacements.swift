internal import Domain

/// The maximal placements of instances beside NVIDIA's counts.
func placementTable() -> (table: SuiteReport.Table, passed: Bool) {
  let checks: [(model: String, what: String, without: [String], published: Int?, isSets: Bool)] = [
    ("A100-80GB", "placements without 1g.20gb", ["1g.10gb+me", "1g.20gb"], 19, false),
    ("A100-80GB", "combinations of them", ["1g.10gb+me", "1g.20gb"], 14, true),
    ("A100-80GB", "placements with 1g.20gb", ["1g.10gb+me"], 78, false),
    ("H100-80GB", "placements without 1g.20gb", ["1g.10gb+me", "1g.20gb"], 19, false),
    ("A30", "placements", ["1g.6gb+me", "2g.12gb+me"], 5, false),
  ]
  var passed = true
  let rows = checks.map { check -> [SuiteReport.Cell] in
    let found = MIGModel.named(check.model).map { model in
      let maximal = maximalPlacements(model.geometry, without: Set(check.without))
      return check.isSets ? Set(maximal.map { $0.map(\.profile).sorted() }).count : maximal.count
    }
    let isRight = found == check.published
    passed = passed && isRight
    return [
      .text(check.model), .text(check.what), .integer(Int64(found ?? 0)),
      .integer(Int64(check.published ?? 0)), .text(isRight ? "pass" : "fail"),
    ]
  }
  let table = SuiteReport.Table(
    name: "placements",
    columns: [
      .init("model", title: "model"), .init("what", title: "maximal"), .init("ours", title: "ours"),
      .init("published", title: "NVIDIA"), .init("verdict", title: "verdict"),
    ],
    rows: rows
  )
  return (table, passed)
}

/// Every set of instances beside which no other finds a place.
///
/// - Complexity: O(*sets* × *places*); some thousands for GPUs with seven slices.
private func maximalPlacements(
  _ geometry: MIGGeometry,
  without names: Set<String>
) -> Set<Set<MIGInstance>> {
  let profiles = geometry.profiles.filter { !names.contains($0.name) }
  guard
    let wanted = MIGGeometry(
      memorySlots: geometry.memorySlots,
      computeSlices: geometry.computeSlices,
      profiles: profiles
    )
  else { return [] }
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
