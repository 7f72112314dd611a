import Domain
import Foundation
import ScenarioLoading
import Testing

/// Problems that show only when several values are seen together.
@Suite struct RuleTests {
  @Test func reportsNamesGivenTwice() throws {
    try expectProblems(
      in: """
        apiVersion: bulkhead/v1alpha1
        kind: Scenario
        metadata: {name: twice}
        spec:
          study: {assumptions: [{id: A1, text: one}, {id: ①A1, text: two}]}
          run: {duration: 10m}
          cluster:
            addOns: [{name: dns, requests: {cpu: 1}}, {name: ②dns, requests: {cpu: 1}}]
          capacity:
            nodePools:
              - {name: cpu, nodes: 2, allocatable: {cpu: 4, memory: 16Gi}}
              - {name: ③cpu, nodes: 2, allocatable: {cpu: 4, memory: 16Gi}}
          priorityClasses: [{name: gold, value: 2}, {name: ④gold, value: 1}]
          tenants:
            - name: retail
              services:
                - name: chat
                  replicas: 1
                  requests: {cpu: 1}
                  runtime: {concurrent: {workers: 4}}
                  endpoints:
                    - {name: api, arrivals: {poisson: {rate: 10/s}}, work: 20ms}
                    - {name: ⑤api, arrivals: {poisson: {rate: 10/s}}, work: 20ms}
              batch:
                - {name: ⑥chat, replicas: 1, requests: {cpu: 1}}
            - name: ⑦retail
          slos:
            - name: fast
              tenant: retail
              indicator: {metric: latency}
              objectives: [{value: 1s, target: 0.9}, {value: 2s, target: 0.95}]
            - name: ⑧fast-2
              tenant: retail
              indicator: {metric: latency}
              objectives: [{value: 1s, target: 0.9}]
          costs: {overhead: [{name: lb, amount: 1}, {name: ⑨lb, amount: 2}]}
        """,
      [
        "①": "another assumption is already named `A1`",
        "②": "another add-on is already named `dns`",
        "③": "another node pool is already named `cpu`",
        "④": "another priority class is already named `gold`",
        "⑤": "another endpoint of this service is already named `api`",
        "⑥": "another service or batch workload of this tenant is already named `chat`",
        "⑦": "another tenant is already named `retail`",
        "⑧": "another objective is already named `fast-2`",
        "⑨": "another overhead is already named `lb`",
      ]
    )
  }

  @Test func reportsReferencesToNothing() throws {
    try expectProblems(
      in: small(
        ("tenant: retail\n", "tenant: ①retial\n"),
        ("run: {", "isolation: {clustersFor: [②bank]}\n  run: {"),
        ("services:", "priorityClass: ③gold\n      services:"),
        ("replicas: 1", "replicas: 1\n          nodeSelector: {disk: ④ssd}")
      ),
      [
        "①": "there is no tenant named `retial`; there is `retail`",
        "②": "there is no tenant named `bank`; there is `retail`",
        "③": "there is no priority class named `gold`; there is none",
        "④": "no node pool has a label `disk`",
      ]
    )
    try expectProblems(
      in: small(("tenant: retail\n", "tenant: retail\n      service: ①chatt\n")),
      ["①": "there is no service of the tenant `retail` named `chatt`; there is `chat`"]
    )
    try expectProblems(
      in: small(
        ("tenant: retail\n", "tenant: retail\n      service: chat\n      endpoint: ①ap\n")
      ),
      ["①": "there is no endpoint of the service `chat` named `ap`; there is `api`"]
    )
    try expectProblems(
      in: small(("tenant: retail\n", "tenant: retail\n      endpoint: ①api\n")),
      ["①": "an `endpoint` needs its `service`"]
    )
  }

  /// A tenant whose name can't be read is not also reported as missing.
  @Test func keepsQuietAboutWhatFollowsFromAnotherProblem() throws {
    try expectProblems(
      in: small(
        ("- name: retail", "- name: ①Retail"),
        ("10m", "②10"),
        ("run: {", "run: {warmup: 20m, ")
      ),
      ["①": "needs 1 to 63 of", "②": "needs a duration with a unit"]
    )
  }

