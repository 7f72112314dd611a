import Domain
import EventCore
import Foundation
import ScenarioLoading
import Testing

/// What a scenario can say to the scheduler and to admission, in Kubernetes' words.
@Suite struct SchedulingWordsTests {
  /// Two tenants who say all of it.
  private let text = """
    apiVersion: bulkhead/v1alpha1
    kind: Scenario
    metadata: {name: words}
    spec:
      run: {duration: 20m}
      cluster:
        features: {balancedAllocationRewardsImprovement: false, fitTellsUnresolvable: true}
        scheduler:
          scoring:
            requestedToCapacityRatio:
              shape: [{utilization: 0, score: 0}, {utilization: 100, score: 10}]
          ties: name-order
          percentageOfNodesToScore: 40
          podsPerSecond: 2.5
          podInitialBackoff: 2s
          podMaxBackoff: 30s
        overrides:
          - tenants: [bank]
            kubernetesVersion: "1.34"
            features: {imageThresholdPerContainer: false}
            scheduler: {scoring: fgd}
      capacity:
        nodePools:
          - name: cpu
            nodes: 3
            allocatable: {cpu: 4, memory: 16Gi}
            zones: [a, b]
            images: [{name: "chat:3", size: 10Gi}]
      priorityClasses: [{name: high, value: 1000}, {name: low, value: 1}]
      tenants:
        - name: retail
          priorityClass: low
          quotas:
            - name: urgent
              hard: {pods: 2}
              scopeSelector:
                matchExpressions: [{scopeName: PriorityClass, operator: In, values: [high]}]
            - {name: jobs, hard: {requests.cpu: 4}, scopes: [Terminating, NotBestEffort]}
          podLimitRange: {max: {cpu: 3}}
          podDisruptionBudgets:
            - name: most
              selector: {matchLabels: {app.kubernetes.io/name: chat}}
              minAvailable: 60%
            - {name: one, selector: {}, maxUnavailable: 1}
          services:
            - name: chat
              replicas: 2
              requests: {cpu: 1}
              priorityClass: high
              preemptionPolicy: Never
              labels: {tier: front}
              images: ["chat:3"]
              startsAt: 1m
              endsAt: 15m
              affinity:
                nodeAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    nodeSelectorTerms:
                      - matchExpressions:
                          - {key: topology.kubernetes.io/zone, operator: In, values: [a]}
                  preferredDuringSchedulingIgnoredDuringExecution:
                    - weight: 100
                      preference:
                        matchExpressions: [{key: cores, operator: Gt, values: ["3"]}]
                podAffinity:
                  preferredDuringSchedulingIgnoredDuringExecution:
                    - weight: 5
                      podAffinityTerm:
                        {topologyKey: topology.kubernetes.io/zone, namespaces: [bank]}
                podAntiAffinity:
                  requiredDuringSchedulingIgnoredDuringExecution:
                    - topologyKey: kubernetes.io/hostname
                      labelSelector: {matchLabels: {tier: front}}
              topologySpreadConstraints:
                - maxSkew: 1
                  topologyKey: topology.kubernetes.io/zone
                  whenUnsatisfiable: DoNotSchedule
                  labelSelector: {matchExpressions: [{key: tier, operator: Exists}]}
                  minDomains: 2
                  nodeTaintsPolicy: Honor
              runtime: {concurrent: {workers: 1}}
              endpoints: [{name: api, arrivals: {poisson: {rate: 1/s}}, work: 10ms}]
        - name: bank
          batch:
            - name: train
              replicas: 1
              requests: {cpu: 1}
              startsAt: 10m
              topologySpreadConstraints: []

    """

  private func load() throws -> Scenario { try Workbench().load(text).scenario }

