/// The CPUs of a node, which containers share.
package struct DeviceSpec: Sendable {
  /// Thousandths of a core, divided by weight up to each container's limit.
  package var capacityMilli: Int64
  /// Cgroups that hold containers and have a weight among those which don't belong to any.
  package var groups: [GroupSpec]
  package var consumers: [ConsumerSpec]
  /// By how much each core that neighbours keep busy lengthens the work of a job; 0 without
  /// interference.
  package var slowdownPerNeighbourCore: Double

  package init(
    capacityMilli: Int64,
    groups: [GroupSpec] = [],
    consumers: [ConsumerSpec],
    slowdownPerNeighbourCore: Double = 0
  ) {
    self.capacityMilli = capacityMilli
    self.groups = groups
    self.consumers = consumers
    self.slowdownPerNeighbourCore = slowdownPerNeighbourCore
  }
}

/// A cgroup between a device and some of its containers: a QoS class of Kubernetes.
package enum GroupSpec: Sendable {
  /// A weight that never changes.
  case weight(Double)
  /// The weight of what its containers request together, of those that are there.
  case requests(CPUWeightFormula)
}

/// A container on a device.
package struct ConsumerSpec: Sendable {
  /// cgroup weight among its siblings.
  package var weight: Double
  /// The group of the device that it is in; nil hangs directly below the device.
  package var group: Int?
  /// What it adds to the requests of its group.
  package var requestMilli: Int64
  /// Whether it is there from the beginning.
  package var isPresent: Bool
  /// Thousandths of a core that it never exceeds at any instant; nil is unlimited.
  package var limitMilli: Int64?
  /// CPU time that it may use in each period; nil is unlimited.
  package var quota: CFSQuota?
  /// Threads that one job keeps busy.
  package var threadsPerJob: Int
  /// Most jobs at once.
  package var jobCapacity: Int

  package init(
    weight: Double = 1,
    group: Int? = nil,
    requestMilli: Int64 = 0,
    isPresent: Bool = true,
    limitMilli: Int64? = nil,
    quota: CFSQuota? = nil,
    threadsPerJob: Int = 1,
    jobCapacity: Int
  ) {
    self.weight = weight
    self.group = group
    self.requestMilli = requestMilli
    self.isPresent = isPresent
    self.limitMilli = limitMilli
    self.quota = quota
    self.threadsPerJob = threadsPerJob
    self.jobCapacity = jobCapacity
  }
}

/// CPU time per period, as `cpu.max` of cgroup v2 says it; both in nanoseconds.
package struct CFSQuota: Sendable, Hashable {
  package var quota: Int64
  package var period: Int64

  package init(quota: Int64, period: Int64) {
    self.quota = quota
    self.period = period
  }

  /// What the kubelet writes for a CPU limit: that much of each 100 ms, at least 1 ms.
  package init?(limitMilli: Int64) {
    guard let micros = cpuQuota(limitMilli: limitMilli) else { return nil }
    self.init(quota: Int64(clamping: Int128(micros) * 1000), period: 100_000_000)
  }
}
