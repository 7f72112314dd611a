import Domain
import Scheduling
import Testing

/// The measure and the scores, worked out by hand.
@Suite struct FragmentationTests {
  /// Half of the pods take 400 thousandths and 2 CPUs, a quarter two GPUs and 8 CPUs, a quarter no
  /// GPU and 4 CPUs.
  private let typical = TypicalPods(
    of: [pod(2000, 400, 1), pod(8000, 1000, 2), pod(4000, 0, 0)],
    counts: [2, 1, 1],
    covering: 100
  )

  /// What is left of a node, and its fragments.
  private struct Example {
    var milliCPU: Int64
    var left: [Int32]
    var weighted: Int64
  }

  private static let examples = [
    // Everybody's CPU is there: the share can't use the 300, nor the pair 300 and 500 nor one GPU
    // alone; the pod without GPUs uses none of the 1,800.
    Example(milliCPU: 16000, left: [300, 500, 1000], weighted: 2 * 300 + 1800 + 1800),
    // Two GPUs are whole: the pair can't use the 300 and the 500 beside them.
    Example(milliCPU: 16000, left: [300, 500, 1000, 1000], weighted: 2 * 300 + 800 + 2800),
    // Too little CPU for the pair, so that it can use nothing.
    Example(milliCPU: 7999, left: [1000, 1000], weighted: 0 + 2000 + 2000),
    // Too little for anybody.
    Example(milliCPU: 1999, left: [1000, 400], weighted: (2 + 1 + 1) * 1400),
    Example(milliCPU: 16000, left: [0, 0], weighted: 0),
  ]

  @Test(arguments: 0..<5)
  func measureByHand(_ index: Int) {
    let example = Self.examples[index]
    let node = FreeNode(milliCPU: example.milliCPU, gpuMilli: example.left, nodeClass: 0)
    #expect(weightedFragments(of: node, for: typical) == example.weighted)
  }

  @Test func clusterIsTheSumOfItsNodes() {
    let nodes = [
      FreeNode(milliCPU: 16000, gpuMilli: [300, 500, 1000], nodeClass: 0),
      FreeNode(milliCPU: 1999, gpuMilli: [1000, 400], nodeClass: 0),
    ]
    let measured = fragmentation(of: nodes, for: typical)
    #expect(measured.idleMilli == 1800 + 1400)
    #expect(measured.fragmentedMilli == Double(600 + 1800 + 1800 + 4 * 1400) / 4)
    #expect(measured.shareOfIdle == 2450.0 / 3200)
  }

  @Test func closedNodesAreOfNoUse() {
    let choosy = PlacementPod(
      milliCPU: 0,
      memory: 0,
      demands: [nil, GPUDemand(milliEach: 100, count: 1)]
    )
    let typical = TypicalPods(of: [choosy], counts: [1])
    for (nodeClass, expected) in [(0, Int64(1000)), (1, 0)] {
      let node = FreeNode(milliCPU: 1, gpuMilli: [1000], nodeClass: nodeClass)
      #expect(weightedFragments(of: node, for: typical) == expected)
    }
  }

  @Test func typicalPodsReachTheShareAndStop() {
    let kinds = (0..<5).map { pod(Int64($0), 1000, 1) }
    // 60 + 30 = 90 is too few of 100; 5 more, the first of two with as many, are enough.
    let typical = TypicalPods(of: kinds, counts: [5, 60, 0, 5, 30], covering: 95)
    #expect(typical.pods == [kinds[1], kinds[4], kinds[0]])
    #expect(typical.weights == [60, 30, 5] && typical.totalWeight == 95)
  }

  @Test(
    arguments: [
      // sigmoid(0) = 1/2; 1 GPU fewer: 1/(1 + e⁻¹) = 0.731; 2 more: 1/(1 + e²) = 0.119.
      (0, 50), (4 * 1000, 73), (-8 * 1000, 11), (4 * 8000, 99), (-4 * 8000, 0),
    ] as [(Int64, Int)]
  )
  func gradientByHand(_ decrease: Int64, _ score: Int) {
    #expect(gradientScore(decrease, totalWeight: 4) == score)
  }

