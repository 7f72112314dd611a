package import Domain

/// What a LimitRange item bounds.
package enum LimitRangeType: String, Sendable {
  case container = "Container"
  case pod = "Pod"
}

extension LimitRange {
  /// The item as the API server stores it: `max` is the default limit where none is given, and
  /// the default limit, else `min`, the default request.
  package var completed: LimitRange {
    var item = self
    item.defaultLimits.fillIn(from: max)
    item.defaultRequests.fillIn(from: item.defaultLimits)
    item.defaultRequests.fillIn(from: min)
    return item
  }

  /// The pod with the defaults of this item where its containers say nothing.
  package func defaulting(_ pod: PodSpec) -> PodSpec {
    var pod = pod
    for index in pod.containers.indices { fillIn(&pod.containers[index]) }
    for index in pod.initContainers.indices { fillIn(&pod.initContainers[index]) }
    return pod
  }

  private func fillIn(_ container: inout ContainerSpec) {
    container.limits.fillIn(from: defaultLimits)
    container.requests.fillIn(from: defaultRequests)
  }

  /// Every rule that the pod breaks, in the words of Kubernetes; empty if it is admitted.
  package func violations(by pod: PodSpec, type: LimitRangeType = .container) -> [String] {
    switch type {
    case .container:
      return pod.allContainers.flatMap { violations(by: $0, type) + $0.excesses }
    case .pod:
      let sums = ContainerSpec(requests: pod.total(\.requests), limits: pod.total(\.limits))
      return violations(by: sums, type) + pod.allContainers.flatMap(\.excesses)
    }
  }

  private func violations(by container: ContainerSpec, _ type: LimitRangeType) -> [String] {
    min.names.flatMap { floorViolations($0, container, type) }
      + max.names.flatMap { ceilingViolations($0, container, type) }
      + maxLimitRequestRatioMilli.names.flatMap { ratioViolations($0, container, type) }
  }

  private func floorViolations(
    _ name: ResourceName,
    _ container: ContainerSpec,
    _ type: LimitRangeType
  ) -> [String] {
    let floor = min.amount(name)
    let rule =
      "minimum \(name.rawValue) usage per \(type.rawValue) is \(quantityText(floor, of: name))"
    guard let request = container.requests[name] else {
      return ["\(rule).  No request is specified"]
    }
    if request < floor { return ["\(rule), but request is \(quantityText(request, of: name))"] }
    guard let limit = container.limits[name], limit < floor else { return [] }
    return ["\(rule), but limit is \(quantityText(limit, of: name))"]
  }

  private func ceilingViolations(
    _ name: ResourceName,
    _ container: ContainerSpec,
    _ type: LimitRangeType
  ) -> [String] {
    let most = max.amount(name)
    let rule =
      "maximum \(name.rawValue) usage per \(type.rawValue) is \(quantityText(most, of: name))"
    guard let limit = container.limits[name] else { return ["\(rule).  No limit is specified"] }
    if limit > most { return ["\(rule), but limit is \(quantityText(limit, of: name))"] }
    guard let request = container.requests[name], request > most else { return [] }
    return ["\(rule), but request is \(quantityText(request, of: name))"]
  }

  private func ratioViolations(
    _ name: ResourceName,
    _ container: ContainerSpec,
    _ type: LimitRangeType
  ) -> [String] {
    let most = Double(maxLimitRequestRatioMilli.amount(name)) / 1000
    let rule = "\(name.rawValue) max limit to request ratio per \(type.rawValue) is \(most)"
    let request = container.requests.amount(name)
    let limit = container.limits.amount(name)
    if request <= 0 { return ["\(rule), but no request is specified or request is 0"] }
    if limit <= 0 { return ["\(rule), but no limit is specified or limit is 0"] }
    let ratio = Double(limit) / Double(request)
    return ratio <= most ? [] : ["\(rule), but provided ratio is \(ratio)"]
  }
}

extension ContainerSpec {
  /// Requests above their limits, which the API server refuses after defaulting.
  fileprivate var excesses: [String] {
    requests.names.compactMap { name in
      guard let limit = limits[name], requests.amount(name) > limit else { return nil }
      let request = quantityText(requests.amount(name), of: name)
      let most = quantityText(limit, of: name)
      return "request \(request) must be less than or equal to \(name.rawValue) limit of \(most)"
    }
  }
}

extension PodSpec {
  /// The pod as the API server completes it before any admission: a missing request is the limit.
  package var apiDefaulted: PodSpec {
    var pod = self
    for index in pod.containers.indices {
      pod.containers[index].requests.fillIn(from: pod.containers[index].limits)
    }
    for index in pod.initContainers.indices {
      pod.initContainers[index].requests.fillIn(from: pod.initContainers[index].limits)
    }
    return pod
  }
}

extension ResourceList {
  /// Takes over what the other list names and this one doesn't.
  package mutating func fillIn(from other: ResourceList) {
    for name in other.names where self[name] == nil { self[name] = other[name] }
  }
}
