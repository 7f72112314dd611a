internal import Domain
internal import Scheduling

extension ConformanceTopic {
  /// DRF by progressive filling.
  static let dominantResourceFairness = ConformanceTopic("drf") {
    (inputs: DRFInputs, expected: DRFExpected) in
    let names = inputs.users.map(\.name)
    let division = try DominantResourceFairness(
      capacity: named(inputs.capacity),
      users: inputs.users.map { user in
        DominantResourceFairness.User(
          demand: named(user.demand),
          weight: user.weight?.weight ?? .one
        )
      }
    )
    guard !expected.tasks.isEmpty else { throw Mismatch(description: "no tasks are expected") }
    let tasks = Dictionary(zip(names, division.tasks), uniquingKeysWith: +)
    for (name, count) in expected.tasks { try expectEqual(tasks[name], count, "tasks of \(name)") }
    if let order = expected.order {
      try expectEqual(division.order.map { names[$0] }, order, "order")
    }
    for (name, pair) in expected.dominantShare {
      guard let user = names.firstIndex(of: name), pair.count == 2 else {
        throw Mismatch(description: "no share can be told of \(name)")
      }
      let share = division.dominantShare(of: user)
      let (ours, theirs) = (
        share.numerator.multipliedFullWidth(by: pair[1]),
        pair[0].multipliedFullWidth(by: share.denominator)
      )
      guard ours == theirs else {
        throw Mismatch(
          description:
            "share of \(name): found \(share.numerator)/\(share.denominator), expected \(pair)"
        )
      }
    }
  }

  private static func named(_ amounts: [String: Int64]) -> [ResourceName: Int64] {
    Dictionary(uniqueKeysWithValues: amounts.map { (ResourceName($0.key), $0.value) })
  }
}

private struct DRFInputs: Decodable {
  var capacity: [String: Int64]
  var users: [User]

  struct User: Decodable {
    var name: String
    var demand: [String: Int64]
    var weight: ExactWeight?
  }
}

private struct DRFExpected: Decodable {
  var tasks: [String: Int]
  /// Numerator and denominator.
  var dominantShare: [String: [Int64]]
  /// Nil leaves it open.
  var order: [String]?
}
