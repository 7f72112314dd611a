/// A counter of a Kubernetes ResourceQuota, for example `requests.cpu` or `pods`.
package struct QuotaKey: Hashable, Comparable, Sendable, Codable {
  package var rawValue: String

  package init(_ rawValue: String) { self.rawValue = rawValue }

  /// The number of pods in the namespace.
  package static let pods = QuotaKey("pods")

  /// The sum of the requests for a resource.
  package static func requests(_ name: ResourceName) -> QuotaKey {
    QuotaKey("requests.\(name.rawValue)")
  }

  /// The sum of the limits on a resource.
  package static func limits(_ name: ResourceName) -> QuotaKey {
    QuotaKey("limits.\(name.rawValue)")
  }

  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}

/// Per-container bounds and defaults of a namespace (a Kubernetes LimitRange of type Container).
package struct LimitRange: Hashable, Sendable, Codable {
  package var defaultLimits: ResourceList
  package var defaultRequests: ResourceList
  package var min: ResourceList
  package var max: ResourceList
  /// Largest allowed limit ÷ request, in thousandths, by resource.
  package var maxLimitRequestRatioMilli: ResourceList

  package init(
    defaultLimits: ResourceList = ResourceList(),
    defaultRequests: ResourceList = ResourceList(),
    min: ResourceList = ResourceList(),
    max: ResourceList = ResourceList(),
    maxLimitRequestRatioMilli: ResourceList = ResourceList()
  ) {
    self.defaultLimits = defaultLimits
    self.defaultRequests = defaultRequests
    self.min = min
    self.max = max
    self.maxLimitRequestRatioMilli = maxLimitRequestRatioMilli
  }
}
