import Domain
import EventCore
import Statistics
import TestSupport

/// Records written by hand, small enough to work every number out on paper.
enum HandMadeRun {
  /// The two tenants of the fixtures under a deployment that puts `victim-0` and `noisy-0` on the
  /// first node, `victim-1` and `noisy-1` on the second.
  static func run(
    _ scenario: Scenario = Fixtures.twoTenants(),
    variants: [(IsolationPattern, [ReplicationRecord])]
  ) -> RunRecord {
    RunRecord(
      scenario: scenario,
      provenance: Provenance(
        toolVersion: "0.1.0",
        buildConfiguration: "release",
        scenarioPath: "two-tenants.yaml",
        scenarioDigest: "4f1c9a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7",
        inputFiles: [],
        parameters: [],
        startedAt: "2026-01-01T00:00:00Z",
        endedAt: "2026-01-01T00:00:01Z",
        host: "host",
        workers: 1
      ),
      variants: variants.map { pattern, replications in
        VariantRecord(
          pattern: pattern,
          deployment: deployment(pattern, of: scenario),
          replications: replications
        )
      }
    )
  }

  /// Every service replica on the two nodes in turn; one cluster, one pool.
  static func deployment(_ pattern: IsolationPattern, of scenario: Scenario) -> Deployment {
    let everyone = scenario.tenants.indices.map { TenantID($0) }
    let machine = scenario.nodePools[0]
    let nodes = (0..<machine.nodeCount).map { index in
      PlannedNode(
        name: "cpu-\(index)",
        cluster: 0,
        nodePool: 0,
        pool: "shared",
        tenants: everyone,
        allocatable: machine.allocatable,
        gpus: machine.gpus,
        labels: [:],
        taints: [],
        pricePerHour: machine.pricePerHour
      )
    }
    var pods: [PlannedPod] = []
    var placements: [PodPlacement] = []
    for (index, entry) in scenario.roster.services.enumerated() {
      for replica in 0..<entry.service.replicas {
        pods.append(pod(replica, of: entry, ServiceID(index)))
        placements.append(
          PodPlacement(
            outcome: .running,
            node: NodeID(replica % nodes.count),
            requests: entry.service.requests,
            limits: entry.service.limits
          )
        )
      }
    }
    let cluster = PlannedCluster(name: "main", version: .minor36, tenants: everyone)
    let plan = DeploymentPlan(
      pattern: pattern,
      clusters: [cluster],
      nodes: nodes,
      namespaces: [],
      pods: pods,
      enforcesRateLimits: false
    )
    return Deployment(plan: plan, placements: placements)
  }

  private static func pod(
    _ replica: Int,
    of entry: Roster.ServiceEntry,
    _ service: ServiceID
  ) -> PlannedPod {
    PlannedPod(
      name: "\(entry.service.name)-\(replica)",
      tenant: entry.tenant,
      workload: .service(service),
      namespace: nil,
      cluster: 0,
      requests: entry.service.requests,
      limits: entry.service.limits,
      nodeSelector: [:],
      tolerations: [],
      priority: 0
    )
  }

  /// A replication in which the victim's answers took `milliseconds` and the objective's good share
  /// is `good` of `total`; the noisy neighbour completes 100 requests of 300 ms.
  static func replication(
    _ number: Int,
    _ pattern: IsolationPattern,
    victim milliseconds: [Int64],
    good: Int,
    of total: Int,
    badMinutes: Int = 0,
    cpuSeconds: [Double] = [30, 30, 360, 120]
  ) -> ReplicationRecord {
    var ofVictim = endpoint(milliseconds)
    ofVictim.good = min(good, ofVictim.completed)
    return ReplicationRecord(
      pattern: pattern,
      replication: number,
      seed: UInt64(number),
      events: 1,
      endpoints: [
        ofVictim,
        endpoint(Array(repeating: 300, count: 100)),
      ],
      objectives: [
        ObjectiveRecord(good: good, total: total, minutes: 2, badMinutes: badMinutes)
      ],
      pods: cpuSeconds.map { PodRecord(cpuSeconds: $0) },
      usage: [],
      enforcement: [],
      workloadDigest: 1,
      outcomeDigest: 1
    )
  }

  static func endpoint(_ milliseconds: [Int64]) -> EndpointRecord {
    let nanoseconds = milliseconds.map { $0 * 1_000_000 }
    return EndpointRecord(
      arrived: nanoseconds.count,
      completed: nanoseconds.count,
      good: nanoseconds.count,
      latency: histogram(of: nanoseconds),
      latencySum: nanoseconds.reduce(0) { $0 + Double($1) },
      latencyMax: SimDuration(nanoseconds: nanoseconds.max() ?? 0)
    )
  }

  static func histogram(of nanoseconds: [Int64]) -> LatencyHistogram {
    var counts: [Int: Int64] = [:]
    for value in nanoseconds { counts[HistogramLayout.bucket(of: value), default: 0] += 1 }
    return LatencyHistogram(
      buckets: counts.keys.sorted().map { .init(index: $0, count: counts[$0] ?? 0) }
    )
  }
}
