internal import Domain

/// How a variant does on the whole.
package enum Standing: Hashable, Sendable {
  /// Every objective passes.
  case passes
  /// At least one fails.
  case fails
  /// None fails, not all are shown to pass.
  case open
  case infeasible
}

extension VariantSummary {
  /// Whether every objective passes, one fails, or it can't be said.
  package var standing: Standing {
    if infeasibleReason != nil { return .infeasible }
    if objectives.contains(where: { $0.verdict == .fail }) { return .fails }
    return objectives.allSatisfy { $0.verdict == .pass } ? .passes : .open
  }
}

/// Returns where along a sweep the answer changes: a sentence on each pattern, and one on the
/// cheapest pattern that passes, then what patterns do that the scenario doesn't say.
func sweepHeadline(_ summary: RunSummary, of run: RunRecord) -> [String] {
  let parts = summary.parts
  guard let first = parts.first else { return [] }
  guard !run.scenario.objectives.isEmpty else {
    return ["The scenario states no objective; \(run.points.count) points were run."]
  }
  let paths = first.variants.map(\.pattern).map { pattern in
    sentence(on: pattern, parts.map { $0.standing(of: pattern) }, run.points.map(\.label))
  }
  return paths + [cheapest(in: parts, of: run)].compactMap(\.self) + notes(of: summary, in: run)
}

/// Each note once, with the points that it is about unless it is about all of them.
private func notes(of summary: RunSummary, in run: RunRecord) -> [String] {
  var texts: [String] = []
  var points: [String: [String]] = [:]
  for variant in summary.variants {
    for note in variant.notes {
      let label = run.label(ofPoint: variant.point)
      if points[note] == nil { texts.append(note) }
      if points[note]?.last != label { points[note, default: []].append(label) }
    }
  }
  return texts.map { note in
    let labels = points[note] ?? []
    guard labels.count < run.points.count else { return note }
    let more = labels.count > 3 ? " and \(labels.count - 3) more points" : ""
    return "At \(labels.prefix(3).joined(separator: "; "))\(more): \(note)"
  }
}

extension RunSummary {
  fileprivate func standing(of pattern: IsolationPattern) -> Standing {
    variants.first { $0.pattern == pattern }?.standing ?? .infeasible
  }
}

/// Points next to each other at which the answer is the same.
private struct Stretch<Answer: Equatable> {
  var answer: Answer
  var points: ClosedRange<Int>
}

private func stretches<Answer>(_ answers: [Answer]) -> [Stretch<Answer>] {
  var stretches: [Stretch<Answer>] = []
  for (point, answer) in answers.enumerated() {
    if let last = stretches.last, last.answer == answer {
      stretches[stretches.count - 1].points = last.points.lowerBound...point
    } else {
      stretches.append(Stretch(answer: answer, points: point...point))
    }
  }
  return stretches
}

/// More of them would be no sentence.
private let mostStretches = 4

private func sentence(
  on pattern: IsolationPattern,
  _ standings: [Standing],
  _ labels: [String]
) -> String {
  let parts = stretches(standings)
  if parts.count == 1 {
    return "\(pattern.title) \(parts[0].answer.verb) at every point."
  }
  guard parts.count <= mostStretches else {
    let counts: [(Standing, String)] = [
      (.passes, "passes"), (.fails, "fails"), (.open, "is inconclusive"),
      (.infeasible, "can't be built"),
    ]
    let texts = counts.compactMap { standing, verb -> String? in
      let count = standings.count { $0 == standing }
      return count == 0 ? nil : "\(verb) at \(count)"
    }
    return "\(pattern.title) \(sentenceList(texts)) of \(labels.count) points."
  }
  let texts = parts.map { "\($0.answer.verb) \(place($0.points, labels))" }
  return "\(pattern.title) \(sentenceList(texts))."
}

/// For example `up to rate=8/s`, `from rate=12/s` or `at rate=8/s`.
private func place(_ points: ClosedRange<Int>, _ labels: [String]) -> String {
  let (low, high) = (points.lowerBound, points.upperBound)
  if low == high { return "at \(labels[low])" }
  if low == 0 { return "up to \(labels[high])" }
  if high == labels.count - 1 { return "from \(labels[low])" }
  return "from \(labels[low]) to \(labels[high])"
}

/// The cheapest patterns that pass, from point to point.
private func cheapest(in parts: [RunSummary], of run: RunRecord) -> String? {
  let winners = parts.map { part -> [IsolationPattern] in
    let passing = part.variants.filter { $0.standing == .passes }
    let lowest = passing.map(\.assetCost).min()
    return passing.filter { $0.assetCost == lowest }.map(\.pattern)
  }
  let found = stretches(winners)
  guard parts.contains(where: { $0.variants.count > 1 }), !winners.allSatisfy(\.isEmpty),
    found.count <= mostStretches
  else { return nil }
  let labels = run.points.map(\.label)
  let texts = found.map { stretch in
    let names = stretch.answer.isEmpty ? "none" : sentenceList(stretch.answer.map(\.title))
    return names + (found.count == 1 ? "" : " \(place(stretch.points, labels))")
  }
  return "Cheapest of the patterns that pass: \(texts.joined(separator: "; "))."
}

extension Standing {
  fileprivate var verb: String {
    switch self {
    case .passes: "passes every objective"
    case .fails: "fails"
    case .open: "is inconclusive"
    case .infeasible: "can't be built"
    }
  }
}
