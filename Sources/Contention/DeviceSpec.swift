/// A capacity that containers share: the CPUs of a node, or a GPU.
package struct DeviceSpec: Sendable {
  /// How the capacity is divided.
  package enum Sharing: Sendable {
    /// CPU: thousandths of a core, divided by weight up to each container's limit.
    case byWeight(capacityMilli: Int64)
    /// GPU: contexts with work take equal turns; only this share of the time does work while two
    /// or more take turns.
    case byTurns(efficiencyWhenShared: Double)
  }

  package var sharing: Sharing
  package var consumers: [ConsumerSpec]

  var isGPU: Bool {
    if case .byTurns = sharing { true } else { false }
  }

  package init(sharing: Sharing, consumers: [ConsumerSpec]) {
    self.sharing = sharing
    self.consumers = consumers
  }
}

/// A container on a device.
package struct ConsumerSpec: Sendable {
  /// cgroup weight; matters only on CPU.
  package var weight: Double
  /// CPU limit in thousandths of a core; nil is unlimited.
  package var limitMilli: Int64?
  /// Threads that one job keeps busy on CPU.
  package var threadsPerJob: Int
  /// Jobs that a GPU runs side by side at full speed.
  package var streams: Int
  /// Speed of the GPU or slice relative to a whole GPU; 1 on CPU.
  package var speed: Double
  /// Most jobs at once.
  package var jobCapacity: Int

  package init(
    weight: Double = 1,
    limitMilli: Int64? = nil,
    threadsPerJob: Int = 1,
    streams: Int = 1,
    speed: Double = 1,
    jobCapacity: Int
  ) {
    self.weight = weight
    self.limitMilli = limitMilli
    self.threadsPerJob = threadsPerJob
    self.streams = streams
    self.speed = speed
    self.jobCapacity = jobCapacity
  }

  /// The cgroup weight of a container that requests so much CPU, up to a common factor.
  ///
  /// The kubelet writes shares of `milli × 1,024 ÷ 1,000`, at least 2 and at most 262,144.
  package static func weight(cpuRequestMilli milli: Int64) -> Double {
    Double(cpuShares(requestMilli: milli))
  }
}
