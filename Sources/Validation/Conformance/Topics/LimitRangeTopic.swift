internal import Domain
internal import Scheduling

extension ConformanceTopic {
  /// Defaulting and validation by a LimitRange item.
  static let limitRange = ConformanceTopic("limit_range") {
    (inputs: LimitRangeInputs, expected: LimitRangeExpected) in
    let item = inputs.limitRange
    let type = try known(LimitRangeType(rawValue: item.type), "unknown type '\(item.type)'")
    var range = item.range
    var pod = inputs.pod
    if inputs.applyObjectDefaulting {
      pod = pod.apiDefaulted
      if type == .container { range = range.completed }
    }
    if type == .container { pod = range.defaulting(pod) }
    let violations = range.violations(by: pod, type: type)
    guard violations.isEmpty == expected.admitted else {
      throw Mismatch(description: "admitted: found \(violations.isEmpty) \(violations)")
    }
    if let after = expected.containersAfter {
      try expectEqual(pod.containers, after.map(\.spec), "containers after")
    }
    if let after = expected.initContainersAfter {
      try expectEqual(pod.initContainers, after.map(\.spec), "init containers after")
    }
  }
}

private struct LimitRangeInputs: Decodable {
  struct Item: Decodable {
    var type: String
    var min: Amounts?
    var max: Amounts?
    var `default`: Amounts?
    var defaultRequest: Amounts?
    /// In thousandths.
    var maxLimitRequestRatio: Amounts?

    var range: LimitRange {
      LimitRange(
        defaultLimits: ResourceList(self.default),
        defaultRequests: ResourceList(defaultRequest),
        min: ResourceList(min),
        max: ResourceList(max),
        maxLimitRequestRatioMilli: ResourceList(maxLimitRequestRatio)
      )
    }
  }

  var containers: [ContainerShape]
  var initContainers: [ContainerShape]?
  var limitRange: Item
  var applyObjectDefaulting: Bool

  var pod: PodSpec {
    PodSpec(
      containers: containers.map(\.spec),
      initContainers: (initContainers ?? []).map(\.spec)
    )
  }
}

private struct LimitRangeExpected: Decodable {
  var admitted: Bool
  var containersAfter: [ContainerShape]?
  var initContainersAfter: [ContainerShape]?
}
