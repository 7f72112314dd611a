package import Domain

/// The resources of one cluster under dense indices, so that the books are plain arrays.
package struct ResourceIndex: Sendable {
  package static let cpu = 0
  package static let memory = 1
  package static let pods = 2

  /// CPU, memory and pods, then the others by name.
  package let names: [ResourceName]
  private let indices: [ResourceName: Int]

  package init(naming lists: [ResourceList]) {
    let fixed: [ResourceName] = [.cpu, .memory, .pods]
    var others: Set<ResourceName> = []
    for list in lists { others.formUnion(list.names) }
    names = fixed + others.subtracting(fixed).sorted()
    indices = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
  }

  package func index(of name: ResourceName) -> Int? { indices[name] }

  /// The amounts of a list by index; what it doesn't name is 0.
  func amounts(of list: ResourceList) -> [Int64] { names.map(list.amount) }
}