  @Test func readsTheClusters() throws {
    let cluster = try load().cluster
    let ratio = ScoringPolicy.FitStrategy.requestedToCapacityRatio([
      .init(utilizationPercent: 0, score: 0), .init(utilizationPercent: 100, score: 10),
    ])
    #expect(
      cluster.scheduler
        == SchedulerSettings(
          scoring: .defaults(fit: ratio),
          ties: .nameOrder,
          percentageOfNodesToScore: 40,
          podsPerSecond: 2.5,
          initialBackoff: .seconds(2),
          maxBackoff: .seconds(30)
        )
    )
    #expect(cluster.features.balancedAllocationRewardsImprovement == false)
    #expect(!cluster.features.effective(in: .minor36).balancedAllocationRewardsImprovement)
    #expect(SchedulerFeatures().effective(in: .minor36).balancedAllocationRewardsImprovement)
    #expect(!SchedulerFeatures().effective(in: .minor35).balancedAllocationRewardsImprovement)
    #expect(
      cluster.overrides == [
        ClusterOverride(
          tenants: [TenantID(1)],
          version: .minor34,
          features: SchedulerFeatures(imageThresholdPerContainer: false),
          scheduler: SchedulerSettings(scoring: .placement(.fgd))
        )
      ]
    )
    let pool = try load().nodePools[0]
    #expect(pool.zones == ["a", "b"])
    #expect(pool.images == ["chat:3": Bytes(10 << 30)])
  }

  @Test func readsTheRulesOfNamespaces() throws {
    let retail = try load().tenants[0]
    #expect(
      retail.scopedQuotas == [
        ScopedQuota(
          name: "urgent",
          hard: [.pods: 2],
          scopes: [.priorityClass(.isOneOf(["high"]))]
        ),
        ScopedQuota(
          name: "jobs",
          hard: [.requests(.cpu): 4000],
          scopes: [.terminating, .notBestEffort]
        ),
      ]
    )
    #expect(retail.podLimitRange == LimitRange(max: ResourceList([.cpu: 3000])))
    let chat = LabelSelector(matchLabels: ["app.kubernetes.io/name": "chat"])
    #expect(
      retail.disruptionBudgets == [
        DisruptionBudgetRule(name: "most", selector: chat, bound: .minAvailable(.percent(60))),
        DisruptionBudgetRule(
          name: "one",
          selector: LabelSelector(),
          bound: .maxUnavailable(.pods(1))
        ),
      ]
    )
    // 60 % of 2 pods is 1.2, which rounds up.
    #expect(retail.disruptionBudgets[0].budget(forMatching: 2).bound == .minAvailable(2))
  }

  @Test func readsTheTermsOfPods() throws {
    let tenants = try load().tenants
    let terms = tenants[0].services[0].terms
    #expect(terms.priorityClass == "high")
    #expect(terms.startsAt == SimTime.start + .seconds(60))
    #expect(terms.endsAt == SimTime.start + .seconds(900))
    let zone = "topology.kubernetes.io/zone"
    let front = LabelSelector(matchLabels: ["tier": "front"])
    let inZoneA = LabelRequirement(key: zone, comparison: .isIn, values: ["a"])
    let manyCores = LabelRequirement(key: "cores", comparison: .greaterThan, values: ["3"])
    #expect(
      terms.rules
        == SchedulingRules(
          labels: ["tier": "front"],
          nodeAffinity: NodeAffinity(
            required: [[inZoneA]],
            preferred: [.init(weight: 100, requirements: [manyCores])]
          ),
          podAffinity: PodAffinity(
            preferred: [
              .init(weight: 5, term: .init(topologyKey: zone, selector: nil, namespaces: ["bank"]))
            ],
            requiredAnti: [.init(topologyKey: "kubernetes.io/hostname", selector: front)]
          ),
          topologySpread: [
            TopologySpreadConstraint(
              maxSkew: 1,
              topologyKey: zone,
              whenUnsatisfiable: .doNotSchedule,
              selector: LabelSelector(
                matchExpressions: [LabelRequirement(key: "tier", comparison: .exists)]
              ),
              minDomains: 2,
              nodeTaintsPolicy: .honor
            )
          ],
          images: ["chat:3"],
          mayPreempt: false
        )
    )
    let train = tenants[1].batchWorkloads[0].terms
    #expect(train.startsAt == SimTime.start + .seconds(600) && train.endsAt == nil)
    #expect(train.rules == SchedulingRules(topologySpread: []))
  }

  /// Each row: what the pods of the small scenario's service say, and what is wrong with it.
  @Test(
    arguments: [
      (
        "labels: {bulkhead.dev/tenant: ①x}", "every pod has the label `bulkhead.dev/tenant` already"
      ),
      ("labels: {tier: ①a b}", "needs at most 63 letters, digits"),
      ("labels: {①-tier: a}", "`-tier` is no label key"),
      ("priorityClass: ①gold", "there is no priority class named `gold`; there is none"),
      ("preemptionPolicy: ①Always", "needs `PreemptLowerPriority` or `Never`, found `Always`"),
      ("startsAt: ①10m", "must be earlier than the end of the run after 10m"),
      ("{startsAt: 2m, endsAt: ①2m}", "must be later than `startsAt`, which is 2m"),
      ("images: [①a b]", "needs an image such as"),
      ("topologySpreadConstraints: [{maxSkew: ①0, SPREAD}]", "must be a whole number from 1 to"),
      (
        "topologySpreadConstraints: [{maxSkew: 1, minDomains: ①2, ANYWAY}]",
        "`minDomains` needs `whenUnsatisfiable: DoNotSchedule`"
      ),
      (
        "topologySpreadConstraints: [{maxSkew: 1, ANYWAY}, {maxSkew: 2, whenUnsatisfiable: "
          + "ScheduleAnyway, topologyKey: ①zone}]",
        "another constraint has this `topologyKey` and `whenUnsatisfiable` already"
      ),
      ("affinity: {podAffinity: {PREFERRED: [{weight: ①101, TERM}]}}", "must be a whole number"),
      ("affinity: {podAffinity: {PREFERRED: [{weight: ①0, TERM}]}}", "must be a whole number"),
      (
        "affinity: {podAffinity: {REQUIRED: [{topologyKey: z, namespaces: [①bank]}]}}",
        "there is no tenant named `bank`; there is `retail`"
      ),
      (
        "affinity: {nodeAffinity: {REQUIRED: {nodeSelectorTerms: ①[]}}}",
        "`spec.tenants[].services[].affinity.nodeAffinity"
      ),
      (
        "affinity: {nodeAffinity: {REQUIRED: {nodeSelectorTerms: [{matchExpressions: "
          + "[①{key: a, operator: In}]}]}}}",
        "`operator: In` needs at least one of `values`"
      ),
      (
        "affinity: {nodeAffinity: {REQUIRED: {nodeSelectorTerms: [{matchExpressions: "
          + "[{key: a, operator: Gt, values: ①[x]}]}]}}}",
        "`operator: Gt` needs one whole number in `values`"
      ),
      (
        "affinity: {podAffinity: {REQUIRED: [{topologyKey: z, labelSelector: {matchExpressions: "
          + "[{key: a, operator: Exists, values: ①[x]}]}}]}}",
        "`values` can't stand beside `operator: Exists`"
      ),
      (
        "affinity: {podAffinity: {REQUIRED: [{topologyKey: z, labelSelector: {matchExpressions: "
          + "[{key: a, operator: ①Lt, values: [x]}]}}]}}",
        "needs `In`, `NotIn`, `Exists` or `DoesNotExist`, found `Lt`"
      ),
    ] as [(String, String)]
  )
  func refusesWhatPodsCantSay(_ field: String, _ message: String) throws {
    var lines = field.hasPrefix("{") ? String(field.dropFirst().dropLast()) : field
    let words = [
      "SPREAD": "topologyKey: zone, whenUnsatisfiable: DoNotSchedule",
      "ANYWAY": "topologyKey: zone, whenUnsatisfiable: ScheduleAnyway",
      "TERM": "podAffinityTerm: {topologyKey: z}",
      "REQUIRED": "requiredDuringSchedulingIgnoredDuringExecution",
      "PREFERRED": "preferredDuringSchedulingIgnoredDuringExecution",
    ]
    for (word, meaning) in words { lines = lines.replacingOccurrences(of: word, with: meaning) }
    if field.hasPrefix("{") {
      lines = lines.replacingOccurrences(of: ", ", with: "\n          ")
    }
    try expectProblems(
      in: small(("replicas: 1", "replicas: 1\n          \(lines)")),
      ["①": message]
    )
  }

  /// Each row: what the small scenario's tenant says, and what is wrong with it.
  @Test(
    arguments: [
      ("quotas: [{name: a, hard: {pods: ①-1}}]", "must be a whole number from 0 to"),
      (
        "quotas: [{name: a, hard: {pods: 1}, scopes: ①[Terminating, NotTerminating]}]",
        "no pod is both `Terminating` and `NotTerminating`"
      ),
      (
        "quotas: [{name: a, hard: {cpu: ①1}, scopes: [BestEffort]}]",
        "a quota with the scope `BestEffort` can limit `pods` only"
      ),
      (
        "quotas: [{name: a, hard: {pods: 1}, scopeSelector: {matchExpressions: "
          + "[{scopeName: Terminating, operator: ①In, values: [x]}]}}]",
        "needs `Exists`; only `PriorityClass` compares"
      ),
      (
        "quotas: [{name: a, hard: {pods: 1}, scopeSelector: ①{matchExpressions: "
          + "[{scopeName: PriorityClass, operator: In, values: [x]}]}}]",
        "there is no priority class named `x`; there is none"
      ),
      (
        "podDisruptionBudgets: [{name: a, selector: {}, minAvailable: 1, ①maxUnavailable: 1}]",
        "`maxUnavailable` can't stand beside `minAvailable`"
      ),
      (
        "podDisruptionBudgets: [①{name: a, selector: {}}]",
        "`spec.tenants[].podDisruptionBudgets[]` needs `minAvailable` or `maxUnavailable`"
      ),
      (
        "podDisruptionBudgets: [{name: a, selector: {}, minAvailable: ①101%}]",
        "needs a number of pods such as `2`, or a share such as `50%`, found `101%`"
      ),
    ] as [(String, String)]
  )
  func refusesWhatNamespacesCantSay(_ field: String, _ message: String) throws {
    try expectProblems(
      in: small(("services:", "\(field)\n      services:")),
      ["①": message]
    )
  }

  /// Each row: what the small scenario says of clusters and nodes, and what is wrong with it.
  @Test(
    arguments: [
      ("scheduler: {scoring: ①LeastAlocated}", "needs `LeastAllocated`, `MostAllocated`, `random`"),
      (
        "scheduler: {scoring: {requestedToCapacityRatio: {shape: [{utilization: 5, score: 1}, "
          + "{utilization: ①5, score: 2}]}}}",
        "must be above the 5 of the point before"
      ),
      ("scheduler: {podsPerSecond: ①0}", "must be a number from 0.001 to 1000000"),
      (
        "scheduler: {podInitialBackoff: 5s, podMaxBackoff: ①1s}",
        "must be at least `podInitialBackoff`, which is 5s"
      ),
      (
        "overrides: [{tenants: [retail]}, {tenants: [①retail]}]",
        "the tenant `retail` is given twice"
      ),
      ("overrides: [{tenants: [①bank]}]", "there is no tenant named `bank`"),
      ("features: {①spread: true}", "`spread` is not a field of `spec.cluster.features`"),
    ] as [(String, String)]
  )
  func refusesWhatClustersCantSay(_ field: String, _ message: String) throws {
    try expectProblems(
      in: small(("capacity:", "cluster: {\(field)}\n  capacity:")),
      ["①": message]
    )
  }

  @Test func refusesLabelsThatNodesHaveAnyway() throws {
    try expectProblems(
      in: small(
        (
          "nodes: 2",
          "nodes: 2\n        zones: [a, ①a]\n        labels:\n          kubernetes.io/hostname: ②x"
            + "\n          topology.kubernetes.io/zone: ③b"
        )
      ),
      [
        "①": "the zone `a` is given twice",
        "②": "every node has its own name under this label already",
        "③": "`zones` gives every node this label already",
      ]
    )
  }

  @Test func refusesAnAffinityThatNoPoolMeets() throws {
    let term = "{matchExpressions: [{key: disk, operator: Exists}]}"
    let affinity =
      "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
      + "{nodeSelectorTerms: [\(term)]}}}"
    try expectProblems(
      in: small(
        ("requests: {cpu: 1, memory: 1Gi}", "requests: ①{cpu: 1}\n          \(affinity)")
      ),
      ["①": "no node pool can ever fit it: `cpu` doesn't match the node affinity"]
    )
  }

  @Test func warnsOfBudgetsWithoutPodsAndEndsAfterTheRun() throws {
    let text = try small(
      (
        "services:",
        "podDisruptionBudgets: [{name: a, selector: {matchLabels: {x: y}}, minAvailable: 1}]"
          + "\n      services:"
      ),
      ("replicas: 1", "replicas: 1\n          endsAt: 10m")
    )
    let warnings = try Workbench().load(text).warnings.map(\.message)
    #expect(
      warnings == [
        "no service or batch workload of this tenant has pods that match",
        "the run is over after 10m, before these pods end",
      ]
    )
  }
}
