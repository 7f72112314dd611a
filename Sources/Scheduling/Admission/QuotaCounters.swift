package import Domain

/// How each counter of a quota counts pods.
extension QuotaKey {
  /// What a counter adds up.
  private enum Counted {
    case pods
    case requests(ResourceName)
    case limits(ResourceName)
    /// Objects of other kinds, or something that no counter is for.
    case nothing
  }

  private var counted: Counted {
    if rawValue == "pods" || rawValue == "count/pods" { return .pods }
    if rawValue.hasPrefix("requests.") {
      let name = ResourceName(String(rawValue.dropFirst(9)))
      return name.isNative || name.isHugePages || name.isExtended ? .requests(name) : .nothing
    }
    if rawValue.hasPrefix("limits.") {
      let name = ResourceName(String(rawValue.dropFirst(7)))
      return name.isNative ? .limits(name) : .nothing
    }
    // These are short for their requests; an extended resource has no such short form.
    let name = ResourceName(rawValue)
    return name.isNative || name.isHugePages ? .requests(name) : .nothing
  }

  /// Whether pods are what the counter is about.
  var countsPods: Bool {
    if case .nothing = counted { false } else { true }
  }

  /// What one pod adds to the counter; a finished one adds nothing.
  package func usage(of pod: PodSpec) -> Int64 {
    if pod.isFinished { return 0 }
    return switch counted {
    case .pods: 1
    case .requests(let name): pod.totalRequests.amount(name)
    case .limits(let name): pod.totalLimits.amount(name)
    case .nothing: 0
    }
  }

  /// Whether a quota with this counter refuses containers that say nothing about its resource.
  var mustBeSpecified: Bool {
    switch counted {
    case .pods, .nothing: false
    case .requests(let name), .limits(let name): name == .cpu || name == .memory
    }
  }

  /// Whether every container, init containers included, says something about its resource.
  func isSpecified(by pod: PodSpec) -> Bool {
    switch counted {
    case .pods, .nothing: true
    case .requests(let name): pod.allContainers.allSatisfy { $0.requests[name] != nil }
    case .limits(let name): pod.allContainers.allSatisfy { $0.limits[name] != nil }
    }
  }

  /// `requests.cpu=2`, as refusals print it.
  func text(of amount: Int64) -> String {
    switch counted {
    case .pods, .nothing: "\(rawValue)=\(amount)"
    case .requests(let name), .limits(let name):
      "\(rawValue)=\(quantityText(amount, of: name))"
    }
  }
}

/// Which pods a quota is about; a quota with several scopes is about pods that match them all.
package enum QuotaScope: Sendable, Hashable {
  case terminating
  case notTerminating
  case bestEffort
  case notBestEffort
  case priorityClass(PriorityClassMatch)
  case crossNamespacePodAffinity

  /// The scope of that name in a quota's list of scopes, where all mean that they exist.
  package init?(named name: String) {
    switch name {
    case "Terminating": self = .terminating
    case "NotTerminating": self = .notTerminating
    case "BestEffort": self = .bestEffort
    case "NotBestEffort": self = .notBestEffort
    case "PriorityClass": self = .priorityClass(.exists)
    case "CrossNamespacePodAffinity": self = .crossNamespacePodAffinity
    default: return nil
    }
  }

  /// The scope selector's operator and its values.
  package enum PriorityClassMatch: Sendable, Hashable {
    case isOneOf([String])
    case isNoneOf([String])
    case exists
    case doesNotExist

    /// The match that a scope selector spells out; nil for an unknown operator.
    package init?(operator name: String, values: [String]) {
      switch name {
      case "In": self = .isOneOf(values)
      case "NotIn": self = .isNoneOf(values)
      case "Exists": self = .exists
      case "DoesNotExist": self = .doesNotExist
      default: return nil
      }
    }
  }

  package func matches(_ pod: PodSpec) -> Bool {
    switch self {
    case .terminating: pod.isTerminating
    case .notTerminating: !pod.isTerminating
    case .bestEffort: qualityOfService(of: pod) == .bestEffort
    case .notBestEffort: qualityOfService(of: pod) != .bestEffort
    case .priorityClass(.isOneOf(let names)): pod.priorityClass.map(names.contains) ?? false
    case .priorityClass(.isNoneOf(let names)): pod.priorityClass.map(names.contains) != true
    case .priorityClass(.exists): pod.priorityClass != nil
    case .priorityClass(.doesNotExist): pod.priorityClass == nil
    case .crossNamespacePodAffinity: pod.hasCrossNamespaceAffinity
    }
  }
}

extension QuotaScope {
  /// A scope as a scenario words it.
  init(_ scope: ScopedQuota.Scope) {
    self =
      switch scope {
      case .terminating: .terminating
      case .notTerminating: .notTerminating
      case .bestEffort: .bestEffort
      case .notBestEffort: .notBestEffort
      case .priorityClass(.isOneOf(let names)): .priorityClass(.isOneOf(names))
      case .priorityClass(.isNoneOf(let names)): .priorityClass(.isNoneOf(names))
      case .priorityClass(.exists): .priorityClass(.exists)
      case .priorityClass(.doesNotExist): .priorityClass(.doesNotExist)
      case .crossNamespacePodAffinity: .crossNamespacePodAffinity
      }
  }
}

extension ResourceName {
  fileprivate var isHugePages: Bool { rawValue.hasPrefix("hugepages-") }

  /// Whether it is a device or the like, named by a domain of its own.
  fileprivate var isExtended: Bool {
    rawValue.contains("/") && !rawValue.contains("kubernetes.io/")
      && !rawValue.hasPrefix("requests.")
  }
}
