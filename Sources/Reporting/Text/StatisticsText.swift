internal import Analysis
internal import Domain
internal import EventCore
internal import Statistics

/// One sentence on why replications ended and what is known worst, for example `precision: p95
/// within ±5 % reached after 24 replications; widest: p95 of shared-nodes claims/chat, ±4.8 %`.
func precisionText(_ report: PrecisionReport) -> String {
  let goals = report.rule.goals.map(goalText).joined(separator: ", ")
  let count = counted(report.replications, "replication")
  let outcome =
    switch report.reason {
    case .reached: "\(goals) reached after \(count)"
    case .cap: "stopped at the cap of \(count) before \(goals) was reached"
    case .unattainable: "\(goals) not reached after \(count), more would not help"
    case .goesOn: "\(goals) not yet reached after \(count)"
    }
  let missing = report.progress.filter { $0.state == .unattainable }
  let silent = missing.first.map { first in
    let others = missing.count > 1 ? " and \(NumberText.count(missing.count - 1)) more" : ""
    return "; can't be stated: \(name(of: first))\(others)"
  }
  return "precision: \(outcome)\(widestText(report))\(silent ?? "")"
}

private func widestText(_ report: PrecisionReport) -> String {
  guard let widest = report.widest, let halfWidth = widest.halfWidth else { return "" }
  let goal = report.rule.goals[widest.goal]
  let width: String
  if case .relative = goal.halfWidth, let value = widest.value, value != 0 {
    width = NumberText.percent((halfWidth / abs(value) * 1000).rounded() / 1000)
  } else {
    width = widthText(halfWidth, widest.metric)
  }
  return "; widest: \(name(of: widest)), ±\(width)"
}

private func name(of progress: PrecisionReport.Progress) -> String {
  let subject = progress.subject.isEmpty ? "" : " \(progress.subject)"
  return "\(progress.metric.rawValue) of \(progress.pattern.rawValue)\(subject)"
}

private func goalText(_ goal: PrecisionGoal) -> String {
  let of = goal.tenant.map { " of \($0)" } ?? ""
  switch goal.halfWidth {
  case .relative(let share):
    return "\(goal.metric.rawValue)\(of) within ±\(NumberText.percent(share))"
  case .absolute(let width):
    return "\(goal.metric.rawValue)\(of) within ±\(widthText(width, goal.metric))"
  }
}

/// Ratios in points of a hundred.
private func widthText(_ width: Double, _ metric: Metric) -> String {
  switch metric.unit {
  case .ratio: "\(NumberText.fixed(width * 100, places: 3)) points"
  case .currency: NumberText.fixed(width, places: 2)
  case .milliseconds, .minutes, .pods: "\(NumberText.plain(width)) \(metric.unit.rawValue)"
  }
}

/// For example `72 s of warm-up (found by MSER-5)`.
func warmUpText(_ run: RunRecord) -> String {
  let length = "\(durationText(run.scenario.run.warmUp)) of warm-up"
  guard let search = run.warmUpSearch else { return length }
  return search.findings.isEmpty ? "\(length) (none could be found)" : "\(length) (found by MSER-5)"
}

/// What a reader must know of the intervals and of the warm-up; nothing of ordinary replications.
func statisticsNotes(_ summary: RunSummary, of run: RunRecord) -> [String] {
  var notes: [String] = []
  if let report = summary.precision { notes.append(precisionText(report)) }
  switch run.scenario.run.sectionKind {
  case .replications: break
  case .pairs: notes.append("intervals over antithetic pairs of replications")
  case .batches: notes.append(batchText(summary))
  }
  if let search = run.warmUpSearch { notes += unsteadyTexts(search) }
  return notes
}

private func batchText(_ summary: RunSummary) -> String {
  let checks = summary.variants.flatMap(\.latencies).compactMap(\.batchCheck)
  let refused = checks.compactMap(\.refusal)
  let text = "intervals by 10 batch means of one replication"
  guard let first = refused.first else { return text }
  return "\(text); refused for \(NumberText.count(refused.count)) of "
    + "\(NumberText.count(checks.count)) series: \(first)"
}

private func unsteadyTexts(_ search: WarmUpSearch) -> [String] {
  guard !search.findings.isEmpty else {
    return [
      "warning: no endpoint is answered often enough from the beginning on to find a warm-up; "
        + "nothing is left out, give `warmup` a length"
    ]
  }
  let unsteady = search.unsteady
  guard let first = unsteady.first else { return [] }
  let others = unsteady.count > 1 ? " and \(NumberText.count(unsteady.count - 1)) more" : ""
  var text =
    "warning: no steady state found for \(first.endpoint) under "
    + "\(first.pattern.rawValue)\(others); half of the run is left out"
  if search.changingLoads.contains(first.endpoint) { text += "; its load is meant to change" }
  return [text]
}
