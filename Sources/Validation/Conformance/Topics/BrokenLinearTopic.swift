internal import Scheduling

extension ConformanceTopic {
  /// The broken line of RequestedToCapacityRatio.
  static let brokenLinear = ConformanceTopic("broken_linear") {
    (inputs: BrokenLinearInputs, expected: BrokenLinearExpected) in
    let shape = try shapePoints(inputs.shape)
    let values = inputs.points.map { Scheduling.brokenLinear(at: $0, through: shape) }
    try expectEqual(values, expected.values, "values")
  }
}

private struct BrokenLinearInputs: Decodable {
  var shape: [PointShape]
  var points: [Int64]
}

private struct BrokenLinearExpected: Decodable {
  var values: [Int64]
}