  @Test(
    arguments: [
      (
        "{duration: 10m}", "{duration: 10m, warmup: ①10m}",
        "must be shorter than the `duration` of 10m"
      ),
      (
        "{cpu: 1, memory: 1Gi}", "{cpu: ①2, memory: 1Gi}\n          limits: {cpu: 1500m}",
        "the request is above the limit of 1500m"
      ),
      (
        "{cpu: 1, memory: 1Gi}", "{cpu: ①4001m, memory: 1Gi}",
        "no node pool can ever fit it: a pod asks for 4001m, a node has at most 4"
      ),
      (
        "{cpu: 1, memory: 1Gi}", "{cpu: 1, memory: ①17Gi}",
        "no node pool can ever fit it: a pod asks for 17Gi, a node has at most 16Gi"
      ),
      (
        "{cpu: 1, memory: 1Gi}", "{cpu: 1, nvidia.com/gpu: ①1}",
        "no node pool offers `nvidia.com/gpu`"
      ),
      ("{cpu: 1, memory: 1Gi}", "{memory: 1Gi}\n          limits: {cpu: ①0}", "a limit of 0"),
      (
        "{workers: 4}", "{workers: 4, gpuStreams: ①8}",
        "`gpuStreams` needs a GPU, but the pods request none"
      ),
      ("work: 20ms", "items: ①1", "`items` needs a batching runtime"),
      (
        "{concurrent: {workers: 4}}",
        "{batching: {maxBatch: 4, latencyCurve: [{items: 1, latency: 1ms}]}}",
        ""
      ),
      (
        "work: 20ms", "work: {tokens: {base: 1ms, ①input: 3}}",
        "`tokens` needs the distribution `output`; only a trace brings its own counts"
      ),
      (
        "services:", "quota: {①cpus: 3}\n      services:",
        "`cpus` is not a counter of a quota; known are `pods`, `requests.cpu`"
      ),
      (
        "services:", "quota: {①limits.nvidia.com/gpu: 3}\n      services:",
        "`limits.nvidia.com/gpu` is not a counter of a quota"
      ),
      (
        "services:", "quota: {cpu: ①3, requests.cpu: 4}\n      services:",
        "`cpu` and `requests.cpu` are the same counter"
      ),
      (
        "services:", "limitRange: {min: {cpu: ①3}, max: {cpu: 2}}\n      services:",
        "is above the `max` of 2"
      ),
      (
        "indicator:", "budgetingMethod: ①Timeslices\n      indicator:",
        "`budgetingMethod: Timeslices` needs a `timeSliceTarget`"
      ),
      (
        "indicator:", "timeWindow: [{duration: 28d, isRolling: ①false}]\n      indicator:",
        "only rolling windows are modelled"
      ),
    ] as [(String, String, String)]
  )
  func reportsContradictions(_ old: String, _ new: String, _ message: String) throws {
    if message.isEmpty {
      try expectProblems(
        in: small((old, new), ("work: 20ms", "work: ①20ms")),
        ["①": "a batching runtime takes `items`; its latency curve gives the time of a batch"]
      )
    } else if message.hasPrefix("`tokens`") {
      // The missing field is shown by the key of the mapping that misses it.
      let marked = new.replacingOccurrences(of: "①", with: "")
        .replacingOccurrences(of: "tokens", with: "①tokens")
      try expectProblems(in: small((old, marked)), ["①": message])
    } else {
      try expectProblems(in: small((old, new)), ["①": message])
    }
  }

