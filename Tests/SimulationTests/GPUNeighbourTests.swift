import Domain
import EventCore
import Randomness
import Simulation
import TestSupport
import Testing

/// What endless neighbours on a GPU do to single requests, from the scenario to the record.
@Suite struct GPUNeighbourTests {
  /// A service that gets a request of 10 ms of a whole GPU every second, beside so many neighbours.
  private func run(
    _ sharing: GPUSharing,
    requests: ResourceList,
    neighbours: Int,
    interference: GPUInterference? = nil,
    sensitivity: InterferenceSensitivity = .usual
  ) throws -> ReplicationRecord {
    let service = InferenceService(
      name: "s",
      replicas: 1,
      requests: requests,
      runtime: .concurrent(workers: 1, threadsPerRequest: 1, gpuStreams: 1),
      endpoints: [
        Endpoint(
          name: "e",
          arrivals: .renewal(gaps: .deterministic, rate: .constant(perSecond: 1)),
          demand: .time(.constant(0.01))
        )
      ],
      accelerator: AcceleratorNeeds(sensitivity: sensitivity)
    )
    let batch = BatchWorkload(name: "b", replicas: neighbours, requests: requests, threads: 1)
    let gpus = NodeGPUs(
      model: "A100-80GB",
      count: 1,
      memoryEach: Bytes(80 << 30),
      sharing: sharing,
      interference: interference
    )
    let scenario = Scenario(
      name: "neighbours",
      run: RunSettings(duration: .seconds(60), replications: 1),
      nodePools: [
        NodePool(
          name: "n",
          nodeCount: 1,
          allocatable: ResourceList([.cpu: 8000]),
          gpus: gpus
        )
      ],
      tenants: [Tenant(name: "only", services: [service], batchWorkloads: [batch])]
    )
    var deployment = Fixtures.deployment(of: scenario)
    deployment.plan.pods[0].accelerator = service.accelerator
    for pod in deployment.placements.indices {
      deployment.placements[pod].gpu = 0
      if case .mig = sharing { deployment.placements[pod].migInstance = pod }
    }
    let layout = DeviceLayout(deployment, of: scenario)
    return try simulate(deployment, layout: layout, of: scenario, replication: 1)
  }

  /// A seventh of the GPU takes 70 ms; beside six busy instances it keeps 98.6 % of its speed,
  /// beside three 99.3 %; what waits for memory has an eighth, and keeps 92.96 % of that.
  @Test(arguments: [
    (0, InterferenceSensitivity.usual, 70.0), (6, .usual, 70 / 0.986), (3, .usual, 70 / 0.993),
    (6, .none, 70), (0, .memoryBound, 80), (6, .memoryBound, 80 / 0.9296),
  ])
  func instancesSlowEachOther(
    neighbours: Int,
    sensitivity: InterferenceSensitivity,
    milliseconds: Double
  ) throws {
    let slice = MIGSlice(profile: "1g.10gb", computeSlices: 1, computeSlicesTotal: 7)
    let record = try run(
      .mig(Array(repeating: slice, count: 7)),
      requests: ResourceList([.cpu: 100, .mig("1g.10gb"): 1]),
      neighbours: neighbours,
      sensitivity: sensitivity
    )
    let latency = record.endpoints[0].latencyMax.inSeconds * 1000
    #expect(abs(latency - milliseconds) < 1e-4)
    let slowed = record.enforcement.contains { $0.rule == .gpuShare && $0.subject == "s" }
    #expect(slowed == (neighbours > 0 && sensitivity != .none))
  }

  /// Work that waits for memory runs at half the speed of the GPU in a 3g.40gb, beside a 4g.40gb of
  /// four sevenths: more than one GPU's, but each is counted as its compute slices.
  @Test func instancesCountAsTheirSlices() throws {
    let record = try run(
      .mig([
        MIGSlice(profile: "3g.40gb", computeSlices: 3, computeSlicesTotal: 7),
        MIGSlice(profile: "4g.40gb", computeSlices: 4, computeSlicesTotal: 7),
      ]),
      requests: ResourceList([.cpu: 100, .mig("3g.40gb"): 1]),
      neighbours: 1,
      sensitivity: .memoryBound
    )
    // 59 or 60 requests of 10 ms at half speed, slowed to no less than 0.9 of it.
    let least = 59 * 0.02 * 3 / 7
    #expect((least...60 * 0.02 * 3 / 7 / 0.9).contains(record.pods[0].gpuSeconds))
    #expect(abs(record.pods[1].gpuSeconds - 60.0 * 4 / 7) < 1e-6)
  }

  /// A third of the GPU's threads are 33 %, neighbours or not; the scenario's own interference
  /// comes on top.
  @Test(arguments: [(0, 1.0), (2, 1), (2, 0.9)])
  func clientsOfMPSAreCapped(neighbours: Int, kept: Double) throws {
    let record = try run(
      .mps(MPSSharing(replicas: 3)),
      requests: ResourceList([.cpu: 100, .gpu: 1]),
      neighbours: neighbours,
      interference: GPUInterference(kept: kept, keptIfMemoryBound: kept)
    )
    let latency = record.endpoints[0].latencyMax.inSeconds * 1000
    #expect(abs(latency - 10 / 0.33 / kept) < 1e-4)
    #expect(record.enforcement.contains { $0.rule == .gpuLimit && $0.subject == "s" })
  }

  /// 10 ms of work are five turns of 2 ms; between them the neighbour has four, and there are nine
  /// switches of 0.5 ms, after what is left of the neighbour's turn when the request arrives.
  @Test func turnsAreWaitedFor() throws {
    let slicing = TimeSlicing(
      replicas: 2,
      slice: .milliseconds(2),
      switchCost: SimDuration(nanoseconds: 500_000)
    )
    let record = try run(
      .timeSlicing(slicing),
      requests: ResourceList([.cpu: 100, .gpu: 1]),
      neighbours: 1
    )
    let least = 5 * 2 + 4 * 2 + 9 * 0.5
    let mean =
      record.endpoints[0].latencySum / 1e6 / Double(record.endpoints[0].completed)
    let most = record.endpoints[0].latencyMax.inSeconds * 1000
    #expect(mean >= least && most <= least + 2)
  }
}
