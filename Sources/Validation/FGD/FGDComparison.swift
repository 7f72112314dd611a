internal import Domain

/// Our mean of one figure beside the published one.
struct FGDCell {
  var workload: String
  var policy: GPUPlacementPolicy
  var measure: FGDMeasure
  var ours: Sample
  /// Nil if nothing is published for it.
  var published: Sample?

  /// Points by which means may differ whatever their spread.
  static let tolerance = 0.6

  var difference: Double? { published.map { ours.mean - $0.mean } }

  /// Three standard errors of the difference, or the tolerance if that is more.
  ///
  /// A single value of ours is taken to spread as the published ones do.
  var bound: Double? {
    guard let published else { return nil }
    let deviation = ours.standardDeviation ?? published.standardDeviation ?? 0
    let ours = deviation * deviation / Double(ours.count)
    return max(Self.tolerance, 3 * (ours + published.variance).squareRoot())
  }

  /// Nil if there is nothing to hold it to.
  var isWithinBound: Bool? {
    guard let difference, let bound else { return nil }
    return abs(difference) <= bound
  }
}

/// Whether policies come in their order by allocation: FGD > BestFit > DotProd > Random.
struct FGDOrder {
  var workload: String
  var measure: FGDMeasure
  /// Nil where not all four are there.
  var published: Bool?
  var ours: Bool

  static let policies: [GPUPlacementPolicy] = [.fgd, .bestFit, .dotProduct, .random]

  /// Ours has to hold where the published one does; nil otherwise.
  var isKept: Bool? { published == true ? ours : nil }
}

/// How many figures of single replays are those published for the same seed.
struct FGDAgreement {
  var policy: GPUPlacementPolicy
  var compared = 0
  var equal = 0
  var largestDifference = 0.0

  /// The published figures are rounded to hundredths, before and after they are averaged.
  static let rounding = 0.01
}

/// Compares every figure with that of the same seed, by policy.
func agreements(of results: [FGDResult], _ published: PublishedResults) -> [FGDAgreement] {
  results.map(\.replay.policy).unique.compactMap { policy in
    var agreement = FGDAgreement(policy: policy)
    for result in results where result.replay.policy == policy {
      for (measure, figure) in zip(FGDMeasure.all, result.figures)
      where measure.isShown(for: policy) {
        let key = PublishedResults.Key(
          workload: result.replay.workload.name,
          policy: policy,
          measure: measure
        )
        guard let figure, let value = published.value(key, seed: result.replay.seed) else {
          continue
        }
        agreement.compared += 1
        agreement.equal += abs(figure - value) <= FGDAgreement.rounding ? 1 : 0
        agreement.largestDifference = max(agreement.largestDifference, abs(figure - value))
      }
    }
    return agreement.compared > 0 ? agreement : nil
  }
}

/// Groups figures by workload, policy and measure, in the order of the replays.
func cells(of results: [FGDResult], _ published: PublishedResults) -> [FGDCell] {
  let workloads = results.map(\.replay.workload.name).unique
  let policies = results.map(\.replay.policy).unique
  let groups = Dictionary(grouping: results) { result in
    PublishedResults.Key(
      workload: result.replay.workload.name,
      policy: result.replay.policy,
      measure: FGDMeasure.all[0]
    )
  }
  var cells: [FGDCell] = []
  for (index, measure) in FGDMeasure.all.enumerated() {
    for workload in workloads {
      for policy in policies where measure.isShown(for: policy) {
        let key = PublishedResults.Key(
          workload: workload,
          policy: policy,
          measure: FGDMeasure.all[0]
        )
        let values = groups[key, default: []].compactMap { $0.figures[index] }
        guard !values.isEmpty else { continue }
        cells.append(
          FGDCell(
            workload: workload,
            policy: policy,
            measure: measure,
            ours: Sample(values),
            published: published.sample(workload, policy, measure)
          )
        )
      }
    }
  }
  return cells
}

/// The orders of each workload at full and at the highest load.
func orders(of cells: [FGDCell]) -> [FGDOrder] {
  FGDMeasure.all.filter { $0.curve == .allocated }.flatMap { measure in
    cells.map(\.workload).unique.compactMap { workload -> FGDOrder? in
      let here = cells.filter { $0.workload == workload && $0.measure == measure }
      let four = FGDOrder.policies.compactMap { policy in here.first { $0.policy == policy } }
      guard four.count == FGDOrder.policies.count else { return nil }
      let published = four.compactMap { $0.published?.mean }
      return FGDOrder(
        workload: workload,
        measure: measure,
        published: published.count == four.count ? published.isDescending : nil,
        ours: four.map(\.ours.mean).isDescending
      )
    }
  }
}

extension [Double] {
  fileprivate var isDescending: Bool { zip(self, dropFirst()).allSatisfy { $0 > $1 } }
}

extension Array where Element: Hashable {
  /// Each element once, where it is first.
  fileprivate var unique: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