  @Test func reportsPodsThatNoSinglePoolCanTake() throws {
    try expectProblems(
      in: small(
        (
          "allocatable: {cpu: 4, memory: 16Gi}",
          "allocatable: {cpu: 4, memory: 2Gi}\n        taints: [{key: a, effect: NoSchedule}]\n"
            + "      - {name: big, nodes: 1, allocatable: {cpu: 1, memory: 16Gi}}"
        ),
        ("requests: {cpu: 1, memory: 1Gi}", "requests: {①cpu: 2, memory: 1Gi}")
      ).replacingOccurrences(of: "{①cpu", with: "①{cpu"),
      [
        "①":
          "no node pool can ever fit it: `cpu` has a taint `a` that is not tolerated, `big` has too"
      ]
    )
  }

  /// Rows of a GPU model, its geometry and what is wrong with it (source: NVIDIA MIG user guide).
  @Test(
    arguments: [
      ("A100-80GB", "[3g.40gb, 3g.40gb]", nil),
      ("A100-80GB", "[4g.40gb, 3g.40gb]", nil),
      ("A100-80GB", "[1g.10gb, 2g.20gb, 3g.40gb]", nil),
      ("A30", "[2g.12gb, 1g.6gb, 1g.6gb]", nil),
      ("H200", "[1g.35gb, 1g.35gb, 1g.35gb, 1g.35gb]", nil),
      // Eight slots are full after two of four; the seventh compute slice is out of reach.
      ("A100-80GB", "①[3g.40gb, 3g.40gb, 1g.10gb]", "one A100-80GB has no room for"),
      ("A100-80GB", "①[4g.40gb, 4g.40gb]", "one A100-80GB has no room for"),
      ("A100-40GB", "[1g.5gb, ①1g.20gb]", "the A100-40GB has no profile `1g.20gb`, but `1g.5gb`"),
      ("A100-80GB", "[①8g.80gb]", "needs a MIG profile such as `1g.10gb`, found `8g.80gb`"),
      ("①A100", "[1g.10gb]", "the MIG profiles of `A100` are not known; known are those of `A30`"),
    ] as [(String, String, String?)]
  )
  func checksGeometriesOfMIG(_ model: String, _ geometry: String, _ message: String?) throws {
    let text = try small(
      (
        "nodes: 2",
        "nodes: 2\n        gpus: {model: \(model), memory: 80Gi, sharing: {mig: \(geometry)}}"
      )
    )
    if let message {
      try expectProblems(in: text, ["①": message])
    } else {
      #expect(try Workbench().validate(text).diagnostics.isEmpty)
    }
  }

  @Test func refusesModelsThatFitNoGPU() throws {
    let scenario = """
      apiVersion: bulkhead/v1alpha1
      kind: Scenario
      metadata: {name: memory}
      spec:
        run: {duration: 10m}
        capacity:
          nodePools:
            - name: whole
              nodes: 1
              allocatable: {cpu: 8, memory: 16Gi}
              gpus: {model: A10G, memory: 22.5Gi}
            - name: clients
              nodes: 1
              allocatable: {cpu: 8, memory: 16Gi}
              gpus: {model: V100, memory: 16Gi, sharing: {mps: {replicas: ①20}}}
            - name: cut
              nodes: 1
              allocatable: {cpu: 8, memory: 16Gi}
              gpus: {model: A100-40GB, memory: 40Gi, sharing: {mig: [3g.20gb, 3g.20gb]}}
        tenants:
          - name: lab
            batch:
              - name: large
                replicas: 1
                requests: {cpu: 1, nvidia.com/gpu: 1}
                acceleratorMemory: ②26Gi
              - name: fits
                replicas: 1
                requests: {cpu: 1, nvidia.com/gpu: 1}
                acceleratorMemory: 22Gi
              - name: sliced
                replicas: 1
                requests: {cpu: 1, nvidia.com/mig-3g.20gb: 1}
                acceleratorMemory: ③20Gi
                interferenceSensitivity: memoryBound
              - {name: cpu, replicas: 1, requests: {cpu: 1}, acceleratorMemory: ④1Gi}
      """
    let most = "a pod may use at most"
    try expectProblems(
      in: scenario,
      [
        "①": "a `V100` serves at most 16 clients, found 20",
        "②": "needs 26Gi; \(most) 22.5Gi of GPU memory, on `A10G` of pool `whole`",
        "③": "needs 20Gi; \(most) 19.5Gi of GPU memory, on `A100-40GB` of pool `cut`",
        "④": "the pods ask for no GPU",
      ]
    )
  }

