internal import Statistics

/// A prediction beside what was observed.
struct TheoryComparison {
  var theoryCase: TheoryCase
  var figure: TheoryCase.Figure
  var observed: Estimate?

  /// Chance that a faultless program fails.
  static let riskOfAll = 0.01

  init(_ theoryCase: TheoryCase, _ figure: TheoryCase.Figure, observed: Estimate?) {
    self.theoryCase = theoryCase
    self.figure = figure
    self.observed = observed
  }

  /// Half the interval, and what the model may be off by.
  var tolerance: Double? {
    observed?.halfWidth.map { $0 + figure.allowance * abs(figure.predicted) }
  }

  var isMet: Bool {
    guard let observed, let tolerance else { return false }
    return abs(observed.value - figure.predicted) <= tolerance
  }

  /// Relative error in percent; nil where zero is predicted.
  var error: Double? {
    guard let observed, figure.predicted != 0 else { return nil }
    return 100 * (observed.value / figure.predicted - 1)
  }

  var row: [SuiteReport.Cell] {
    [
      .text(theoryCase.queue), .number(theoryCase.load), .text(figure.name), .text(figure.unit),
      .number(figure.predicted), observed.map { .number($0.value) } ?? .none,
      tolerance.map { .number($0) } ?? .none, error.map { .number($0) } ?? .none,
      .text(theoryCase.isScenario ? "scenario" : "network"), .text(isMet ? "met" : "missed"),
    ]
  }

  static let columns: [SuiteReport.Column] = [
    .init("queue", title: "queue"), .init("load", title: "load", decimals: 2),
    .init("figure", title: "figure"), .init("unit", title: "unit"),
    .init("predicted", title: "predicted", decimals: 5),
    .init("observed", title: "observed", decimals: 5),
    .init("tolerance", title: "±", decimals: 5),
    .init("errorPercent", title: "error", unit: "%", decimals: 2),
    .init("runAs", title: "run as"), .init("verdict", title: "verdict"),
  ]
}

func report(
  on comparisons: [TheoryComparison],
  _ effort: TheoryEffort,
  confidence: Double
) -> SuiteReport {
  let queues = comparisons.map(\.theoryCase.queue)
  let names = queues.indices.filter { queues.firstIndex(of: queues[$0]) == $0 }.map { queues[$0] }
  let ordered = names.flatMap { name in comparisons.filter { $0.theoryCase.queue == name } }
  let missed = comparisons.filter { !$0.isMet }.count
  let errors = comparisons.compactMap(\.error).map(abs).sorted()
  let median = errors.isEmpty ? 0 : errors[errors.count / 2]
  return SuiteReport(
    suite: "theory",
    tables: [
      SuiteReport.Table(
        name: "comparisons",
        columns: TheoryComparison.columns,
        rows: ordered.map(\.row)
      )
    ],
    notes: [
      "\(comparisons.count) comparisons, \(missed) missed; each interval holds with confidence "
        + "\(confidence), so that all hold together with 0.99 (Bonferroni), over "
        + "\(effort.replications) replications by Student's t.",
      "Median absolute error \((median * 1000).rounded() / 1000) %, largest "
        + "\(((errors.last ?? 0) * 1000).rounded() / 1000) %.",
      "Run as scenario: the simulation that runs any scenario. Run as network: stations that no "
        + "scenario can express, on the same event queue, streams and distributions.",
    ],
    passed: missed == 0
  )
}
