import Domain
import Randomness
import Scheduling
import Testing

/// The placements that keep scores are those of the twin that judges every node every time.
@Suite struct PlacementTwinTests {
  @Test(arguments: GPUPlacementPolicy.allCases, TieBreaking.allCases)
  func placementsAreThoseOfTheTwin(_ policy: GPUPlacementPolicy, _ ties: TieBreaking) {
    for seed in UInt64(1)...30 {
      var random = RandomStream(seed: seed, purpose: "test")
      let (nodes, kinds) = smallCluster(&random)
      let counts = kinds.map { _ in Int.random(in: 1...20, using: &random) }
      let typical = TypicalPods(of: kinds, counts: counts)
      var slow = SlowPlacement(policy, ties, nodes, kinds, typical)
      var fast = ClusterPlacement(
        GPUPlacement(policy, nodes: nodes, kinds: kinds, typical: typical),
        ties: ties
      )
      var slowStream = RandomStream(seed: seed, purpose: "ties")
      var fastStream = slowStream
      for number in 0..<150 {
        let kind = Int.random(in: 0..<kinds.count, using: &random)
        let expected = slow.place(kind, using: &slowStream)
        let node = fast.place(kind, using: &fastStream)
        #expect(node == expected?.node, "seed \(seed), pod \(number)")
        guard let expected, node == expected.node else { continue }
        let gpus = fast.latestGPUs(expected.gpus.count)
        #expect(gpus == expected.gpus, "seed \(seed), pod \(number)")
      }
      let measured = fragmentation(of: slow.nodes.map(\.free), for: typical)
      #expect(fast.fragmentation == measured, "seed \(seed)")
    }
  }

  @Test func whatIsReleasedIsAsIfItHadNeverBeen() {
    for seed in UInt64(1)...20 {
      var random = RandomStream(seed: seed, purpose: "test")
      let (nodes, kinds) = smallCluster(&random)
      let typical = TypicalPods(of: kinds, counts: kinds.map { _ in 1 })
      var used = GPUPlacement(.gpuClustering, nodes: nodes, kinds: kinds, typical: typical)
      var fresh = GPUPlacement(.gpuClustering, nodes: nodes, kinds: kinds, typical: typical)
      var bound: [(kind: Int, node: Int, gpus: [Int])] = []
      for _ in 0..<60 {
        let kind = Int.random(in: 0..<kinds.count, using: &random)
        let node = Int.random(in: 0..<nodes.count, using: &random)
        guard let gpus = used.chooseGPUs(kind, on: node, using: &random) else { continue }
        used.bind(kind, to: node, gpus: gpus)
        bound.append((kind, node, gpus))
      }
      for pod in bound.shuffled(using: &random) {
        used.release(pod.kind, from: pod.node, gpus: pod.gpus)
      }
      #expect(!bound.isEmpty && used.allocatedMilli == 0, "seed \(seed)")
      #expect(used.fragmentation == fresh.fragmentation, "seed \(seed)")
      for node in nodes.indices {
        for kind in kinds.indices {
          let scores = (used.scoreIfRoomy(kind, on: node), fresh.scoreIfRoomy(kind, on: node))
          #expect(scores.0 == scores.1, "seed \(seed)")
        }
      }
    }
  }

  /// Up to 80 nodes of three classes; kinds with and without GPUs, shares, several shares.
  private func smallCluster(
    _ random: inout RandomStream
  ) -> (nodes: [PlacementNode], kinds: [PlacementPod]) {
    let nodes = (0..<Int.random(in: 1...80, using: &random)).map { _ in
      PlacementNode(
        milliCPU: 1000 * Int64.random(in: 4...32, using: &random),
        memory: Int64.random(in: 50...400, using: &random),
        gpus: [0, 1, 2, 4, 8][Int.random(in: 0...4, using: &random)],
        nodeClass: Int.random(in: 0...2, using: &random)
      )
    }
    let demands = [
      GPUDemand.none, GPUDemand(milliEach: 1000, count: 1), GPUDemand(milliEach: 1000, count: 2),
      GPUDemand(milliEach: 1000, count: 4), GPUDemand(milliEach: 300, count: 1),
      GPUDemand(milliEach: 500, count: 1), GPUDemand(milliEach: 710, count: 1),
      GPUDemand(milliEach: 250, count: 3),
    ]
    let kinds = (0..<12).map { _ in
      let demand = demands[Int.random(in: 0..<demands.count, using: &random)]
      return PlacementPod(
        milliCPU: 500 * Int64.random(in: 0...12, using: &random),
        memory: Int64.random(in: 0...60, using: &random),
        demands: (0...2).map { _ in Int.random(in: 0...3, using: &random) == 0 ? nil : demand }
      )
    }
    return (nodes, kinds)
  }
}
