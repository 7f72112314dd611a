import Analysis
import Domain
import EventCore
import Foundation
import ResultsStore
import Statistics
import TestSupport

/// A small run with everything in it: two patterns that ran, one that couldn't be built.
enum SmallRun {
  static func record(_ change: (inout RunRecord) -> Void = { _ in }) -> RunRecord {
    var scenario = Fixtures.twoTenants()
    scenario.patterns = [.sharedNodes, .namespaces, .clusters]
    scenario.study.assumptions = [
      Assumption(id: "steady", text: "Load is steady, +/- 10 %.", pedigree: .assumed)
    ]
    scenario.gates = [
      Gate(
        name: "budget",
        condition: .limit(.totalCostPerMonth, .atMost, 600),
        patterns: [.sharedNodes, .clusters],
        place: SourcePlace(line: 40, column: 7)
      )
    ]
    let variants = [
      variant(.sharedNodes),
      variant(.namespaces),
      VariantRecord(
        pattern: .clusters,
        deployment: nil,
        infeasibleReason: "2 nodes can't make 3 clusters",
        replications: []
      ),
    ]
    var run = RunRecord(scenario: scenario, provenance: provenance, variants: variants)
    run.warmUpSearch = WarmUpSearch(
      warmUp: .seconds(60),
      findings: [
        WarmUpSearch.Finding(
          pattern: .sharedNodes,
          endpoint: "=1+1/chat/chat",
          truncation: .seconds(59)
        )
      ],
      changingLoads: []
    )
    change(&run)
    if run.points.isEmpty {
      let value = SweepValue(path: "tenants[\"=x\"].weight", value: "-1")
      run.points = [SweepPoint(label: "weight=-1", values: [value], scenario: run.scenario)]
    }
    return run
  }

  static let provenance = Provenance(
    toolVersion: "0.1.0",
    buildConfiguration: "release",
    scenarioPath: "scenarios/two-tenants.yaml",
    scenarioDigest: String(repeating: "ab", count: 32),
    inputFiles: [
      InputFile(
        path: "scenarios/two-tenants.yaml",
        bytes: 1234,
        sha256: String(repeating: "ab", count: 32),
        role: "scenario"
      )
    ],
    parameters: [
      ParameterRecord(
        path: "spec.tenants[0].weight",
        value: "-1",
        line: 12,
        pedigree: .measured,
        source: "@invoice, \"May\""
      )
    ],
    startedAt: "2026-01-01T00:00:00Z",
    endedAt: "2026-01-01T00:00:05Z",
    host: "host-a",
    workers: 2
  )

  static func variant(_ pattern: IsolationPattern) -> VariantRecord {
    VariantRecord(
      pattern: pattern,
      deployment: deployment(pattern),
      replications: (1...3).map { replication(pattern, $0) },
      sizing: sizing
    )
  }

  /// One pool, tried twice.
  private static let sizing = SizingRecord(
    pools: [
      SizedPool(
        cluster: "shared",
        pool: "shared",
        partition: 0,
        nodePool: 0,
        fewest: 1,
        most: 4,
        nodes: 2
      )
    ],
    trials: [
      SizingTrial(
        purpose: .search,
        firstReplication: 1,
        replications: 4,
        probes: [SizingProbe(pool: 0, nodes: 1, outcome: .fail, objective: 0)]
      ),
      SizingTrial(
        purpose: .confirmation,
        firstReplication: 9,
        replications: 8,
        probes: [SizingProbe(pool: 0, nodes: 2, outcome: .pass)]
      ),
    ],
    isConfirmed: true
  )

