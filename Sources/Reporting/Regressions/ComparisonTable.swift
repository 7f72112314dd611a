internal import Analysis
internal import Domain
internal import Statistics

/// Rows that a terminal shows; more would flood it.
private let mostRows = 60

func comparisonText(_ document: ComparisonDocument) -> String {
  var table = comparisonTable(document)
  let rest = table.rows.count - mostRows
  if rest > 0 { table.rows.removeLast(rest) }
  var blocks = [document.facts.map(SafeText.plain)]
  if !table.rows.isEmpty { blocks.append(table.aligned) }
  if rest > 0 { blocks.append(["and \(counted(rest, "more row")); see --format json"]) }
  return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
}

/// What changed, the worst on top; with `listsAll` also what did not.
func comparisonTable(_ document: ComparisonDocument) -> TextTable {
  var table = TextTable(columns: [
    .init(title: "pattern"), .init(title: "subject", maxWidth: 40), .init(title: "metric"),
    .init(title: "base", isNumber: true), .init(title: "head", isNumber: true),
    .init(title: "change", isNumber: true), .init(title: "", unit: "%", isNumber: true),
    .init(title: "tolerance", isNumber: true), .init(title: "outcome", maxWidth: 60),
  ])
  let order: [MetricDifference.Outcome] = [
    .regressed, .inconclusive, .improved, .unchanged, .equal, .notStated,
  ]
  let shown = order.prefix(document.listsAll ? 6 : 3)
  for outcome in shown {
    let rows = document.comparison.differences.filter { $0.outcome == outcome }
    let sorted = rows.sorted { $0.finding.severity > $1.finding.severity }
    // What is open is listed where it counts; else the likeliest regressions will do.
    let isShort = outcome == .inconclusive && !document.listsAll && !document.failsOnInconclusive
    table.rows += (isShort ? Array(sorted.prefix(10)) : sorted).map(row)
  }
  return table
}

private func row(_ difference: MetricDifference) -> [String] {
  let key = difference.key
  let words = ComparisonWords(key.metric)
  let subject = [key.subject, key.point].filter { !$0.isEmpty }.joined(separator: " @ ")
  let relative = difference.isSignificant ? difference.relativeChange : nil
  return [
    key.pattern.rawValue, SafeText.plain(subject.isEmpty ? "–" : subject), key.metric.rawValue,
    words.value(difference.base.estimate), words.value(difference.head.estimate),
    words.change(difference),
    key.metric.unit == .ratio
      ? "" : relative.map { words.signed($0 * 100, places: 1) } ?? "",
    words.text(of: difference.tolerance),
    difference.outcome.marked
      + (difference.missing.map { ": \($0)" } ?? ""),
  ]
}

/// The numbers of a metric as people read them; ratios in per cent.
struct ComparisonWords {
  let metric: Metric
  private let factor: Double

  init(_ metric: Metric) {
    self.metric = metric
    factor = metric.unit == .ratio ? 100 : 1
  }

  var unit: String {
    switch metric.unit {
    case .milliseconds: "ms"
    case .ratio: "%"
    case .minutes: "min"
    case .currency: ""
    case .pods: "pods"
    }
  }

  func value(_ estimate: Estimate?) -> String {
    guard let estimate else { return "n/a" }
    return "\(EstimateText(estimate.scaled(by: factor)).joined) \(unit)".trimmingEnd
  }

  /// For example `+41 ± 6`, or `~` where it may be nothing.
  func change(_ difference: MetricDifference) -> String {
    guard let change = difference.difference else { return "n/a" }
    guard difference.outcome != .equal else { return "=" }
    guard difference.isSignificant else { return "~" }
    let size = change.scaled(by: change.value < 0 ? -factor : factor)
    return (change.value < 0 ? "−" : "+") + EstimateText(size).joined
  }

  func signed(_ value: Double, places: Int) -> String {
    (value < 0 ? "−" : "+") + NumberText.fixed(value.magnitude, places: places)
  }

  func text(of tolerance: Tolerance) -> String {
    switch tolerance {
    case .relative(let share): NumberText.percent(share)
    case .absolute(let amount):
      metric.unit == .ratio
        ? "\(NumberText.plain(amount * 100)) points"
        : "\(NumberText.plain(amount)) \(unit)".trimmingEnd
    }
  }
}

extension String {
  fileprivate var trimmingEnd: String { hasSuffix(" ") ? String(dropLast()) : self }
}

extension MetricDifference.Outcome {
  var words: String { self == .notStated ? "not stated" : rawValue }

  /// With a mark, so that neither colour nor language is needed to read it.
  var marked: String {
    switch self {
    case .regressed: "✗ regressed"
    case .improved: "✓ improved"
    case .inconclusive: "? inconclusive"
    case .unchanged: "~ unchanged"
    case .equal: "= equal"
    case .notStated: "– not stated"
    }
  }
}
