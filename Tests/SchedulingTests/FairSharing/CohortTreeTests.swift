import Domain
import Scheduling
import Testing

@Suite struct CohortTreeTests {
  /// What is kept back counts neither as quota nor as usage of the cohort.
  @Test func lendingLimitKeepsQuotaBack() throws {
    var scene = try Scene([
      Trees.queue("a", nominal: 10, lending: 4), Trees.queue("b", nominal: 5),
    ])
    let (a, b, all) = (0, 1, 2)
    #expect(scene.tree.localQuota(of: a, 0) == 10 - 4)
    #expect(scene.tree.subtreeQuota(of: all, 0) == (10 - 6) + 5)
    #expect(scene.tree.potential(of: a, 0) == 6 + 9)
    #expect(scene.tree.potential(of: b, 0) == 9)
    scene.admit(a, 8)
    #expect(scene.tree.usage[all] == 8 - 6)
    #expect(scene.tree.available(to: a, 0) == 0 + (9 - 2))
    #expect(scene.tree.available(to: b, 0) == 9 - 2)
  }

  @Test func borrowingLimitBoundsWhatComesFromAbove() throws {
    var scene = try Scene([
      Trees.queue("a", nominal: 10, borrowing: 3), Trees.queue("b", nominal: 50),
    ])
    #expect(scene.tree.potential(of: 0, 0) == 10 + 3)
    scene.admit(0, 12)
    #expect(scene.tree.available(to: 0, 0) == 10 - 12 + 3)
    #expect(scene.tree.available(to: 1, 0) == 60 - 12)
  }

  @Test func aLimitHigherUpBindsAllBelow() throws {
    let scene = try Scene(
      [Trees.queue("a", in: "left", nominal: 1)],
      [
        Trees.cohort("left", in: "root", borrowing: 2),
        Trees.cohort("root", in: nil, nominal: 100),
      ]
    )
    #expect(scene.tree.potential(of: 0, 0) == 1 + 2)
    #expect(scene.tree.available(to: 0, 0) == 1 + 2)
  }

  @Test func parentsThatAreOnlyNamedOwnNothing() throws {
    let tree = try CohortTree(queues: [Trees.queue("a", in: "nowhere", nominal: 7)])
    #expect(tree.cohorts.map(\.name) == ["nowhere"])
    #expect(tree.node(named: "nowhere") == 1)
    #expect(tree.subtreeQuota(of: 1, 0) == 7)
  }

