internal import Domain

/// What filters and scores say about every node for pods of one shape.
struct NodeVerdicts {
  let shape: PodShape
  let demand: PodDemand
  /// Why each kind of node is ruled out whatever room it has; nil if it isn't.
  private let ruledOut: [String?]
  /// The score of each node without TaintToleration; `infeasible` if the pod can't run there.
  private var scores: [Int64]
  /// Untolerated PreferNoSchedule taints of each node; empty if no node has any.
  private let softTaints: [Int64]
  private var knownExplanation: String?

  private static let infeasible: Int64 = -1

  init(on shape: PodShape, _ table: NodeTable, _ kinds: NodeKinds, _ scoring: NodeScoring) {
    self.shape = shape
    demand = PodDemand(PodSpec(requests: shape.requests), table.resources)
    ruledOut = kinds.all.map { kind in shape.staticRefusal(by: kind) }
    let soft = kinds.all.map { untoleratedSoftTaints($0.taints, shape.tolerations) }
    softTaints = soft.allSatisfy { $0 == 0 } ? [] : kinds.ofNode.map { soft[$0] }
    scores = Array(repeating: Self.infeasible, count: table.count)
    for node in 0..<table.count where ruledOut[kinds.ofNode[node]] == nil {
      renew(node, table, scoring)
    }
  }

  /// Judges a node afresh after its books have changed; taints and labels never change.
  mutating func renew(_ node: Int, _ table: NodeTable, _ scoring: NodeScoring) {
    let fits = nodeResourcesFit(demand, node, table)
    scores[node] = fits ? scoring.score(demand, node, table) : Self.infeasible
    knownExplanation = nil
  }

  /// The best node, drawn among the best if there are several; nil if none is feasible.
  func pickNode(breakingTiesWith generator: inout some RandomNumberGenerator) -> Int? {
    let mostTaints = mostSoftTaints
    var best = Self.infeasible
    var equals = 0
    for node in scores.indices where scores[node] != Self.infeasible {
      let total = total(of: node, mostTaints)
      if total > best {
        best = total
        equals = 1
      } else if total == best {
        equals += 1
      }
    }
    guard equals > 0 else { return nil }
    var skips = equals == 1 ? 0 : Int.random(in: 0..<equals, using: &generator)
    return scores.indices.first { node in
      guard scores[node] != Self.infeasible, total(of: node, mostTaints) == best else {
        return false
      }
      skips -= 1
      return skips < 0
    }
  }

  private var mostSoftTaints: Int64 {
    softTaints.indices.reduce(0) { most, node in
      scores[node] == Self.infeasible ? most : max(most, softTaints[node])
    }
  }

  private func total(of node: Int, _ mostTaints: Int64) -> Int64 {
    let taints = softTaints.isEmpty ? 0 : softTaints[node]
    return scores[node] + 3 * taintTolerationScore(untolerated: taints, most: mostTaints)
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
