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

/// A ResourceQuota that is about some of a namespace's pods only, or about all if it has no scope.
package struct ScopedQuota: Hashable, Sendable {
  /// What a pod must be for the quota to count it; the words are Kubernetes' own.
  package enum Scope: Hashable, Sendable {
    /// The pod has an active deadline.
    case terminating
    case notTerminating
    case bestEffort
    case notBestEffort
    /// The pod names a priority class for which the condition holds.
    case priorityClass(PriorityClassCondition)
    /// The pod's affinity is about pods of other namespaces.
    case crossNamespacePodAffinity
  }

  package enum PriorityClassCondition: Hashable, Sendable {
    case isOneOf([String])
    case isNoneOf([String])
    case exists
    case doesNotExist
  }

  /// RFC 1123 name, unique within its tenant.
  package var name: String
  package var hard: [QuotaKey: Int64]
  /// A pod must match all of them.
  package var scopes: [Scope]

  package init(name: String, hard: [QuotaKey: Int64], scopes: [Scope] = []) {
    self.name = name
    self.hard = hard
    self.scopes = scopes
  }
}

/// Bounds and defaults of a namespace: a Kubernetes LimitRange of type Container, or of type Pod,
/// which has no defaults.
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
