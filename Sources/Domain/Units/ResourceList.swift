/// The name of a schedulable resource, as Kubernetes spells it.
package struct ResourceName: Hashable, Comparable, Sendable, Codable {
  package var rawValue: String

  package init(_ rawValue: String) { self.rawValue = rawValue }

  /// Processor time, counted in milli-CPU.
  package static let cpu = ResourceName("cpu")
  /// Memory, counted in bytes.
  package static let memory = ResourceName("memory")
  /// Local scratch space, counted in bytes.
  package static let ephemeralStorage = ResourceName("ephemeral-storage")
  /// Pod slots of a node.
  package static let pods = ResourceName("pods")
  /// Whole GPUs, or their time-sliced replicas.
  package static let gpu = ResourceName("nvidia.com/gpu")

  /// The resource under which the MIG slices of one profile are advertised (mixed strategy).
  package static func mig(_ profile: String) -> ResourceName {
    ResourceName("nvidia.com/mig-\(profile)")
  }

  /// Whether this is neither cpu, memory, ephemeral storage nor pods.
  package var isExtended: Bool { rawValue.contains("/") }

  /// Whether this resource is a GPU, a time-sliced share of one, or a MIG slice.
  package var isGPU: Bool { self == .gpu || rawValue.hasPrefix("nvidia.com/mig-") }

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// Amounts by resource: cpu in milli-CPU, memory and storage in bytes, everything else counted.
///
/// A resource that is absent was *not specified*, which admission and scoring tell apart from 0.
package struct ResourceList: Hashable, Sendable, Codable {
  private var amounts: [ResourceName: Int64]

  package init(_ amounts: [ResourceName: Int64] = [:]) { self.amounts = amounts }

  package subscript(name: ResourceName) -> Int64? {
    get { amounts[name] }
    set { amounts[name] = newValue }
  }

  /// The amount, or 0 where none was specified.
  package func amount(_ name: ResourceName) -> Int64 { amounts[name] ?? 0 }

  /// GPUs, shares or slices of them; where one is not specified, the other list decides.
  package func gpus(orElse other: ResourceList) -> Int64 {
    let names = Set(amounts.keys).union(other.amounts.keys).filter(\.isGPU)
    return names.reduce(0) { $0 + (amounts[$1] ?? other.amount($1)) }
  }

  /// The specified resources in the order of their names, so that every process agrees.
  package var names: [ResourceName] { amounts.keys.sorted() }

  package var isEmpty: Bool { amounts.isEmpty }

  /// Sums by resource; a sum beyond the range stays at its end.
  package static func + (lhs: Self, rhs: Self) -> Self {
    Self(lhs.amounts.merging(rhs.amounts) { $0.addingSaturated($1) })
  }

  /// Differences by resource; one beyond the range stays at its end.
  package static func - (lhs: Self, rhs: Self) -> Self {
    var difference = lhs
    for (name, amount) in rhs.amounts {
      difference[name] = lhs.amount(name).subtractingSaturated(amount)
    }
    return difference
  }
}