  @Test(
    arguments: [
      // (16000/16000 · 2000/16000 + 2000/2000 · 400/2000) / 2 = 0.1625.
      (.dotProduct, 83),
      // 1 - (14000/16000 + 1600/2000) / 2 = 0.1625.
      (.bestFit, 16),
      // An idle node with 25 · (2000 - 2000)/2000 = 0.
      (.gpuClustering, 25),
      // 33 - 2.
      (.gpuPacking, 31),
      (.random, 0),
      // Before, 2·0 + 1·0 + 1·2000; after, 2·0 + 1·1600 + 1·1600 (a pair has one GPU only, the
      // share can use 600 and 1,000): 1,200 more of 4,000 is 1/(1 + e^0.3) = 0.425.
      (.fgd, 42),
    ] as [(GPUPlacementPolicy, Int)]
  )
  func scoresOfAnIdleNode(_ policy: GPUPlacementPolicy, _ score: Int) {
    var cluster = placement(policy)
    let found = cluster.scoreIfRoomy(0, on: 0)
    #expect(found == score)
  }

  @Test(
    arguments: [
      // (14000/16000 · 2000/16000 + 1600/2000 · 400/2000) / 2 = 0.1347.
      (.dotProduct, 86),
      // 1 - (12000/16000 + 1200/2000) / 2 = 0.325.
      (.bestFit, 32),
      // Beside a share only: 75 + 25 · 400/2000.
      (.gpuClustering, 80),
      // On a GPU in use with 600 left: 100 - 60/10.
      (.gpuPacking, 94),
    ] as [(GPUPlacementPolicy, Int)]
  )
  func scoresBesideAnother(_ policy: GPUPlacementPolicy, _ score: Int) {
    var cluster = placement(policy)
    cluster.bind(0, to: 0, gpus: [0])
    let found = cluster.scoreIfRoomy(0, on: 0)
    #expect(found == score)
    // A pair does not fit any more.
    let pair = (cluster.fits(1, on: 0), cluster.scoreIfRoomy(1, on: 0))
    #expect(pair == (false, 0))
  }

  @Test func packingTakesIdleGPUsOfUsedNodesBeforeIdleNodes() {
    var cluster = placement(.gpuPacking, gpus: 4)
    cluster.bind(0, to: 0, gpus: [0])
    // Two idle GPUs of a node in use: 50 - 2; of an idle node with four: 33 - 4.
    let scores = (cluster.scoreIfRoomy(1, on: 0), cluster.scoreIfRoomy(1, on: 1))
    #expect(scores == (48, 29))
  }

  @Test func clusteringTellsGroupsApart() {
    var cluster = placement(.gpuClustering, gpus: 4)
    cluster.bind(0, to: 0, gpus: [0])
    // Beside another group: 25 · 400/4000.
    let stranger = cluster.scoreIfRoomy(1, on: 0)
    #expect(stranger == 2)
    cluster.bind(1, to: 0, gpus: [1, 2])
    // Beside its own and another group: 50 + 25 · 2400/4000.
    let scores = (cluster.scoreIfRoomy(0, on: 0), cluster.scoreIfRoomy(2, on: 0))
    #expect(scores == (65, 0))
  }

  private func placement(_ policy: GPUPlacementPolicy, gpus: Int = 2) -> GPUPlacement {
    let node = PlacementNode(milliCPU: 16000, memory: 1, gpus: gpus, nodeClass: 0)
    return GPUPlacement(policy, nodes: [node, node], kinds: typical.pods, typical: typical)
  }
}

private func pod(_ milliCPU: Int64, _ milliEach: Int32, _ count: Int32) -> PlacementPod {
  PlacementPod(
    milliCPU: milliCPU,
    memory: 0,
    demands: [GPUDemand(milliEach: milliEach, count: count)]
  )
}
