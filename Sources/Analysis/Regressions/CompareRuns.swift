package import Domain
internal import Statistics

/// Returns what changed from one run to another, metric by metric.
///
/// Replications are paired where both runs have the same seed and as many of them; else they count
/// as independent samples. A metric has regressed only if it is worse beyond its tolerance after
/// Holm's correction for all that are compared: among runs of one scenario that differ in their
/// seeds alone, at most one in twenty shows any regression. O(samples + n log n).
///
/// - Parameters:
///   - base: the run that was good enough.
///   - head: the run that is held against it.
///   - tolerances: by metric; what is absent has its standard tolerance.
///   - metrics: which to compare; nil for all.
/// - Returns: the differences in the order of the base.
package func compareRuns(
  _ base: RunMetrics,
  _ head: RunMetrics,
  tolerances: [Metric: Tolerance] = [:],
  metrics: Set<Metric>? = nil
) -> RunComparison {
  let comparer = RunComparer(base: base.rounded, head: head.rounded, tolerances: tolerances)
  return comparer.comparison(of: metrics)
}

private struct RunComparer {
  let base: RunMetrics
  let head: RunMetrics
  let tolerances: [Metric: Tolerance]

  var method: RunComparison.Method {
    let isPaired =
      base.origin.seed == head.origin.seed
      && base.origin.replications == head.origin.replications
    return isPaired ? .paired : .independent
  }

  func comparison(of metrics: Set<Metric>?) -> RunComparison {
    func wanted(_ value: MetricValue) -> Bool {
      guard metrics?.contains(value.metric) ?? true else { return false }
      return value.metric.unit != .currency || base.origin.currency == head.origin.currency
    }
    let old = base.values.filter(wanted)
    let new = head.values.filter(wanted)
    let found = Dictionary(new.map { ($0.key, $0) }) { first, _ in first }
    let known = Set(old.map(\.key))
    let tests = old.compactMap { value in found[value.key].map { test(value, $0) } }
    return RunComparison(
      base: base.origin,
      head: head.origin,
      method: method,
      differences: corrected(tests),
      added: new.map(\.key).filter { !known.contains($0) },
      removed: old.map(\.key).filter { found[$0] == nil },
      notes: comparisonNotes(base, head),
      tests: tests.count { $0.hypotheses != nil }
    )
  }

  private func test(_ old: MetricValue, _ new: MetricValue) -> MetricTest {
    MetricTest(
      old,
      new,
      method,
      tolerances[old.metric] ?? .standard(of: old.metric),
      isPlacedAlike: base.origin.seed == head.origin.seed
    )
  }

  /// Three families of tests, each corrected by itself: different, worse, better.
  private func corrected(_ tests: [MetricTest]) -> [MetricDifference] {
    func family(_ p: (MetricTest.Hypotheses) -> Double) -> [Double?] {
      var adjusted = holmAdjusted(tests.compactMap { $0.hypotheses.map(p) })[...]
      return tests.map { $0.hypotheses == nil ? nil : adjusted.popFirst() }
    }
    let different = family(\.different)
    let worse = family(\.worse)
    let better = family(\.better)
    return tests.indices.map { index in
      tests[index].difference(different[index], worse: worse[index], better: better[index])
    }
  }
}

/// What keeps two runs from being quite alike.
private func comparisonNotes(_ base: RunMetrics, _ head: RunMetrics) -> [String] {
  let (old, new) = (base.origin, head.origin)
  var notes: [String] = []
  func note(_ what: String, _ first: String, _ second: String) {
    if first != second { notes.append("\(what): \(first) in the base, \(second) in the head") }
  }
  note("the scenario's name differs", old.scenario, new.scenario)
  if old.seed != new.seed {
    notes.append(
      "the seeds differ (\(old.seed) and \(new.seed)): pods may be placed otherwise, which "
        + "intervals over replications don't show; with one seed runs are compared pair by pair"
    )
  }
  note("seconds simulated differ", "\(old.duration)", "\(new.duration)")
  note("seconds of warm-up differ", "\(old.warmUp)", "\(new.warmUp)")
  note("replications differ", "\(old.replications)", "\(new.replications)")
  note("versions of Bulkhead differ", old.toolVersion, new.toolVersion)
  if old.currency != new.currency {
    notes.append(
      "costs are not compared: \(old.currency) in the base, \(new.currency) in the head"
    )
  }
  return notes + patternNotes(base, head)
}

/// A pattern may be built at one point of a sweep and not at another, so points are told apart.
private func patternNotes(_ base: RunMetrics, _ head: RunMetrics) -> [String] {
  var notes = runOnly(in: "base", base.variants.filter { head.variant(like: $0) == nil })
  notes += runOnly(in: "head", head.variants.filter { base.variant(like: $0) == nil })
  for variant in head.variants {
    guard let before = base.variant(like: variant) else { continue }
    switch (before.infeasibleReason, variant.infeasibleReason) {
    case (nil, let reason?):
      notes.append("\(variant.title) can't be built any more: \(reason)")
    case (_?, nil): notes.append("\(variant.title) can be built now")
    default: break
    }
  }
  return notes
}

extension RunMetrics {
  /// Patterns that could be built in a base and can't be any more, with the reason: worse than any
  /// number.
  package func lostPatterns(since base: RunMetrics) -> [Variant] {
    variants.filter { variant in
      variant.infeasibleReason != nil
        && base.variant(like: variant).map { $0.infeasibleReason == nil } ?? false
    }
  }
}

extension RunMetrics {
  /// That of the same pattern at the same point.
  fileprivate func variant(like other: Variant) -> Variant? {
    variants.first { $0.pattern == other.pattern && $0.point == other.point }
  }
}

extension RunMetrics.Variant {
  /// The pattern, and the point of a sweep.
  package var title: String { pattern.rawValue + (point.isEmpty ? "" : " at \(point)") }
}

/// Named one by one up to ten.
private func runOnly(in side: String, _ variants: [RunMetrics.Variant]) -> [String] {
  let more = variants.count - 10
  return variants.prefix(10).map { "\($0.title) was run in the \(side) only" }
    + (more > 0 ? ["\(more) more patterns and points were run in the \(side) only"] : [])
}
