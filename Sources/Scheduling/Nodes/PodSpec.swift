package import Domain

/// A pod as admission and the scheduler see it.
package struct PodSpec: Sendable, Equatable {
  package var containers: [ContainerSpec]
  /// Run one after another before the containers.
  package var initContainers: [ContainerSpec]
  /// What the sandbox itself takes.
  package var overhead: ResourceList
  /// Resources given for the pod as a whole; when present they alone decide the QoS class.
  package var podLevel: ContainerSpec?
  /// Whether the pod has an active deadline.
  package var isTerminating: Bool
  package var priorityClass: String?
  /// Whether it has succeeded or failed, so that it counts for no quota any more.
  package var isFinished: Bool
  /// Whether an affinity term of it names other namespaces than its own.
  package var hasCrossNamespaceAffinity: Bool

  package init(
    containers: [ContainerSpec],
    initContainers: [ContainerSpec] = [],
    overhead: ResourceList = ResourceList(),
    podLevel: ContainerSpec? = nil,
    isTerminating: Bool = false,
    priorityClass: String? = nil,
    isFinished: Bool = false,
    hasCrossNamespaceAffinity: Bool = false
  ) {
    self.containers = containers
    self.initContainers = initContainers
    self.overhead = overhead
    self.podLevel = podLevel
    self.isTerminating = isTerminating
    self.priorityClass = priorityClass
    self.isFinished = isFinished
    self.hasCrossNamespaceAffinity = hasCrossNamespaceAffinity
  }

  /// A pod of one container.
  package init(requests: ResourceList, limits: ResourceList = ResourceList()) {
    self.init(containers: [ContainerSpec(requests: requests, limits: limits)])
  }

  /// The containers of both sorts, each of which must keep the rules.
  package var allContainers: [ContainerSpec] { containers + initContainers }

  /// By resource the larger of what the containers need together and any init container alone,
  /// plus the overhead.
  package var totalRequests: ResourceList { total(\.requests) + overhead }

  /// The same sum over limits; the overhead counts where there is a limit.
  package var totalLimits: ResourceList {
    var sum = total(\.limits)
    for name in overhead.names {
      if let limit = sum[name] { sum[name] = limit.addingSaturated(overhead.amount(name)) }
    }
    return sum
  }

  /// By resource the larger of the containers' sum and any init container; no overhead.
  func total(_ amounts: KeyPath<ContainerSpec, ResourceList>) -> ResourceList {
    var sum = containers.reduce(ResourceList()) { $0 + $1[keyPath: amounts] }
    for container in initContainers {
      let list = container[keyPath: amounts]
      for name in list.names { sum[name] = max(sum[name] ?? .min, list.amount(name)) }
    }
    return sum
  }

  /// The request as scoring counts it: a container that omits it counts with the default.
  func scoredRequest(_ name: ResourceName, byDefault amount: Int64) -> Int64 {
    let running = containers.reduce(Int64(0)) { $0.addingSaturated($1.requests[name] ?? amount) }
    let starting = initContainers.map { $0.requests[name] ?? amount }.max() ?? 0
    return max(running, starting).addingSaturated(overhead.amount(name))
  }
}

/// What one container asks for and may use at most.
package struct ContainerSpec: Sendable, Equatable {
  package var requests: ResourceList
  package var limits: ResourceList

  package init(requests: ResourceList = ResourceList(), limits: ResourceList = ResourceList()) {
    self.requests = requests
    self.limits = limits
  }
}
