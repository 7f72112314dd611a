import Foundation

/// A scenario of any size: tenants alike on nodes alike, all of them busy.
///
/// Every node has 16 cores, carries the same number of replicas and is 70 % utilized on average,
/// by requests that take 20 ms of a core. That is 11.2 at a time on average; as they come
/// independently of each other, there are more than 16 now and then, and they share the cores.
struct TenantsScenario {
  static let coresPerNode = 16
  static let utilization = 0.7
  static let meanWorkSeconds = 0.02

  var tenants: Int
  var nodes: Int
  var replicas: Int
  /// Requests to expect in one replication, warm-up included.
  var requests: Int
  var replications = 1
  var seed: UInt64 = 1

  private var ratePerSecond: Double {
    Double(nodes * Self.coresPerNode) * Self.utilization / Self.meanWorkSeconds
  }

  private var durationNanoseconds: Int { Int(Double(requests) / ratePerSecond * 1e9) }

  var durationSeconds: Double { Double(durationNanoseconds) / 1e9 }

  /// Why there can't be such a scenario; nil if there can.
  var problem: String? {
    let counts = [
      ("--tenants", tenants, 1...4000), ("--nodes", nodes, 1...100_000),
      ("--replicas", replicas, 1...10_000), ("--requests", requests, 1000...1_000_000_000),
      ("--replications", replications, 1...10_000),
    ]
    for (name, count, range) in counts where !range.contains(count) {
      return "\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound)"
    }
    guard (tenants * replicas).isMultiple(of: nodes), tenants * replicas / nodes <= 1000 else {
      return "--tenants × --replicas must be a multiple of --nodes, at most 1000 replicas a node"
    }
    guard durationSeconds < 7 * 86_400 else {
      return "--requests on so few --nodes would last longer than the 7 days a run may take"
    }
    return nil
  }

  /// The file, as `bulkhead run` reads it.
  var yaml: String {
    let perNode = tenants * replicas / nodes
    // As many as fit on a node, and no more: so they spread evenly.
    let milliCores = Self.coresPerNode * 1000 / perNode
    let rate = ratePerSecond / Double(tenants)
    let head = """
      apiVersion: bulkhead/v1alpha1
      kind: Scenario
      metadata: {name: tenants-benchmark}
      spec:
        run:
          duration: \(durationNanoseconds)ns
          warmup: \(durationNanoseconds / 50)ns
          replications: \(replications)
          seed: \(seed)
        patterns: [shared-nodes]
        capacity:
          nodePools:
            - name: cpu
              nodes: \(nodes)
              allocatable: {cpu: \(Self.coresPerNode), memory: 64Gi, pods: \(max(110, perNode))}
        tenants:

      """
    let services = (1...tenants).map { tenant in
      """
          - name: tenant-\(tenant)
            services:
              - name: model
                replicas: \(replicas)
                requests: {cpu: \(milliCores)m, memory: 32Mi}
                runtime: {concurrent: {workers: 64}}
                queue: {capacity: 1000}
                endpoints:
                  - name: ask
                    arrivals: {poisson: {rate: \(String(format: "%.6f", rate))/s}}
                    work: {exponential: {mean: 20ms}}

      """
    }
    let promises = (1...tenants).map { tenant in
      """
          - name: slo-\(tenant)
            tenant: tenant-\(tenant)
            indicator: {metric: latency}
            timeWindow: [{duration: 28d, isRolling: true}]
            objectives: [{op: lte, value: 100ms, targetPercent: 95}]

      """
    }
    return head + services.joined() + "  slos:\n" + promises.joined()
  }
}
