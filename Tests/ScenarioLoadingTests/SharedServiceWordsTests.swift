import Domain
import EventCore
import ScenarioLoading
import Testing

/// What a scenario says of shared services, schedulers, limits per minute and caches.
@Suite struct SharedServiceWordsTests {
  private let scenario = """
    apiVersion: bulkhead/v1alpha1
    kind: Scenario
    metadata: {name: shared}
    spec:
      run: {duration: 10m}
      capacity:
        nodePools: [{name: cpu, nodes: 2, allocatable: {cpu: 4, memory: 16Gi}}]
      sharedServices:
        - name: assistant
          namespace: models
          replicas: 3
          requests: {cpu: 1}
          runtime: {concurrent: {workers: 4}}
          scheduler: weightedFair
          cache: {hitRatio: 0.3, latency: 2ms}
      tenants:
        - name: retail
          limits: {requestsPerMinute: 600}
          services:
            - name: chat
              replicas: 1
              requests: {cpu: 1}
              runtime: {concurrent: {workers: 4}}
              endpoints:
                - {name: api, arrivals: {poisson: {rate: 10/s}}, work: 20ms}
          uses:
            - service: assistant
              limits: {tokensPerMinute: 100000, window: sliding, estimatedOutputTokens: 64}
              endpoints:
                - name: ask
                  arrivals: {poisson: {rate: 1/s}}
                  work: {tokens: {input: {constant: 9}, output: {constant: 9}, base: 1ms}}
        - name: bank
          uses:
            - service: assistant
              endpoints:
                - {name: ask, arrivals: {poisson: {rate: 1/s}}, work: 20ms, timeout: 1s}
      slos:
        - name: fast
          tenant: bank
          service: assistant
          endpoint: ask
          indicator: {metric: latency}
          objectives: [{value: 1s, target: 0.9}]
    """

  /// The scenario with something else in it, and markers where problems are expected.
  private func changed(_ changes: (String, String)...) -> String {
    var text = scenario
    for (old, new) in changes {
      #expect(text.contains(old), "\(old)")
      text = text.replacing(old, with: new)
    }
    return text
  }

  @Test func saysItAll() throws {
    let loaded = try Workbench().load(scenario).scenario
    let shared = try #require(loaded.sharedServices.first)
    #expect(shared.namespace == "models")
    #expect(shared.service.scheduling == .weightedFair)
    #expect(shared.service.cache == ResponseCache(hitRatio: 0.3, latency: .milliseconds(2)))
    #expect(loaded.tenants[0].limits == UsageLimits(requestsPerMinute: 600))
    let use = loaded.tenants[0].uses[0]
    #expect(
      use.limits
        == UsageLimits(tokensPerMinute: 100_000, window: .sliding, estimatedOutputTokens: 64)
    )
    let roster = loaded.roster
    #expect(roster.services.map(\.service.name) == ["chat", "assistant"])
    #expect(roster.endpoints.map(\.label) == ["chat/api", "assistant/ask", "assistant/ask"])
    #expect(roster.endpoints.map(\.tenant.index) == [0, 0, 1])
    #expect(roster.services[1].endpoints == [EndpointID(1), EndpointID(2)])
    #expect(loaded.objectives[0].endpoints == [EndpointID(2)])
  }

  @Test func schedulersHaveNames() throws {
    for (word, scheduling) in [
      ("fcfs", RequestScheduling.firstComeFirstServed), ("priority", .priority),
    ] {
      let text = changed(("scheduler: weightedFair", "scheduler: \(word)"))
      let loaded = try Workbench().load(text).scenario
      #expect(loaded.sharedServices[0].service.scheduling == scheduling)
    }
  }

  @Test func reportsWhatDoesNotFit() throws {
    try expectProblems(
      in: changed(("scheduler: weightedFair", "scheduler: ①{vtc: {outputWeight: 2}}")),
      ["①": "virtual token counters need a runtime that works token by token"]
    )
    try expectProblems(
      in: changed(("namespace: models", "namespace: ①retail")),
      ["①": "`retail` is the namespace of the tenant of that name"]
    )
    try expectProblems(
      in: changed(("latency: 2ms", "latency: 2s"), ("timeout: 1s", "timeout: ①1s")),
      ["①": "clients give up before the cache answers after 2s"]
    )
    try expectProblems(
      in: changed(("hitRatio: 0.3", "hitRatio: ①1.01")),
      ["①": "must be a number from 0 to 1, found `1.01`"]
    )
    try expectProblems(
      in: changed(("requestsPerMinute: 600", "tokensPerMinute: 0x"), ("0x", "①0")),
      ["①": "must be a whole number from 1 to 1000000000000, found `0`"]
    )
    try expectProblems(
      in: changed(
        ("- name: chat\n", "- name: assistant\n"),
        ("service: assistant\n          limits", "service: ①assistant\n          limits")
      ),
      ["①": "the tenant has a service of its own named `assistant`"]
    )
  }

  @Test func reportsUsesOfNothing() throws {
    func uses(_ services: String, _ uses: String) -> String {
      """
      apiVersion: bulkhead/v1alpha1
      kind: Scenario
      metadata: {name: shared}
      spec:
        run: {duration: 10m}
        capacity:
          nodePools: [{name: cpu, nodes: 2, allocatable: {cpu: 4, memory: 16Gi}}]
        sharedServices:
      \(services)
        tenants:
          - name: retail
            uses:
      \(uses)
      """
    }
    let work = "arrivals: {poisson: {rate: 1/s}}, work: 20ms"
    func service(_ name: String) -> String {
      "    - {name: \(name), replicas: 1, requests: {cpu: 1}, runtime: {concurrent: {workers: 4}}}"
    }
    try expectProblems(
      in: uses(
        service("assistant"),
        """
                - {service: ①asistant, limits: ②{}, endpoints: [{name: ask, \(work)}]}
                - service: assistant
                  endpoints:
                    - {name: ask, \(work)}
                    - {name: ③ask, arrivals: {poisson: {rate: 1/s}}, items: ④{constant: 3}}
                - {service: ⑤assistant, endpoints: [{name: ask, \(work)}]}
        """
      ),
      [
        "①": "there is no shared service named `asistant`; there is `assistant`",
        "②": "needs `requestsPerMinute` or `tokensPerMinute`",
        "③": "another endpoint of this use is already named `ask`",
        "④": "`items` needs a batching runtime; a concurrent one takes `work` in time",
        "⑤": "another use of a shared service by this tenant is already named `assistant`",
      ]
    )
    try expectProblems(
      in: uses(
        service("①search") + "\n" + service("assistant"),
        """
                - service: assistant
                  limits: {tokensPerMinute: ②5}
                  endpoints: [{name: ask, \(work)}]
        """
      ),
      [
        "①": "no tenant uses `search`",
        "②": "none of the requests that it is about has tokens",
      ]
    )
  }
}