  /// 22.5 GiB of an A10G: 7 GiB of weights leave room for 15.5 GiB of cache, not for 16.
  @Test func refusesCachesThatDoNotFitBesideTheWeights() throws {
    let scenario = """
      apiVersion: bulkhead/v1alpha1
      kind: Scenario
      metadata: {name: caches}
      spec:
        run: {duration: 10m}
        capacity:
          nodePools:
            - name: whole
              nodes: 1
              allocatable: {cpu: 8, memory: 16Gi}
              gpus: {model: A10G, count: 2, memory: 23040Mi}
        tenants:
          - name: lab
            services:
              - name: large
                replicas: 1
                requests: {cpu: 1, nvidia.com/gpu: 1}
                startup: {weights: 7Gi}
                runtime:
                  ①continuousBatching:
                    steps: {perPrefillToken: 1us, decodeBase: 1ms}
                    cacheMemory: 16Gi
                    bytesPerToken: 1Mi
                endpoints:
                  - name: e
                    arrivals: {poisson: {rate: 1/s}}
                    work: {tokens: {input: 9, output: 9}}
              - name: fits
                replicas: 1
                requests: {cpu: 1, nvidia.com/gpu: 1}
                startup: {weights: 7Gi}
                runtime:
                  continuousBatching:
                    steps: {perPrefillToken: 1us, decodeBase: 1ms}
                    cacheMemory: 15Gi
                    bytesPerToken: 1Mi
                endpoints:
                  - name: e
                    arrivals: {poisson: {rate: 1/s}}
                    work: {tokens: {input: 9, output: 9}}
      """
    try expectProblems(
      in: scenario,
      [
        "①": "weights of 7Gi and a cache of 16Gi don't fit; a pod may use at most 22.5Gi of GPU "
          + "memory, on `A10G` of pool `whole`"
      ]
    )
  }

  @Test func refusesTwoGPUsUnderMPS() throws {
    let scenario = """
      apiVersion: bulkhead/v1alpha1
      kind: Scenario
      metadata: {name: clients}
      spec:
        run: {duration: 10m}
        capacity:
          nodePools:
            - name: clients
              nodes: 1
              allocatable: {cpu: 8, memory: 16Gi}
              gpus: {model: T4, count: 2, memory: 16Gi, sharing: {mps: {replicas: 4}}}
        tenants:
          - name: lab
            batch:
              - {name: greedy, replicas: 1, requests: {cpu: 1, nvidia.com/gpu: ①2}}
              - {name: modest, replicas: 1, requests: {cpu: 1, nvidia.com/gpu: 1}}
      """
    let message = "under MPS a pod gets one GPU; the device plugin refuses more"
    try expectProblems(in: scenario, ["①": message])
  }

  @Test func refusesTimeSlicingAmongOne() throws {
    try expectProblems(
      in: small(
        (
          "nodes: 2",
          "nodes: 2\n        "
            + "gpus: {model: T4, memory: 16Gi, sharing: {timeSlicing: {replicas: ①1}}}"
        )
      ),
      ["①": "must be a whole number from 2 to 256, found `1`"]
    )
  }

  @Test func warnsOfWhatIsSeldomMeant() throws {
    let text = try small(
      ("{duration: 10m}", "{duration: 10m, replications: 1}"),
      ("work: 20ms", "work: 20ms\n              timeout: 100ms")
    )
    let (diagnostics, loaded) = try Workbench().validate(text)
    #expect(loaded != nil)
    #expect(loaded?.warnings == diagnostics)
    #expect(
      diagnostics.map(\.message) == [
        "a single replication gives intervals only if it is long: by batch means",
        "the threshold is beyond the timeout of 100ms, after which a request is bad anyway",
      ]
    )
    #expect(diagnostics.allSatisfy { $0.severity == .warning })
  }
}
