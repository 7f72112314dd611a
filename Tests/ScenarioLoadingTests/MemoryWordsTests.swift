import Domain
import EventCore
import ScenarioLoading
import Testing

/// What a scenario can say of memory and of starts, and what it can't.
@Suite struct MemoryWordsTests {
  private let service = "runtime: {concurrent: {workers: 4}}"

  @Test func readsMemoryAndStarts() throws {
    let memory =
      "memoryUse: "
      + "{base: 600Mi, perRequest: 40Mi, perWaiting: 1Mi, growth: 3Mi/m, growsTo: 2Gi}"
    let startup =
      "startup: {image: 12Gi, weights: 15Gi, weightsFrom: disk, compile: 30s, startCold: true}"
    let eviction = "eviction: {memoryAvailable: 500Mi, interval: 5s, transitionPeriod: 1m}"
    let bandwidth = "bandwidth: {network: 10Gbit/s, disk: 2GiB/s}"
    let text = try small(
      (service, [service, memory, startup].joined(separator: "\n          ")),
      ("nodes: 2", ["nodes: 2", eviction, bandwidth].joined(separator: "\n        ")),
      ("  capacity:", "  cluster: {registry: {bandwidth: 500MB/s}}\n  capacity:")
    )
    let scenario = try Workbench().load(text).scenario
    let mebi: Int64 = 1 << 20
    let read = scenario.tenants[0].services[0]
    #expect(
      read.memoryUse
        == MemoryUse(
          base: 600 * mebi,
          perRequest: 40 * mebi,
          perWaiting: mebi,
          growthPerSecond: 3 * Double(mebi) / 60,
          growsTo: 2048 * mebi
        )
    )
    #expect(
      read.startup
        == Startup(
          image: 12 << 30,
          weights: 15 << 30,
          weightsFrom: .disk,
          compile: .seconds(30),
          startsCold: true
        )
    )
    let pool = scenario.nodePools[0]
    #expect(
      pool.memoryPressure
        == MemoryPressureRules(
          memoryAvailable: 500 * mebi,
          interval: .seconds(5),
          transitionPeriod: .seconds(60)
        )
    )
    #expect(pool.bandwidth == NodeBandwidth(network: 10e9 / 8, disk: 2 * 1_073_741_824))
    #expect(scenario.cluster.registryBandwidth == 500e6)
  }

  @Test func silenceMeansNothingHappens() throws {
    let scenario = try Workbench().load(smallScenario).scenario
    let read = scenario.tenants[0].services[0]
    #expect(read.memoryUse == nil && read.startup == Startup())
    #expect(scenario.nodePools[0].memoryPressure == MemoryPressureRules())
    #expect(scenario.nodePools[0].bandwidth == NodeBandwidth())
    #expect(scenario.cluster.registryBandwidth == nil)
  }

  @Test(arguments: [
    ("{base: 1Gi, growsTo: ①2Gi}", "`growsTo` needs `growth`"),
    ("{base: 1Gi, growth: 1Mi/m, growsTo: ①512Mi}", "is below the `base` of 1Gi"),
    (
      "{base: 1Gi, perRequest: 1Mi, perWaiting: ①2Mi}", "is above the `perRequest` of 1Mi"
    ),
    ("{base: 1Gi, growth: ①2Mi}", "needs memory per time such as `2Mi/m`, found `2Mi`"),
    ("{base: 1Gi, growth: ①2Mi/min}", "needs memory per time such as `2Mi/m`, found `2Mi/min`"),
    (
      "{base: ①3Gi}",
      "is above the memory limit of 2Gi: the container would be killed as soon as it starts"
    ),
  ])
  func refusesMemoryThatCannotBe(use: String, message: String) throws {
    try expectProblems(
      in: small(
        (
          service,
          "limits: {memory: 2Gi}\n          memoryUse: \(use)\n          " + service
        )
      ),
      ["①": message]
    )
  }

  @Test(arguments: [
    ("①10Gbit", "needs a bandwidth such as `10Gbit/s` or `2GiB/s`, found `10Gbit`"),
    ("①2Gi/s", "needs a bandwidth such as `10Gbit/s` or `2GiB/s`, found `2Gi/s`"),
    ("①0B/s", "must be above 0B/s and at most 1000TB/s, found `0B/s`"),
  ])
  func refusesBandwidthsWithoutUnits(bandwidth: String, message: String) throws {
    try expectProblems(
      in: small(("  capacity:", "  cluster: {registry: {bandwidth: \(bandwidth)}}\n  capacity:")),
      ["①": message]
    )
  }

  @Test func batchWorkloadsServeNoRequests() throws {
    let batch = [
      "batch:",
      "  - name: job",
      "    replicas: 1",
      "    requests: {cpu: 1, memory: 1Gi}",
      "    memoryUse: {base: 1Gi, ①perRequest: 1Mi}",
      "services:",
    ].joined(separator: "\n      ")
    try expectProblems(
      in: small(("services:", batch)),
      ["①": "`perRequest` is not a field of `spec.tenants[].batch[].memoryUse`, which has `base`"]
    )
  }
}