  @Test func impossibleTreesAreErrors() {
    let a = Trees.queue("a", nominal: 1)
    #expect(throws: CohortTreeError.duplicate("a")) { try CohortTree(queues: [a, a]) }
    #expect(throws: CohortTreeError.cycle(["x", "y"])) {
      try CohortTree(
        queues: [a],
        cohorts: [Trees.cohort("x", in: "y"), Trees.cohort("y", in: "x")]
      )
    }
    #expect(throws: CohortTreeError.cycle(["z"])) {
      try CohortTree(queues: [], cohorts: [Trees.cohort("z", in: "z")])
    }
    #expect(throws: CohortTreeError.negative(node: "b", Trees.cpu)) {
      try CohortTree(queues: [Trees.queue("b", nominal: 1, lending: -1)])
    }
  }

  /// Kueue's own table has a queue that lends 1E of cpu, more thousandths than 64 bits hold.
  @Test func quotasBeyondAllBoundsStayAtTheBound() throws {
    var tree = try CohortTree(
      queues: [
        Trees.queue("a", nominal: 0), Trees.queue("b", nominal: .max),
        Trees.queue("c", nominal: .max, borrowing: .max, lending: .max),
      ]
    )
    #expect(tree.available(to: 0, 0) == .max)
    tree.charge(try #require(tree.usage([Trees.cpu: 1000])), to: 0)
    // 1000 · 1000 ÷ (2⁶³ − 1), rounded up.
    #expect(tree.dominantShare(of: 0).reported == 1)
    #expect(tree.available(to: 2, 0) == .max - 1000)
  }

  @Test func depthAndOverflowAreNoTrap() throws {
    let depth = 20_000
    let cohorts = (0..<depth).map { level in
      Trees.cohort("c\(level)", in: level == 0 ? nil : "c\(level - 1)", nominal: 1)
    }
    var tree = try CohortTree(
      queues: [Trees.queue("a", in: "c\(depth - 1)", nominal: 1)],
      cohorts: cohorts
    )
    #expect(tree.available(to: 0, 0) == Int64(depth) + 1)
    let huge = try #require(tree.usage([Trees.cpu: 1 << 60]))
    for _ in 0..<20 { tree.charge(huge, to: 0) }
    #expect(!tree.fits(huge, in: 0))
    #expect(tree.dominantShare(of: 0).reported > 0)
    #expect(tree.usage([Trees.cpu: .max]) == nil)
    #expect(tree.usage([Trees.cpu: -1]) == nil)
  }

  /// Usage and what is left agree with the recursive definitions, computed from scratch.
  @Test func quantitiesAgreeWithTheirDefinition() throws {
    for seed in 1...400 as ClosedRange<UInt64> {
      var scenes = RandomScenes(seed: seed)
      var scene = try scenes.next()
      let naive = NaiveTree(scene)
      for node in 0..<scene.tree.nodeCount {
        #expect(scene.tree.usage[node] == naive.usage(node), "seed \(seed)")
        #expect(scene.tree.available(to: node, 0) == naive.available(node), "seed \(seed)")
        #expect(scene.tree.potential(of: node, 0) == naive.potential(node), "seed \(seed)")
      }
      let before = scene.tree.usage
      let queue = scenes.pick(0...scene.admitted.count - 1)
      let more = try #require(scene.tree.usage([Trees.cpu: Int64(scenes.pick(0...9))]))
      scene.tree.charge(more, to: queue)
      scene.tree.release(more, from: queue)
      #expect(scene.tree.usage == before, "seed \(seed)")
    }
  }
}

/// The definitions of the quantities as they stand in Kueue's documents, one resource.
private struct NaiveTree {
  let scene: Scene
  let tree: CohortTree

  init(_ scene: Scene) {
    self.scene = scene
    tree = scene.tree
  }

  func quota(_ node: Int) -> FlavorQuota {
    let quotas =
      node < tree.queues.count
      ? tree.queues[node].quotas
      : tree.cohorts[node - tree.queues.count].quotas
    return quotas[Trees.cpu] ?? FlavorQuota(nominal: 0)
  }

  func children(_ node: Int) -> [Int] {
    (0..<tree.nodeCount).filter { tree.parent(of: $0) == node }
  }

  func subtree(_ node: Int) -> Int64 {
    children(node).reduce(quota(node).nominal) { $0 + subtree($1) - local($1) }
  }

  func local(_ node: Int) -> Int64 {
    quota(node).lendingLimit.map { max(0, subtree(node) - $0) } ?? 0
  }

  func usage(_ node: Int) -> Int64 {
    if node < tree.queues.count {
      return scene.admitted[node].reduce(0) { $0 + $1.usage.entries[0].amount }
    }
    return children(node).reduce(0) { $0 + max(0, usage($1) - local($1)) }
  }

  func available(_ node: Int) -> Int64 {
    guard let parent = tree.parent(of: node) else { return subtree(node) - usage(node) }
    var above = available(parent)
    if let limit = quota(node).borrowingLimit {
      above = min(above, subtree(node) - local(node) - max(0, usage(node) - local(node)) + limit)
    }
    return max(0, local(node) - usage(node)) + above
  }

  func potential(_ node: Int) -> Int64 {
    guard let parent = tree.parent(of: node) else { return subtree(node) }
    let most = local(node) + potential(parent)
    return quota(node).borrowingLimit.map { min(most, subtree(node) + $0) } ?? most
  }
}
