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
    #expect(
      placements[5].reason == "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. "
        + "preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod."
    )
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

  /// Memories add up on a time-sliced GPU: of 80 GiB, 50 and 20 leave 10 for one that needs 20.
  @Test func modelsAddUpOnATimeSlicedGPU() {
    let slicing = TimeSlicing(replicas: 4, slice: .milliseconds(2), switchCost: .zero)
    let placements = place([50, 20, 20, 10], on: gpus(count: 1, .timeSlicing(slicing)))
    #expect(placements.map(\.outcome) == [.running, .running, .failedToStart, .running])
    #expect(
      placements[2].reason == "needs 20Gi of GPU memory, the pods before it on this time-sliced "
        + "GPU left 10Gi of 80Gi"
    )
    #expect(placements[2].node != nil)
    #expect(placements[2].presence(until: .never) == nil)
  }

  /// A client of MPS has a quarter of 80 GiB pinned, whoever else is there; an instance its own.
  @Test func partsHaveTheirOwnMemory() {
    let mps = GPUSharing.mps(MPSSharing(replicas: 4))
    let placements = place([20, 21, 20], on: gpus(count: 1, mps))
    #expect(placements.map(\.outcome) == [.running, .failedToStart, .running])
    #expect(placements[1].reason == "needs 21Gi of GPU memory, may use 20Gi")
    let slice = MIGSlice(profile: "1g.10gb", computeSlices: 1, computeSlicesTotal: 7)
    let cut = gpus(count: 1, .mig([slice, slice]))
    // 9,984 MiB are usable, not 10 GiB.
    let instances = place([9, 10], on: cut, extra: [.mig("1g.10gb"): 1])
    #expect(instances.map(\.outcome) == [.running, .failedToStart])
    #expect(instances[1].reason == "needs 10Gi of GPU memory, may use 9.8Gi")
  }

  /// The scheduler would place it; the device plugin then refuses.
  @Test func aClientOfMPSGetsOneGPU() {
    let plan = Plans.plan(
      nodes: [Plans.node(cpu: 64_000, gpus: gpus(count: 2, .mps(MPSSharing(replicas: 4))))],
      pods: [1, 2].map { Plans.pod(cpu: 100, gpu: $0) }
    )
    let placements = Plans.place(plan)
    #expect(placements.map(\.outcome) == [.running, .failedToStart])
  }

  private func place(
    _ gibibytes: [Int64],
    on gpus: NodeGPUs,
    extra: [ResourceName: Int64] = [:]
  ) -> [PodPlacement] {
    let pods = gibibytes.map { needed in
      var pod = Plans.pod(cpu: 100, gpu: extra.isEmpty ? 1 : 0, extra: extra)
      pod.accelerator.memory = Bytes(needed << 30)
      return pod
    }
    return Plans.place(Plans.plan(nodes: [Plans.node(cpu: 64_000, gpus: gpus)], pods: pods))
  }

  private func gpus(count: Int, _ sharing: GPUSharing) -> NodeGPUs {
    NodeGPUs(model: "H100-80GB", count: count, memoryEach: Bytes(80 << 30), sharing: sharing)
  }
}
