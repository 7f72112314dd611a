internal import Domain

/// What filters and scores say about every node for pods of one shape.
struct NodeVerdicts {
  let demand: PodDemand
  private let shape: PodShape
  /// Why each kind of node is ruled out whatever room it has; nil if it isn't.
  private let ruledOut: [String?]
  /// The score of each node without TaintToleration; nil if the pod can't run there.
  private var scores: [Int64?]
  /// Untolerated PreferNoSchedule taints of each node; empty if no node has any.
  private let softTaints: [Int64]
  private var mostSoftTaints: Int64 = 0
  private var ranking = NodeRanking([])
  /// How many of the scheduler's bindings these verdicts know of.
  private var bindingsSeen: Int
  private var knownExplanation: String?

  init(
    on shape: PodShape,
    _ table: NodeTable,
    _ kinds: NodeKinds,
    _ scoring: NodeScoring,
    after bindings: Int
  ) {
    self.shape = shape
    let demand = PodDemand(PodSpec(requests: shape.requests), table.resources)
    self.demand = demand
    let ruledOut = kinds.all.map { kind in shape.staticRefusal(by: kind) }
    self.ruledOut = ruledOut
    let soft = kinds.all.map { untoleratedSoftTaints($0.taints, shape.tolerations) }
    softTaints = soft.allSatisfy { $0 == 0 } ? [] : kinds.ofNode.map { soft[$0] }
    scores = (0..<table.count).map { node in
      ruledOut[kinds.ofNode[node]] == nil ? scoring.score(ifFeasible: demand, node, table) : nil
    }
    bindingsSeen = bindings
    rankAll()
  }

  /// Judges afresh the nodes that were given pods since these verdicts were last used.
  mutating func catchUp(with bindings: [Int], _ table: NodeTable, _ scoring: NodeScoring) {
    for node in bindings[bindingsSeen...] where scores[node] != nil {
      scores[node] = scoring.score(ifFeasible: demand, node, table)
      ranking.replace(total(of: node), of: node)
      if scores[node] == nil && !softTaints.isEmpty && softTaints[node] == mostSoftTaints {
        rankAll()
      }
    }
    if bindingsSeen < bindings.count { knownExplanation = nil }
    bindingsSeen = bindings.count
  }

  /// The best node, drawn among the best if there are several; nil if none is feasible.
  func pickNode(breakingTiesWith generator: inout some RandomNumberGenerator) -> Int? {
    guard let best = ranking.best else { return nil }
    let choice = best.count == 1 ? 0 : Int.random(in: 0..<best.count, using: &generator)
    return ranking.node(number: choice, scoring: best.score)
  }

  /// Ranks every node, which the loss of the feasible node with the most soft taints requires:
  /// TaintToleration's score is relative to it.
  private mutating func rankAll() {
    mostSoftTaints = zip(softTaints, scores).reduce(0) { most, node in
      node.1 == nil ? most : max(most, node.0)
    }
    ranking = NodeRanking(scores.indices.map(total))
  }

  private func total(of node: Int) -> Int64? {
    let taints = softTaints.isEmpty ? 0 : softTaints[node]
    return scores[node].map { score in
      score + 3 * taintTolerationScore(untolerated: taints, most: mostSoftTaints)
    }
  }

  /// Why no node is feasible, in the scheduler's words.
  mutating func explanation(_ table: NodeTable, _ kinds: NodeKinds) -> String {
    if let knownExplanation { return knownExplanation }
    var counts: [String: Int] = [:]
    var shortages = Array(repeating: 0, count: table.resources.names.count)
    for node in 0..<table.count {
      if let reason = ruledOut[kinds.ofNode[node]] {
        counts[reason, default: 0] += 1
      } else {
        for shortage in resourceShortages(demand, node, table) { shortages[shortage.resource] += 1 }
      }
    }
    for (resource, count) in shortages.enumerated() where count > 0 {
      counts[insufficientReason(table.resources.names[resource])] = count
    }
    let text = unschedulableMessage(nodes: table.count, counts)
    knownExplanation = text
    return text
  }
}

extension PodShape {
  /// The first filter that rules a kind of node out for good, in the order of the scheduler.
  func staticRefusal(by kind: NodeKinds.Kind) -> String? {
    if let taint = firstUntoleratedTaint(kind.taints, tolerations) {
      return "node(s) had untolerated taint {\(taint.key): \(taint.value)}"
    }
    return matches(nodeSelector, labels: kind.labels)
      ? nil : "node(s) didn't match Pod's node affinity/selector"
  }
}

/// The line `kubectl describe pod` shows: how many nodes were ruled out by each reason.
func unschedulableMessage(nodes: Int, _ counts: [String: Int]) -> String {
  guard nodes > 0 else { return "no nodes available to schedule pods" }
  let reasons = counts.map { reason, count in "\(count) \(reason)" }.sorted()
  return "0/\(nodes) nodes are available: \(reasons.joined(separator: ", "))."
}
