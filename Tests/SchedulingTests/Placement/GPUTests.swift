import Domain
import EventCore
import Scheduling
import Testing

/// Which GPU, and which MIG instance, a pod is given.
@Suite struct GPUTests {
  @Test func exclusiveTakesTheLowestFreeGPUs() {
    let plan = Plans.plan(
      nodes: [Plans.node(cpu: 64_000, gpus: gpus(count: 4, .exclusive))],
      pods: [1, 2, 1, 1].map { Plans.pod(cpu: 100, gpu: $0) }
    )
    let placements = Plans.place(plan)
    #expect(placements.map(\.gpu) == [0, 1, 3, nil])
    #expect(placements[3].outcome == .unschedulable)
  }

  @Test func timeSlicingTakesTheGPUWithTheFewestPods() {
    let slicing = TimeSlicing(replicas: 3, slice: .milliseconds(2), switchCost: .zero)
    let plan = Plans.plan(
      nodes: [Plans.node(cpu: 64_000, gpus: gpus(count: 2, .timeSlicing(slicing)))],
      pods: [1, 1, 2, 1, 1, 1].map { Plans.pod(cpu: 100, gpu: $0) }
    )
    let placements = Plans.place(plan)
    // Two for the third pod: one on each GPU. 2 GPUs × 3 replicas are 6; the seventh must wait.
    #expect(placements.map(\.gpu) == [0, 1, 0, 0, 1, nil])
    let words = "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. "
    #expect(placements[5].reason.hasPrefix(words))
  }

  @Test func migTakesTheFirstFreeInstanceOfTheProfile() {
    let small = MIGSlice(profile: "1g.10gb", computeSlices: 1, computeSlicesTotal: 7)
    let large = MIGSlice(profile: "3g.40gb", computeSlices: 3, computeSlicesTotal: 7)
    let plan = Plans.plan(
      nodes: [Plans.node(cpu: 64_000, gpus: gpus(count: 2, .mig([large, small, small])))],
      pods: ["1g.10gb", "3g.40gb", "1g.10gb", "1g.10gb", "3g.40gb", "3g.40gb"].map { profile in
        Plans.pod(cpu: 100, extra: [.mig(profile): 1])
      }
    )
    let placements = Plans.place(plan)
    #expect(placements.map(\.gpu) == [0, 0, 0, 1, 1, nil])
    #expect(placements.map(\.migInstance) == [1, 0, 2, 1, 0, nil])
  }

  private func gpus(count: Int, _ sharing: GPUSharing) -> NodeGPUs {
    NodeGPUs(model: "A100", count: count, memoryEach: Bytes(80 << 30), sharing: sharing)
  }
}
