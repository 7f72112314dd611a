import Catalogue
import Domain
import EventCore
import ScenarioLoading
import Testing

/// Scenarios that name entries of the catalogue.
@Suite struct CatalogueScenarioTests {
  private func scenario(
    pool: String,
    runtime: String,
    requests: String = "{cpu: 1, memory: 1Gi}",
    demand: String
  ) -> String {
    """
    apiVersion: bulkhead/v1alpha1
    kind: Scenario
    metadata: {name: named}
    spec:
      run: {duration: 10m}
      capacity:
        nodePools:
          - {name: pool, nodes: 2, \(pool)}
      tenants:
        - name: retail
          services:
            - name: chat
              replicas: 1
              requests: \(requests)
              runtime: \(runtime)
              endpoints:
                - name: api
                  arrivals: {poisson: {rate: 1/s}}
                  \(demand)
      slos:
        - name: fast
          tenant: retail
          indicator: {metric: latency}
          objectives: [{value: 250ms, targetPercent: 95}]

    """
  }

  /// The demand and the machine that suit a profile.
  private func suitable(_ profile: ServingProfile, runtime: String) -> String {
    let type = Catalogue.instanceTypes.first {
      $0.gpu == profile.gpu && ($0.gpuCount?.value ?? 0) >= Double(profile.gpuCount)
        && $0.vcpus.value >= 4
    }
    let gpus = "gpus: {model: \(profile.gpu ?? ""), count: \(max(1, profile.gpuCount))}"
    let own = "allocatable: {cpu: 8, memory: 32Gi}, \(gpus)"
    let demand =
      switch profile.runtime {
      case .concurrent: "work: profile"
      case .batching: "items: 1"
      case .continuousBatching: "work: {tokens: {input: 200, output: 100}}"
      }
    let gpu = profile.gpu == nil ? "" : ", nvidia.com/gpu: \(profile.gpuCount)"
    return scenario(
      pool: type.map { "instanceType: \($0.name)" } ?? own,
      runtime: runtime,
      requests: "{cpu: 1, memory: 1Gi\(gpu)}",
      demand: demand
    )
  }

  @Test func everyProfileLoadsWithoutAWord() throws {
    for profile in Catalogue.profiles {
      let text = suitable(profile, runtime: "{profile: \(profile.name)}")
      let (diagnostics, loaded) = try Workbench().validate(text)
      #expect(diagnostics.map(\.description) == [], "\(profile.name)")
      let parameters = try #require(loaded).parameters
      let own = parameters.filter { $0.source?.hasPrefix("\(profile.name): ") ?? false }
      let settings = Setting.fields(profile.settings).constants()
      let work = profile.work?.constants() ?? []
      let memory = profile.memory == nil ? 0 : 1
      #expect(own.count == settings.count + work.count + memory, "\(profile.name)")
      #expect(own.allSatisfy { $0.pedigree != nil })
    }
  }

  @Test func everyInstanceTypeIsAPool() throws {
    for type in Catalogue.instanceTypes {
      let text = scenario(
        pool: "instanceType: \(type.name)",
        runtime: "{concurrent: {workers: 1}}",
        requests: "{cpu: 100m, memory: 1Gi}",
        demand: "work: 20ms"
      )
      let pool = try Workbench().load(text).scenario.nodePools[0]
      #expect(pool.allocatable[.cpu] == Int64(type.allocatableCPU.value), "\(type.name)")
      #expect(pool.allocatable[.memory] == Int64(type.allocatableMemory.value) << 20)
      #expect(pool.allocatable[.pods] == Int64(type.pods.value))
      #expect(abs(Double(pool.pricePerHour.micros) / 1e6 - type.price.value) < 1e-9)
      #expect(pool.gpus?.model == type.gpu)
      #expect(pool.labels["node.kubernetes.io/instance-type"] == type.name)
    }
  }

