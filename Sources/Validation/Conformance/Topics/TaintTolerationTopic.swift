internal import Domain
internal import Scheduling

extension ConformanceTopic {
  /// TaintToleration as a filter and as a score.
  static let taintToleration = ConformanceTopic(
    "taint_toleration",
    kinds: [
      "filter": ConformanceTopic("filter") { (inputs: TaintInputs, expected: Passes) in
        let tolerations = try inputs.allTolerations()
        let passes = try inputs.byNode { firstUntoleratedTaint($0, tolerations) == nil }
        try expectEqual(passes, expected.passes, "passes")
      },
      "score": ConformanceTopic("score") { (inputs: TaintInputs, expected: Scores) in
        let tolerations = try inputs.allTolerations()
        let counts = try inputs.byNode { untoleratedSoftTaints($0, tolerations) }
        let most = counts.values.max() ?? 0
        let scores = counts.mapValues { taintTolerationScore(untolerated: $0, most: most) }
        try expectEqual(scores, expected.scores, "scores")
      },
    ]
  )
}

private struct Passes: Decodable {
  var passes: [String: Bool]
}

private struct Scores: Decodable {
  var scores: [String: Int64]
}

private struct TaintInputs: Decodable {
  struct TaintShape: Decodable {
    var key: String
    var value: String
    var effect: String
  }

  struct TolerationShape: Decodable {
    var key: String
    var `operator`: String
    var value: String
    var effect: String
  }

  struct Node: Decodable {
    var name: String
    var taints: [TaintShape]
  }

  var tolerations: [TolerationShape]
  var nodes: [Node]
  var comparisonOperatorsEnabled: Bool?

  /// An answer for each node by its name.
  func byNode<Answer>(_ answer: ([Taint]) -> Answer) throws -> [String: Answer] {
    var answers: [String: Answer] = [:]
    for node in nodes {
      let taints = try node.taints.map { taint in
        let effect = TaintEffect(rawValue: taint.effect)
        return Taint(
          key: taint.key,
          value: taint.value,
          effect: try known(effect, "unknown effect '\(taint.effect)'")
        )
      }
      guard answers.updateValue(answer(taints), forKey: node.name) == nil else {
        throw Mismatch(description: "two nodes are called \(node.name)")
      }
    }
    return answers
  }

  /// The tolerations that count: those that compare numbers only where their gate is on.
  func allTolerations() throws -> [Toleration] {
    try tolerations.map(toleration).filter { toleration in
      switch toleration.comparison {
      case .equal, .exists: true
      case .lessThan, .greaterThan: comparisonOperatorsEnabled == true
      }
    }
  }

  private func toleration(_ shape: TolerationShape) throws -> Toleration {
    let effect = TaintEffect(rawValue: shape.effect)
    guard effect != nil || shape.effect.isEmpty else {
      throw Mismatch(description: "unknown effect '\(shape.effect)'")
    }
    let comparison =
      shape.operator.isEmpty ? .equal : Toleration.Comparison(rawValue: shape.operator)
    return Toleration(
      key: shape.key,
      comparison: try known(comparison, "unknown operator '\(shape.operator)'"),
      value: shape.value,
      effect: effect
    )
  }
}
