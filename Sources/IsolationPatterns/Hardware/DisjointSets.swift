/// Numbers from 0 that belong together, directly or by way of others.
package struct DisjointSets {
  private var parents: [Int]

  package init(count: Int) { parents = Array(0..<count) }

  package mutating func join(_ members: [Int]) {
    guard let first = members.first else { return }
    for member in members.dropFirst() {
      let (one, other) = (root(of: first), root(of: member))
      parents[max(one, other)] = min(one, other)
    }
  }

  /// The number of each member's set, counted in the order of their first members.
  package var numbers: [Int] {
    var numbers: [Int: Int] = [:]
    return parents.indices.map { member in
      let root = root(of: member)
      if let number = numbers[root] { return number }
      numbers[root] = numbers.count
      return numbers.count - 1
    }
  }

  package var all: [[Int]] {
    let numbers = numbers
    var sets = Array(repeating: [Int](), count: (numbers.max() ?? -1) + 1)
    for (member, number) in numbers.enumerated() { sets[number].append(member) }
    return sets
  }

  private func root(of member: Int) -> Int {
    var member = member
    while parents[member] != member { member = parents[member] }
    return member
  }
}
