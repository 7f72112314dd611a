import Domain
import EventCore
import Scheduling
import Testing

/// A scenario's scheduler may score nodes by a policy of the fragmentation study.
@Suite struct PolicyPlacementTests {
  private static let packing: [GPUPlacementPolicy] = [.gpuPacking, .bestFit, .fgd]

  /// Packing policies put a second share beside the first, so that one GPU stays whole; the default
  /// scores don't.
  ///
  /// Two nodes with a GPU of two shares each.
  @Test(arguments: packing) func packsSharesOntoOneGPU(_ policy: GPUPlacementPolicy) {
    let slicing = TimeSlicing(replicas: 2, slice: .milliseconds(2), switchCost: .zero)
    let gpus = gpus(count: 1, .timeSlicing(slicing))
    let nodes = (0..<2).map { _ in Plans.node(cpu: 8000, gpus: gpus) }
    let pods = (0..<2).map { _ in Plans.pod(cpu: 1000, gpu: 1) }
    let packed = place(pods, on: nodes, .placement(policy))
    #expect(packed.allSatisfy { $0.outcome == .running })
    #expect(packed[0].node == packed[1].node)
    let spread = place(pods, on: nodes, .defaults(fit: .leastAllocated))
    #expect(spread[0].node != spread[1].node)
  }

  /// On one node of two GPUs the ledger alone gives the second share to the emptier GPU.
  @Test(arguments: packing) func choosesTheTightestGPUWithinANode(_ policy: GPUPlacementPolicy) {
    let slicing = TimeSlicing(replicas: 2, slice: .milliseconds(2), switchCost: .zero)
    let nodes = [Plans.node(cpu: 8000, gpus: gpus(count: 2, .timeSlicing(slicing)))]
    let pods = (0..<2).map { _ in Plans.pod(cpu: 1000, gpu: 1) }
    #expect(place(pods, on: nodes, .placement(policy)).map(\.gpu) == [0, 0])
    #expect(place(pods, on: nodes, .defaults(fit: .leastAllocated)).map(\.gpu) == [0, 1])
  }

  /// Every policy keeps to what devices there are, however they are divided: no instance and no
  /// whole GPU is given twice, and whatever could run does.
  @Test(arguments: GPUPlacementPolicy.allCases) func keepsToTheDevices(
    _ policy: GPUPlacementPolicy
  ) {
    let small = MIGSlice(profile: "1g.10gb", computeSlices: 1, computeSlicesTotal: 7)
    let large = MIGSlice(profile: "3g.40gb", computeSlices: 3, computeSlicesTotal: 7)
    let nodes = [
      Plans.node(cpu: 64_000, gpus: gpus(count: 2, .mig([large, small, small]))),
      Plans.node(cpu: 64_000, gpus: gpus(count: 4, .exclusive)),
      Plans.node(cpu: 64_000),
    ]
    let pods =
      [ResourceName.mig("1g.10gb"), .mig("3g.40gb")].flatMap { name in
        (0..<3).map { _ in Plans.pod(cpu: 100, extra: [name: 1]) }
      } + [2, 1, 1].map { Plans.pod(cpu: 100, gpu: $0) } + [Plans.pod(cpu: 100)]
    let placements = place(pods, on: nodes, .placement(policy))
    // Two of the three large instances exist; the third pod that wants one must wait.
    #expect(placements.count { $0.outcome == .running } == pods.count - 1)
    let instances = placements.prefix(6).filter { $0.outcome == .running }
      .map { [$0.gpu, $0.migInstance] }
    #expect(Set(instances).count == 5)
    #expect(Set(placements[6...8].map(\.gpu)).count == 3)
  }

  private func place(
    _ pods: [PlannedPod],
    on nodes: [PlannedNode],
    _ scoring: ScoringPolicy
  ) -> [PodPlacement] {
    var plan = Plans.plan(nodes: nodes, pods: pods)
    plan.clusters[0].scheduler = SchedulerSettings(scoring: scoring)
    return Plans.place(plan)
  }

  private func gpus(count: Int, _ sharing: GPUSharing) -> NodeGPUs {
    NodeGPUs(model: "A100", count: count, memoryEach: Bytes(80 << 30), sharing: sharing)
  }
}