  @Test func aScenarioOverridesAnyNumber() throws {
    let text = scenario(
      pool: """
        instanceType: g5.12xlarge, allocatable: {pods: 20},
                   price: {amount: "1.5", category: Reserved},
                   gpus: {sharing: {timeSlicing: {replicas: 2}}}, labels: {team: a}
        """,
      runtime: """
        {profile: llama-2-7b-a10g,
                        continuousBatching: {maxSequences: 64, steps: {decodeBase: 20ms}}}
        """,
      requests: "{cpu: 1, nvidia.com/gpu: 1}",
      demand: "work: {tokens: {input: 200, output: 100}}"
    )
    let loaded = try Workbench().load(text)
    let pool = loaded.scenario.nodePools[0]
    #expect(pool.allocatable[.pods] == 20)
    #expect(pool.allocatable[.cpu] == 47_810)
    #expect(pool.pricePerHour == Money(micros: 1_500_000))
    #expect(pool.priceCategory == .reserved)
    #expect(pool.gpus?.count == 4)
    #expect(pool.gpus?.memoryEach == Bytes(22_888 << 20))
    #expect(pool.labels["team"] == "a")
    guard case .continuousBatching(let runtime) = loaded.scenario.tenants[0].services[0].runtime
    else {
      Issue.record("no continuous batching")
      return
    }
    #expect(runtime.maxSequences == 64)
    #expect(runtime.steps.decodeBase == .milliseconds(20))
    #expect(runtime.cacheTokens == 10_000)
    let base = try #require(
      loaded.parameters.first { $0.path.hasSuffix("continuousBatching.steps.decodeBase") }
    )
    #expect(base.value == "20ms" && base.unit == "ms" && base.pedigree == nil)
    let prefill = try #require(loaded.parameters.first { $0.path.hasSuffix("perPrefillToken") })
    #expect(prefill.pedigree == .calibrated)
    #expect(prefill.unit == "us")
  }

  /// Llama 2 7B has 13.476 GB of weights and 524,288 bytes of cache a token; 10,000 tokens of it
  /// make 18.72 GB, which a T4 of 16 GiB has not, but 1,000 tokens make 14.0 GB.
  @Test(arguments: [
    ("", 18_718_880_000), (", continuousBatching: {cacheTokens: 1000}", 14_000_288_000),
    (", continuousBatching: {cacheMemory: 2Gi}", 15_623_483_648),
    (", continuousBatching: {cacheTokens: {value: 1000, pedigree: assumed}}", 14_000_288_000),
  ])
  func aProfileBringsTheMemoryOfItsModel(own: String, bytes: Int64) throws {
    func text(_ type: String) -> String {
      scenario(
        pool: "instanceType: \(type)",
        runtime: "{profile: llama-2-7b-a10g\(own)}",
        requests: "{cpu: 1, nvidia.com/gpu: 1}",
        demand: "work: {tokens: {input: 200, output: 100}}"
      )
    }
    let service = try Workbench().load(text("g5.xlarge")).scenario.tenants[0].services[0]
    #expect(service.accelerator.memory == Bytes(bytes))
    let messages = try Workbench().validate(text("g4dn.xlarge")).diagnostics.map(\.message)
    #expect(messages.contains { $0.hasPrefix("needs 17.4Gi; a pod may use") } == own.isEmpty)
  }

  /// A shared service takes a profile as others do; its users take the profile's work.
  @Test func aSharedServiceNamesAProfile() throws {
    let text = """
      apiVersion: bulkhead/v1alpha1
      kind: Scenario
      metadata: {name: named}
      spec:
        run: {duration: 10m}
        capacity: {nodePools: [{name: gpu, nodes: 1, instanceType: g5.xlarge}]}
        sharedServices:
          - name: llm
            replicas: 1
            requests: {cpu: 1, nvidia.com/gpu: 1}
            runtime: {profile: llama-2-7b-a10g}
          - name: trees
            replicas: 1
            requests: {cpu: 1}
            runtime: {profile: gbdt-cpu}
        tenants:
          - name: retail
            uses:
              - service: llm
                endpoints:
                  - name: chat
                    arrivals: {poisson: {rate: 1/s}}
                    work: {tokens: {input: 2000, output: 100}}
              - service: trees
                endpoints:
                  - {name: score, arrivals: {poisson: {rate: 1/s}}, work: profile}

      """
    let loaded = try Workbench().load(text)
    let shared = loaded.scenario.sharedServices.map(\.service)
    #expect(shared[0].runtime.emitsTokens)
    #expect(shared[0].accelerator.memory == Bytes(18_718_880_000))
    let work = try #require(Catalogue.profile("gbdt-cpu")?.work).constants().map(\.constant.text)
    let read = loaded.parameters.filter { $0.path.contains("uses[1].endpoints[0].work") }
    #expect(read.map(\.value) == work)
    #expect(loaded.warnings.map(\.name) == ["beyond-calibrated-range"])
  }

  @Test func aGPUOfTheCatalogueBringsItsMemory() throws {
    let text = scenario(
      pool: "allocatable: {cpu: 4, memory: 16Gi}, gpus: {model: L4}",
      runtime: "{concurrent: {workers: 1}}",
      demand: "work: 20ms"
    )
    let pool = try Workbench().load(text).scenario.nodePools[0]
    #expect(pool.gpus?.memoryEach == Bytes(22_888 << 20))
  }

  private typealias Problem = (
    pool: String, runtime: String, demand: String, message: String, help: String?
  )
  private static let problems: [Problem] = [
    (
      "instanceType: g5.xlage", "{concurrent: {workers: 1}}", "work: 20ms",
      "the catalogue has no instance type `g5.xlage`; `bulkhead catalogue instances` lists them",
      "did you mean `g5.xlarge`?"
    ),
    (
      "instanceType: m7i.xlarge", "{profile: gbdt-cpus}", "work: 20ms",
      "the catalogue has no profile `gbdt-cpus`; `bulkhead catalogue profiles` lists them",
      "did you mean `gbdt-cpu`?"
    ),
    (
      "instanceType: m7i.xlarge", "{profile: gbdt-cpu, batching: {maxBatch: 2}}", "work: 20ms",
      "the profile can only be overridden in its own kind of runtime",
      "`bulkhead catalogue profiles` lists the kinds"
    ),
    (
      "instanceType: m7i.xlarge", "{concurrent: {workers: 1}}", "work: profile",
      "the service names no profile that has work of its own",
      "`bulkhead catalogue profiles` lists them; give the `work` itself"
    ),
    (
      "instanceType: m7i.xlarge", "{profile: resnet50-t4}", "items: 1",
      "the profile `resnet50-t4` is of a T4, but the pods request no GPU",
      "request `nvidia.com/gpu: 1`"
    ),
    (
      "gpus: {model: T4}", "{concurrent: {workers: 1}}", "work: 20ms",
      "the field `allocatable` is missing from `spec.capacity.nodePools[]`", nil
    ),
    (
      "allocatable: {cpu: 4, memory: 16Gi}, gpus: {model: T5}", "{concurrent: {workers: 1}}",
      "work: 20ms",
      "the field `memory` is missing from `spec.capacity.nodePools[].gpus`", nil
    ),
  ]

  @Test(arguments: problems)
  func problem(
    pool: String,
    runtime: String,
    demand: String,
    message: String,
    help: String?
  ) throws {
    let text = scenario(pool: pool, runtime: runtime, demand: demand)
    let (diagnostics, loaded) = try Workbench().validate(text)
    #expect(loaded == nil)
    #expect(diagnostics.map(\.message) == [message])
    #expect(diagnostics.map(\.help) == [help])
  }

  /// What each kind of workload outside a range is called, and which constants then are.
  private static let extrapolations:
    [(pool: String, runtime: String, demand: String, name: String, constant: String)] = [
      (
        "instanceType: g4dn.xlarge", "{profile: resnet50-t4}", "items: 10",
        "beyond-calibrated-range", "batching.latencyCurve[1].latency"
      ),
      (
        "instanceType: g5.xlarge", "{profile: resnet50-t4}", "items: 1", "other-accelerator",
        "batching.latencyCurve[0].latency"
      ),
      (
        "instanceType: g5.xlarge", "{profile: llama-2-7b-a10g}",
        "work: {tokens: {input: 2000, output: 100}}", "beyond-calibrated-range",
        "continuousBatching.steps.decodeBase"
      ),
      (
        "instanceType: g5.xlarge",
        "{profile: llama-2-7b-a10g, continuousBatching: {maxSequences: 500}}",
        "work: {tokens: {input: 200, output: 100}}", "beyond-calibrated-range",
        "continuousBatching.steps.perSequence"
      ),
      (
        "instanceType: g5.xlarge",
        "{batching: {maxBatch: 9, latencyCurve: [{items: 8, latency: 10ms}]}}",
        "items: 1", "beyond-calibrated-range", "batching.latencyCurve[0].latency"
      ),
    ]

  @Test(arguments: extrapolations)
  func extrapolation(
    pool: String,
    runtime: String,
    demand: String,
    name: String,
    constant: String
  ) throws {
    let text = scenario(
      pool: pool,
      runtime: runtime,
      requests: "{cpu: 1, nvidia.com/gpu: 1}",
      demand: demand
    )
    let loaded = try Workbench().load(text)
    #expect(loaded.warnings.map(\.name) == [name])
    #expect(loaded.warnings.allSatisfy { $0.description.hasSuffix("[\(name)]") })
    let marked = loaded.parameters.filter { $0.pedigree == .extrapolated }
    #expect(marked.contains { $0.path.hasSuffix(constant) })
    #expect(marked.allSatisfy { $0.path.contains(".runtime.") })
  }

  @Test func aFallingCurveIsAnError() throws {
    let curve = "[{items: 1, latency: 9ms}, {items: 8, latency: 8ms}]"
    let text = scenario(
      pool: "instanceType: m7i.xlarge",
      runtime: "{batching: {maxBatch: 8, latencyCurve: \(curve)}}",
      demand: "items: 1"
    )
    let diagnostics = try Workbench().validate(text).diagnostics
    #expect(diagnostics.map(\.message) == ["must be at least the `latency` before it"])
  }

  /// Names in places where the catalogue has nothing to say are ordinary problems, never traps.
  @Test(arguments: [
    "{profile: [gbdt-cpu]}", "{profile: {name: gbdt-cpu}}", "{profile: }", "profile", "[]",
    "{profile: gbdt-cpu, profile: gbdt-cpu}", "{profile: gbdt-cpu, concurrent: 4}",
    "{profile: gbdt-cpu, concurrent: {workers: {value: x}}}",
    "{profile: resnet50-t4, batching: {latencyCurve: {items: 1}}}",
  ])
  func hostileNames(runtime: String) throws {
    let text = scenario(
      pool: "instanceType: m7i.xlarge",
      runtime: runtime,
      demand: "work: 20ms"
    )
    let (diagnostics, loaded) = try Workbench().validate(text)
    #expect(loaded == nil)
    #expect(!diagnostics.isEmpty)
  }

  /// A list of very many names is refused at a bounded cost.
  @Test func manyNamesAreRefused() throws {
    let pools = (0..<50_001).map { "{name: p\($0), nodes: 1, instanceType: m7i.large}" }
    let pool = ["- name: cpu", "nodes: 2", "allocatable: {cpu: 4, memory: 16Gi}"]
    let text = try small(
      (
        pool.joined(separator: "\n        "),
        pools.map { "- \($0)" }.joined(separator: "\n      ")
      )
    )
    let diagnostics = try Workbench().validate(text).diagnostics
    #expect(
      diagnostics.contains { $0.message == "a scenario takes at most 50000 names of the catalogue" }
    )
  }
}
