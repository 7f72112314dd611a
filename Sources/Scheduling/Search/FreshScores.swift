internal import EventCore

/// What each plugin gives a node, before weights.
package struct NodeScores: Sendable, Hashable {
  package var resources = 0
  package var taintToleration = 0
  package var nodeAffinity = 0
  package var topologySpread = 0
  package var podAffinity = 0
  package var imageLocality = 0

  /// With the weights of the default profile; `resources` is the sum of two plugins already.
  package var total: Int {
    resources + 3 * taintToleration + 2 * (nodeAffinity + topologySpread + podAffinity)
      + imageLocality
  }
}

/// Scores worked out node by node from the books alone: slow, and the judge of the search.
extension ClusterScheduler {
  /// The scores of nodes for a pod, as if exactly these were feasible.
  ///
  /// - Complexity: O(nodes × inputs × pods on a node).
  func freshScores(of kind: Int, onSlots slots: [Int]) -> [NodeScores] {
    let pod = model.kinds[kind]
    let verdicts = slots.map { pod.verdicts[model.catalog.classOf($0)] }
    let mostTaints = verdicts.map(\.softTaints).max() ?? 0
    let mostPreferred = verdicts.map(\.preferred).max() ?? 0
    let spread = freshSpread(of: pod, onSlots: slots)
    let attraction = freshAttraction(of: pod, onSlots: slots)
    return slots.indices.map { index in
      let verdict = verdicts[index]
      return NodeScores(
        resources: cache.scoring.score(pod.demand, slots[index], books.table),
        taintToleration: Int(
          taintTolerationScore(untolerated: verdict.softTaints, most: mostTaints)
        ),
        nodeAffinity: Int(nodeAffinityScore(verdict.preferred, most: mostPreferred)),
        topologySpread: spread[index],
        podAffinity: attraction[index],
        imageLocality: Int(verdict.images)
      )
    }
  }

  private func freshSpread(of pod: PodKind, onSlots slots: [Int]) -> [Int] {
    let rules = pod.topology.rules
    guard !rules.softSpread.isEmpty else { return slots.map { _ in 0 } }
    let counted = slots.filter { !rules.ignoresClass[model.catalog.classOf($0)] }
    let weights = rules.softSpread.map { constraint in
      let key = model.keys[constraint.key]
      let domains = constraint.isHostname ? counted : counted.map { domain(of: $0, key) }
      return topologyWeight(domains: Set(domains).count)
    }
    let raw = slots.map { slot -> Int? in
      let members = model.catalog.classOf(slot)
      guard !rules.ignoresClass[members] else { return nil }
      let terms = rules.softSpread.indices.compactMap { index -> SpreadTerm? in
        let constraint = rules.softSpread[index]
        guard model.keys[constraint.key].hasKey[members] else { return nil }
        let count = freshCount(of: rules.inputs[constraint.input], around: slot)
        return (count: count, weight: weights[index], maxSkew: constraint.maxSkew)
      }
      return topologySpreadRaw(terms)
    }
    let least = raw.compactMap(\.self).min() ?? 0
    let most = max(0, raw.compactMap(\.self).max() ?? 0)
    return raw.map { $0.map { topologySpreadScore($0, least: least, most: most) } ?? 0 }
  }

  private typealias SpreadTerm = (count: Int, weight: Double, maxSkew: Int)

  private func domain(of slot: Int, _ key: TopologyKey) -> Int {
    key.isFine ? key.domainOfSlot[slot] : key.domainOfClass[model.catalog.classOf(slot)]
  }

  private func freshAttraction(of pod: PodKind, onSlots slots: [Int]) -> [Int] {
    let rules = pod.topology.rules
    guard !rules.attractions.isEmpty else { return slots.map { _ in 0 } }
    let raw = slots.map { slot in
      rules.attractions.reduce(0) { sum, attraction in
        sum + attraction.weight
          * max(0, freshCount(of: rules.inputs[attraction.input], around: slot))
      }
    }
    let (least, most) = (raw.min() ?? 0, raw.max() ?? 0)
    return raw.map { podAffinityScore($0, least: least, most: most) }
  }

  /// Pods of an input in the domain of a node, counted pod by pod; -1 where it lacks the key.
  private func freshCount(of input: TopologyRules.Input, around slot: Int) -> Int {
    let key = model.keys[input.key]
    if key.isFine { return Int(books.count(of: input, around: slot)) }
    let own = key.domainOfClass[model.catalog.classOf(slot)]
    guard own >= 0 else { return -1 }
    return model.catalog.classes.indices.reduce(0) { sum, members in
      let counts = key.domainOfClass[members] == own && input.countsClass?[members] != false
      return counts ? sum + Int(books.count(of: input.population, inClass: members)) : sum
    }
  }
}
