internal import Domain
internal import Scheduling

/// Amounts by resource, as case files write them: cpu in milli-CPU, memory in bytes.
typealias Amounts = [String: Int64]

extension ResourceList {
  init(_ amounts: Amounts?) {
    self.init()
    for (name, amount) in amounts ?? [:] { self[ResourceName(name)] = amount }
  }
}

/// Throws unless no amount is negative and all together leave room to be multiplied by 100.
///
/// The scheduler's sums are not checked for overflow, which 9 petabytes can't cause.
func expectMeasurable(_ lists: [Amounts]) throws {
  let most: Int64 = 1 << 53
  var sum: Int64 = 0
  for (name, amount) in lists.joined() {
    guard amount >= 0 else { throw Mismatch(description: "negative amount of \(name)") }
    sum = sum.addingSaturated(amount)
  }
  guard sum <= most else { throw Mismatch(description: "the amounts add up to more than \(most)") }
}

/// A container with requests and limits.
struct ContainerShape: Decodable, Equatable {
  var requests: Amounts?
  var limits: Amounts?

  var spec: ContainerSpec {
    ContainerSpec(requests: ResourceList(requests), limits: ResourceList(limits))
  }
}
