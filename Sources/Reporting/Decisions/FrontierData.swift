internal import Analysis
internal import Decisions
internal import Domain
internal import Statistics

/// One row per pattern, objective and load that was tried, with the bracket it belongs to.
func csv(_ frontier: Frontier) -> String {
  let scenario = frontier.scenario
  let header =
    "scenario,seed,confidence_ratio,tenant,pattern,infeasible_reason,objective,victim,"
    + "is_own,load_factor,requests_per_second,replications,total_count,good_ratio,good_ratio_low,"
    + "good_ratio_high,target_ratio,verdict,last_pass_factor,first_fail_factor,passes_again_factor"
  var lines = [header]
  let noisy = scenario.tenants[frontier.tenant.index].name
  for pattern in frontier.patterns {
    let common = [
      SafeText.csv(scenario.name), "\(scenario.run.seed)", "\(frontier.confidence)",
      SafeText.csv(noisy), pattern.pattern.rawValue, SafeText.csv(pattern.infeasibleReason ?? ""),
    ]
    if pattern.infeasibleReason != nil {
      lines.append((common + Array(repeating: "", count: 15)).joined(separator: ","))
    }
    for point in pattern.breaks {
      let ends = [point.search.lastPass, point.search.firstFail, point.search.passesAgain]
      let bracket = ends.map { $0.map { "\($0)" } ?? "" }
      for load in pattern.points {
        let cells = objectiveCells(point.objective, at: load, frontier)
        lines.append((common + cells + bracket).joined(separator: ","))
      }
    }
  }
  return lines.joined(separator: "\n") + "\n"
}

private func objectiveCells(
  _ index: Int,
  at load: FrontierPoint,
  _ frontier: Frontier
) -> [String] {
  let objective = frontier.scenario.objectives[index]
  let summary = load.objectives[index]
  let ratio = summary.goodRatio
  return [
    SafeText.csv(objective.name),
    SafeText.csv(frontier.scenario.names(of: objective.tenants)),
    objective.tenant == frontier.tenant ? "1" : "0", "\(load.factor)", "\(load.requestsPerSecond)",
    "\(load.replications)", "\(summary.total)",
  ] + [ratio?.value, ratio?.low, ratio?.high].map { $0.map { "\($0)" } ?? "" }
    + ["\(summary.target)", summary.verdict.rawValue]
}

/// The version is semantic, as that of a summary.
func json(_ frontier: Frontier) -> JSONValue {
  let scenario = frontier.scenario
  return .object([
    ("version", .text("1.0.0")),
    ("kind", .text("frontier")),
    ("scenario", .text(scenario.name)),
    ("seed", .text("\(scenario.run.seed)")),
    ("tenant", .text(scenario.tenants[frontier.tenant.index].name)),
    ("from_factor", .number(frontier.range.lowerBound)),
    ("to_factor", .number(frontier.range.upperBound)),
    ("precision_ratio", .number(frontier.precision)),
    ("replications", .integer(Int64(frontier.replications))),
    ("max_replications", .integer(Int64(frontier.maxReplications))),
    ("confidence_ratio", .number(frontier.confidence)),
    ("patterns", .array(frontier.patterns.map { patternObject($0, frontier) })),
    ("notes", .array(frontier.notes.map { .text($0) })),
  ])
}

private func patternObject(_ pattern: PatternFrontier, _ frontier: Frontier) -> JSONValue {
  .object([
    ("pattern", .text(pattern.pattern.rawValue)),
    ("infeasible_reason", pattern.infeasibleReason.map { .text($0) } ?? .null),
    ("objectives", .array(pattern.breaks.map { breakObject($0, pattern, frontier) })),
  ])
}

private func breakObject(
  _ point: BreakPoint,
  _ pattern: PatternFrontier,
  _ frontier: Frontier
) -> JSONValue {
  let objective = frontier.scenario.objectives[point.objective]
  func rate(_ factor: Double?) -> JSONValue {
    let load = pattern.points.first { $0.factor == factor }
    return load.map { .number($0.requestsPerSecond) } ?? .null
  }
  func number(_ value: Double?) -> JSONValue { value.map { .number($0) } ?? .null }
  let search = point.search
  return .object([
    ("objective", .text(objective.name)),
    ("tenant", .text(frontier.scenario.names(of: objective.tenants))),
    ("is_own", .text(objective.tenant == frontier.tenant ? "yes" : "no")),
    ("answer", .text(point.answer.word)),
    ("today", point.today.map { .text($0.rawValue) } ?? .null),
    ("last_pass_factor", number(search.lastPass)),
    ("last_pass_requests_per_second", rate(search.lastPass)),
    ("first_fail_factor", number(search.firstFail)),
    ("first_fail_requests_per_second", rate(search.firstFail)),
    ("passes_again_factor", number(search.passesAgain)),
    ("binding", point.binding.map(bindingObject) ?? .null),
    ("loads", .array(pattern.points.map { loadObject($0, point.objective) })),
  ])
}

private func bindingObject(_ binding: Binding) -> JSONValue {
  .object([
    ("rule", .text(binding.rule.rawValue)),
    ("subject", .text(binding.subject)),
    ("share_ratio", .number(binding.share)),
    ("share_of", .text(binding.rule.measure.rawValue)),
    ("before_ratio", binding.before.map { .number($0) } ?? .null),
  ])
}

private func loadObject(_ load: FrontierPoint, _ objective: Int) -> JSONValue {
  let summary = load.objectives[objective]
  return .object([
    ("load_factor", .number(load.factor)),
    ("requests_per_second", .number(load.requestsPerSecond)),
    ("replications", .integer(Int64(load.replications))),
    ("total_count", .integer(Int64(summary.total))),
    ("good_ratio", summary.goodRatio.map { .number($0.value) } ?? .null),
    ("good_ratio_low", summary.goodRatio?.low.map { .number($0) } ?? .null),
    ("good_ratio_high", summary.goodRatio?.high.map { .number($0) } ?? .null),
    ("target_ratio", .number(summary.target)),
    ("verdict", .text(summary.verdict.rawValue)),
  ])
}

extension BreakPoint.Answer {
  /// The kind of answer, for programs.
  fileprivate var word: String {
    switch self {
    case .never: "never"
    case .always: "always"
    case .between: "between"
    case .undecidedAbove: "undecided-above"
    case .undecidedBelow: "undecided-below"
    }
  }
}
