internal import EventCore
internal import Statistics

/// Mean times to admission by class.
func admissionTable(
  _ configuration: KueueConfiguration,
  _ policy: KueueReplications,
  _ harness: KueueReplications
) -> SuiteReport.Table {
  SuiteReport.Table(
    name: "admission",
    columns: [
      .init("class", title: "class"), .init("workloads", title: "n"),
      .init("policy", title: "without delays", unit: "s", decimals: 1),
      .init("harness", title: "harness's delays", unit: "s", decimals: 1),
      .init("low", title: "low", unit: "s", decimals: 1),
      .init("high", title: "high", unit: "s", decimals: 1),
      .init("published", title: "published", unit: "s", decimals: 1),
    ],
    rows: configuration.classes.indices.reversed().map { index in
      let kind = configuration.classes[index]
      let count = configuration.cohorts * configuration.queuesPerCohort * kind.count
      let ours = harness.mean { $0.admissionSeconds[index] }
      return [
        .text(kind.name), .integer(Int64(count)),
        .number(policy.mean { $0.admissionSeconds[index] }.value),
        .number(ours.value), .bound(ours.low), .bound(ours.high),
        .number(kind.publishedSeconds),
      ]
    }
  )
}

func ratioTable(_ ratios: [KueueRatio]) -> SuiteReport.Table {
  SuiteReport.Table(
    name: "ratios",
    columns: [
      .init("ratio", title: "ratio"),
      .init("policy", title: "without delays", decimals: 2),
      .init("harness", title: "harness's delays", decimals: 2),
      .init("published", title: "published", decimals: 2),
      .init("factor", title: "ours ÷ published", decimals: 2),
      .init("verdict", title: "verdict"),
    ],
    rows: ratios.map { ratio in
      [
        .text(ratio.name), ratio.policy.isFinite ? .number(ratio.policy) : .none,
        .number(ratio.harness), .number(ratio.published), .number(ratio.factor),
        .text(ratio.isWithinBound ? "pass" : "fail"),
      ]
    }
  )
}

/// What became of the run as a whole.
func runTable(
  _ configuration: KueueConfiguration,
  _ policy: KueueReplications,
  _ harness: KueueReplications
) -> SuiteReport.Table {
  typealias Figure = (name: String, published: Double?, value: (KueueOutcome) -> Double)
  let figures: [Figure] = [
    ("makespan, s", configuration.publishedWallSeconds, { $0.makespanSeconds }),
    ("quota held, %", configuration.publishedUsage * 100, { $0.usage * 100 }),
    ("workloads finished", nil, { Double($0.finished) }),
    ("evictions", nil, { Double($0.evictions) }),
    ("scheduling cycles", nil, { Double($0.cycles) }),
    ("reasons written", nil, { Double($0.reasonWrites) }),
  ]
  return SuiteReport.Table(
    name: "run",
    columns: [
      .init("figure", title: "figure"),
      .init("policy", title: "without delays", decimals: 1),
      .init("harness", title: "harness's delays", decimals: 1),
      .init("low", title: "low", decimals: 1), .init("high", title: "high", decimals: 1),
      .init("published", title: "published", decimals: 1),
    ],
    rows: figures.map { figure in
      let ours = harness.mean(figure.value)
      // An interval of a count as uneven as evictions would say nothing.
      let isPublished = figure.published != nil
      return [
        .text(figure.name), .number(policy.mean(figure.value).value), .number(ours.value),
        .bound(isPublished ? ours.low : nil), .bound(isPublished ? ours.high : nil),
        .bound(figure.published),
      ]
    }
  )
}

/// How far the result hangs on each of the delays.
func sensitivityTable(_ configuration: KueueConfiguration) -> SuiteReport.Table {
  SuiteReport.Table(
    name: "sensitivity",
    columns: [.init("delays", title: "delays")]
      + configuration.classes.reversed().map { kind in
        .init(kind.name, title: kind.name, unit: "s", decimals: 1)
      } + [.init("makespan", title: "makespan", unit: "s", decimals: 1)],
    rows: sensitivity().map { name, delays in
      let outcome = KueueOutcome(configuration, delays, ties: .firstSetFirst)
      let means = outcome.admissionSeconds.reversed().map(SuiteReport.Cell.number)
      return [.text(name)] + means + [.number(outcome.makespanSeconds)]
    }
  )
}

private func sensitivity() -> [(name: String, delays: KueueDelays)] {
  func changed(_ name: String, _ change: (inout KueueDelays) -> Void) -> (String, KueueDelays) {
    var delays = KueueDelays.harness
    change(&delays)
    return (name, delays)
  }
  return [
    ("none", .none),
    ("harness", .harness),
    changed("harness, 100 writes/s") { $0.writesPerSecond = 100 },
    changed("harness, no limit on writes") { $0.writesPerSecond = nil },
    changed("harness, no reasons written") { $0.writesReasons = false },
    changed("harness, no pauses") { $0.longestPause = .zero },
    changed("harness, cycles of 10 ms") { $0.cycle = .milliseconds(10) },
    changed("harness, cycles of 100 ms") { $0.cycle = .milliseconds(100) },
  ]
}

extension SuiteReport.Cell {
  /// The end of an interval, if there is one.
  fileprivate static func bound(_ value: Double?) -> Self { value.map(Self.number) ?? .none }
}
