import Domain
import EventCore
import Randomness
import Scheduling
import Testing

/// Planned nodes and pods in the terms of the placement policies.
@Suite struct ScenarioPlacementTests {
  private func gpus(_ count: Int, _ sharing: GPUSharing) -> NodeGPUs {
    NodeGPUs(model: "A100", count: count, memoryEach: Bytes(40 << 30), sharing: sharing)
  }

  private let sliced = GPUSharing.timeSlicing(
    TimeSlicing(replicas: 4, slice: .milliseconds(2), switchCost: .milliseconds(0))
  )
  private let mig = GPUSharing.mig([
    MIGSlice(profile: "3g.20gb", computeSlices: 3, computeSlicesTotal: 7),
    MIGSlice(profile: "1g.5gb", computeSlices: 1, computeSlicesTotal: 7),
  ])

  @Test func sharesAreWhatTheyAreOfAGPU() {
    let two = ResourceList([.gpu: 2])
    #expect(gpuDemand(two, on: gpus(4, .exclusive)) == GPUDemand(milliEach: 1000, count: 2))
    #expect(gpuDemand(two, on: gpus(4, sliced)) == GPUDemand(milliEach: 250, count: 2))
    // Both shares are of the one GPU.
    #expect(gpuDemand(two, on: gpus(1, sliced)) == GPUDemand(milliEach: 500, count: 1))
    #expect(gpuDemand(two, on: gpus(1, .exclusive)) == nil)
    #expect(gpuDemand(two, on: gpus(4, mig)) == nil)
    #expect(gpuDemand(two, on: nil) == nil)
    #expect(gpuDemand(ResourceList([.cpu: 100]), on: nil) == GPUDemand.none)
    let instance = ResourceList([.mig("3g.20gb"): 1])
    // 3/7 of 1,000, rounded down.
    #expect(gpuDemand(instance, on: gpus(4, mig)) == GPUDemand(milliEach: 428, count: 1))
    #expect(gpuDemand(instance, on: gpus(4, .exclusive)) == nil)
  }

  @Test func factsOfAPlannedCluster() {
    let nodes = [node("a", gpus(2, .exclusive)), node("b", gpus(2, sliced)), node("c", nil)]
    let shapes = [ResourceList([.cpu: 1000, .gpu: 1]), ResourceList([.cpu: 500, .memory: 7])]
    // Pods with GPUs may not go to node b.
    let facts = placementFacts(nodes: nodes, shapes: shapes, counts: [3, 1]) { shape, node in
      shape == 1 || node != 1
    }
    // To both shapes, b is what c is: open to the second, without room for the first.
    #expect(facts.nodes.map(\.nodeClass) == [0, 1, 1])
    #expect(facts.nodes.map(\.gpus) == [2, 2, 0])
    #expect(facts.kinds[0].demands == [GPUDemand(milliEach: 1000, count: 1), nil])
    #expect(facts.kinds[1].demands == [GPUDemand.none, GPUDemand.none])
    #expect(facts.kinds.map(\.memory) == [0, 7])
    #expect(facts.typical.weights == [3, 1])
  }

  @Test func onlyAllowedGPUsAreChosen() {
    var random = RandomStream(seed: 1, purpose: "test")
    for policy in GPUPlacementPolicy.allCases {
      let facts = placementFacts(
        nodes: [node("a", gpus(4, mig))],
        shapes: [ResourceList([.cpu: 100, .mig("1g.5gb"): 1])],
        counts: [1]
      ) { _, _ in true }
      var placement = GPUPlacement(
        policy,
        nodes: facts.nodes,
        kinds: facts.kinds,
        typical: facts.typical
      )
      let chosen = placement.chooseGPUs(0, on: 0, among: 0b0100, using: &random)
      #expect(chosen == [2])
      let none = placement.chooseGPUs(0, on: 0, among: 0, using: &random)
      #expect(none == nil)
      let fits = placement.fits(0, on: 0)
      #expect(fits)
    }
  }

  private func node(_ name: String, _ gpus: NodeGPUs?) -> PlannedNode {
    PlannedNode(
      name: name,
      cluster: 0,
      nodePool: 0,
      pool: "shared",
      tenants: [],
      allocatable: ResourceList([.cpu: 8000, .memory: 100]),
      gpus: gpus,
      labels: [:],
      taints: [],
      pricePerHour: .zero
    )
  }
}