  static func replication(_ pattern: IsolationPattern, _ number: Int) -> ReplicationRecord {
    ReplicationRecord(
      pattern: pattern,
      replication: number,
      seed: .max - UInt64(number),
      events: 1000,
      endpoints: [endpoint(number), EndpointRecord(arrived: 5, rateLimited: 5)],
      objectives: [
        ObjectiveRecord(
          good: 2390,
          total: 2400,
          minutes: 2,
          badMinutes: number % 2,
          slices: [
            SliceRecord(index: 0, bad: 3, total: 1300), SliceRecord(index: 1, bad: 7, total: 1100),
          ]
        )
      ],
      pods: [
        PodRecord(
          cpuSeconds: 0.1 + 0.2,
          gpuSeconds: 0,
          deaths: 2,
          evictions: 1,
          readyAt: .start + .milliseconds(7500)
        ),
        PodRecord(cpuSeconds: 1 / 3),
      ],
      usage: (0..<6).map { usage(tenant: $0 % 2, minute: $0 / 2) },
      podEvents: [
        PodEventRecord(
          time: .start + .seconds(60),
          kind: .eviction,
          pod: PodID(0),
          node: NodeID(0),
          lost: 3,
          cause: "noisy/=bulk"
        ),
        PodEventRecord(
          time: .start + .seconds(60),
          kind: .pending,
          pod: PodID(0),
          cause: "0/1 nodes are available"
        ),
      ],
      enforcement: [],
      workloadDigest: 0xFF,
      outcomeDigest: UInt64(number)
    )
  }

  static func endpoint(_ number: Int) -> EndpointRecord {
    let latency = LatencyHistogram(buckets: [
      .init(index: 3, count: 2), .init(index: 9, count: 1), .init(index: 4000, count: 300),
    ])
    let longest = SimDuration(nanoseconds: HistogramLayout.lowerBound(of: 4000) + 1)
    return EndpointRecord(
      arrived: 304,
      completed: 303,
      timedOut: 1,
      latency: latency,
      latencySum: 300 * Double(longest.nanoseconds),
      latencyMax: longest,
      inputTokens: Int64(number),
      tokenTimes: TokenTimesRecord(
        toFirst: TimesRecord(histogram: latency, sum: Double(number), max: longest)
      )
    )
  }

  static func usage(tenant: Int, minute: Int) -> UsageSample {
    UsageSample(
      tenant: TenantID(tenant),
      minute: minute,
      arrived: 10,
      completed: 9,
      refused: 0,
      timedOut: 1,
      latencyP95: tenant == 0 ? .milliseconds(70) : nil,
      queued: 0,
      cpuCores: tenant == 0 ? 1.5 : .nan,
      gpus: 0,
      memoryRequested: Bytes(Fixtures.gibibyte),
      replicas: 2
    )
  }

  static func deployment(_ pattern: IsolationPattern) -> Deployment {
    let limits = ResourceList([.cpu: 2000])
    let pods = [TenantID(0), TenantID(1)].map { tenant in
      PlannedPod(
        name: "pod-0",
        tenant: tenant,
        workload: .service(ServiceID(tenant.index)),
        namespace: 0,
        cluster: 0,
        requests: Fixtures.resources(cpu: 1000),
        limits: limits,
        nodeSelector: [:],
        tolerations: [],
        priority: 0
      )
    }
    let node = PlannedNode(
      name: "cpu-0",
      cluster: 0,
      nodePool: 0,
      pool: "shared",
      tenants: [TenantID(0), TenantID(1)],
      allocatable: Fixtures.resources(cpu: 4000),
      gpus: nil,
      labels: [:],
      taints: [],
      pricePerHour: Money(micros: 340_000)
    )
    let plan = DeploymentPlan(
      pattern: pattern,
      clusters: [PlannedCluster(name: "shared", version: .minor36, tenants: [TenantID(0)])],
      nodes: [node],
      namespaces: [PlannedNamespace(name: "lab", cluster: 0, quota: [:], limitRange: nil)],
      pods: pods,
      enforcesRateLimits: true
    )
    let running = PodPlacement(
      outcome: .running,
      node: NodeID(0),
      requests: Fixtures.resources(cpu: 1000, gpu: 1),
      limits: limits
    )
    let refused = PodPlacement(
      outcome: .deniedByQuota,
      requests: Fixtures.resources(cpu: 1000),
      limits: limits,
      reason: "exceeded quota: noisy, requested: requests.cpu=1"
    )
    return Deployment(plan: plan, placements: [running, refused])
  }
}
