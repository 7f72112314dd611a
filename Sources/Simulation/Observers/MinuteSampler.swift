internal import Domain
internal import EventCore
internal import Statistics

/// What each tenant did in each minute of the run.
struct MinuteSampler: ~Copyable {
  /// The running counts of a tenant.
  private struct Tally: BitwiseCopyable {
    var arrived = 0
    var completed = 0
    var refused = 0
    var timedOut = 0
    var lost = 0
    var queued = 0
    var cpu = 0.0
    var gpu = 0.0
    var memory = 0.0
    var restarts = 0
    var latencyMax = SimDuration.zero
  }

  /// A sixteenth of the buckets of a latency histogram: quantiles are at most 1.6 % too high.
  private static let bucketShift = 4
  private static let bucketCount = (HistogramLayout.bucketCount >> bucketShift) + 1

  private var tallies: DenseTable<Tally>
  private var buckets: DenseTable<UInt32>
  private let containers: [DeviceLayout.Container]
  /// By group of replicas, its tenants.
  private let users: [[TenantID]]
  /// What the pod of each container requests.
  private let memoryOfContainer: [Int64]
  /// By tenant, of the pods that are there now.
  private var memoryRequested: [Int64]
  private var replicas: [Int]
  private var begunAt = SimTime.start
  private(set) var samples: [UsageSample] = []

  init(scenario: Scenario, layout: DeviceLayout, deployment: Deployment) {
    let count = scenario.tenants.count
    tallies = DenseTable(repeating: Tally(), count: count)
    buckets = DenseTable(repeating: 0, count: count * Self.bucketCount)
    containers = layout.containers
    users = layout.groups.map(\.users)
    memoryOfContainer = layout.containers.map {
      deployment.placements[$0.pod.index].requests.amount(.memory)
    }
    memoryRequested = Array(repeating: 0, count: count)
    replicas = Array(repeating: 0, count: count)
    let minutes = Int(scenario.run.duration.nanoseconds / Recorder.minute.nanoseconds) + 1
    samples.reserveCapacity(minutes * count)
    for (index, container) in containers.enumerated() where container.presence.bound <= .start {
      begin(index)
      makeReady(index)
    }
  }

  /// A pod has come to its node.
  mutating func begin(_ container: Int) {
    addMemory(of: container, 1)
  }

  /// A replica takes requests; others need not say so.
  mutating func makeReady(_ container: Int) { addReplica(container, 1) }

  /// A replica takes no more requests.
  mutating func makeUnready(_ container: Int) { addReplica(container, -1) }

  /// A container died, or its pod was evicted.
  mutating func restart(_ container: Int) {
    for tenant in tenants(of: container) { tallies[tenant.index].restarts += 1 }
  }

  /// Books what a container uses of memory as a minute ends.
  mutating func memory(_ container: Int, _ bytes: Double) {
    let tenants = tenants(of: container)
    for tenant in tenants { tallies[tenant.index].memory += bytes / Double(tenants.count) }
  }

  /// Whose container it is, or who shares it; nobody for the cluster's own.
  private func tenants(of container: Int) -> [TenantID] {
    if let tenant = containers[container].tenant { return [tenant] }
    return containers[container].group >= 0 ? users[containers[container].group] : []
  }

  /// A pod has left its node.
  mutating func end(_ container: Int) {
    addMemory(of: container, -1)
  }

  /// A shared replica takes requests of each of its users.
  private mutating func addReplica(_ container: Int, _ sign: Int) {
    guard containers[container].group >= 0 else { return }
    for tenant in users[containers[container].group] { replicas[tenant.index] += sign }
  }

  /// The memory of a shared replica counts for its users in equal parts, rounded down.
  private mutating func addMemory(of container: Int, _ sign: Int64) {
    let memory = memoryOfContainer[container]
    if let tenant = containers[container].tenant {
      memoryRequested[tenant.index] += sign * memory
    } else if containers[container].group >= 0 {
      let tenants = users[containers[container].group]
      for tenant in tenants {
        memoryRequested[tenant.index] += sign * (memory / Int64(tenants.count))
      }
    }
  }

  mutating func arrive(_ tenant: Int) { tallies[tenant].arrived += 1 }
  mutating func refuse(_ tenant: Int) { tallies[tenant].refused += 1 }
  mutating func timeOut(_ tenant: Int) { tallies[tenant].timedOut += 1 }
  mutating func lose(_ tenant: Int) { tallies[tenant].lost += 1 }
  mutating func queue(_ queued: Int, of tenant: Int) { tallies[tenant].queued += queued }

  /// Fetches ahead the counter of a response.
  func prefetch(_ tenant: Int, bucket: Int) {
    buckets.prefetch(tenant * Self.bucketCount + (bucket >> Self.bucketShift))
  }

  /// Counts a response in a bucket of `HistogramLayout`.
  mutating func complete(_ tenant: Int, latency: SimDuration, bucket: Int) {
    tallies[tenant].completed += 1
    tallies[tenant].latencyMax = max(tallies[tenant].latencyMax, latency)
    buckets[tenant * Self.bucketCount + (bucket >> Self.bucketShift)] += 1
  }

  /// Books what a container has used since the last sample.
  mutating func use(_ container: Int, _ used: Double) {
    guard let tenant = containers[container].tenant else { return }
    use(tenant, used, of: container)
  }

  /// Books a tenant's part of what a container has used.
  mutating func use(_ tenant: TenantID, _ used: Double, of container: Int) {
    if containers[container].isOnGPU {
      tallies[tenant.index].gpu += used * containers[container].gpuCount
    } else {
      tallies[tenant.index].cpu += used
    }
  }

  /// Turns the running counts into samples and begins anew; an empty stretch leaves none.
  mutating func close(at now: SimTime) {
    let length = Double((now - begunAt).nanoseconds)
    guard length > 0 else { return }
    let minute = Int(begunAt.nanoseconds / Recorder.minute.nanoseconds)
    for tenant in 0..<tallies.count {
      let tally = tallies[tenant]
      samples.append(
        UsageSample(
          tenant: TenantID(tenant),
          minute: minute,
          arrived: tally.arrived,
          completed: tally.completed,
          refused: tally.refused,
          timedOut: tally.timedOut,
          lost: tally.lost,
          latencyP95: quantile95(of: tenant),
          queued: tally.queued,
          cpuCores: tally.cpu / length,
          gpus: tally.gpu / length,
          memoryRequested: Bytes(memoryRequested[tenant]),
          memoryUsed: Bytes(Int64(min(tally.memory, 9e18))),
          restarts: tally.restarts,
          replicas: replicas[tenant]
        )
      )
      tallies[tenant] = Tally()
    }
    buckets.fill(0..<buckets.count, with: 0)
    begunAt = now
  }

  private func quantile95(of tenant: Int) -> SimDuration? {
    let completed = tallies[tenant].completed
    guard completed > 0 else { return nil }
    // ⌈0.95 n⌉ in whole numbers.
    let rank = (completed * 95 + 99) / 100
    var seen = 0
    for bucket in 0..<Self.bucketCount {
      seen += Int(buckets[tenant * Self.bucketCount + bucket])
      guard seen >= rank else { continue }
      let last = ((bucket + 1) << Self.bucketShift) - 1
      let bound = SimDuration(nanoseconds: HistogramLayout.upperBound(of: last))
      return min(bound, tallies[tenant].latencyMax)
    }
    return tallies[tenant].latencyMax
  }
}
