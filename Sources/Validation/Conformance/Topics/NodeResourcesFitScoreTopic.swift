internal import Domain
internal import Scheduling

extension ConformanceTopic {
  /// NodeResourcesFit as a score, by its three strategies.
  static let nodeResourcesFitScore = ConformanceTopic("noderesources_fit_score") {
    (inputs: ScoringShape, expected: ScoringShape.Expected) in
    let resources = inputs.resources.map { resource in
      WeightedResource(ResourceName(resource.name), weight: resource.weight)
    }
    let invalid = WeightedResource.invalidField(in: resources)
    try expectEqual(invalid, expected.invalidField, "invalid field")
    if invalid != nil { return }
    let error = WeightedResource.scoringError(for: resources)
    try expectEqual(error, expected.error, "scoring error")
    if error != nil, expected.scores == nil { return }
    let scoring = FitScoring(try strategy(inputs), resources, inputs.index)
    let scores = try inputs.scores { pod, node, table in scoring.score(pod, node, table) }
    try expectEqual(scores, try known(expected.scores, "no expected scores"), "scores")
  }
}

private func strategy(_ inputs: ScoringShape) throws -> FitScoring.Strategy {
  switch inputs.strategy {
  case "LeastAllocated": return .leastAllocated
  case "MostAllocated": return .mostAllocated
  case "RequestedToCapacityRatio":
    return .requestedToCapacityRatio(try shapePoints(try known(inputs.shape, "no shape")))
  case let name: throw Mismatch(description: "unknown strategy '\(name ?? "")'")
  }
}
