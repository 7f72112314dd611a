internal import Analysis
package import Decisions
internal import Domain
internal import EventCore

/// Returns a frontier as text that ends with a line feed.
package func render(_ frontier: Frontier, as format: SummaryFormat) -> String {
  switch format {
  case .table: FrontierDocument(frontier).plainText
  case .markdown: FrontierDocument(frontier).markdown
  case .csv: csv(frontier)
  case .json: json(frontier).text + "\n"
  }
}

/// What a reader is shown of a frontier.
struct FrontierDocument {
  let frontier: Frontier
  private let scenario: Scenario
  private let name: String

  init(_ frontier: Frontier) {
    self.frontier = frontier
    scenario = frontier.scenario
    name = frontier.scenario.tenants[frontier.tenant.index].name
  }

  var plainText: String {
    let blocks = [facts] + tables.map(\.aligned) + [legend + headlines]
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  var markdown: String {
    let blocks =
      [headlines.map { "- \(SafeText.markdown($0))" }.joined(separator: "\n")] + tables.map(pipes)
      + [(facts + legend).map(SafeText.markdown).joined(separator: "  \n")]
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private var facts: [String] {
    let most =
      frontier.maxReplications > frontier.replications
      ? " to \(NumberText.count(frontier.maxReplications))" : ""
    let rate = todaysRate.map { ", \(rateText($0)) today" } ?? ""
    return [
      "\(scenario.name) · load of \(name)\(rate) from \(factorText(frontier.range.lowerBound)) to "
        + "\(factorText(frontier.range.upperBound)), brackets to "
        + NumberText.percent(frontier.precision),
      "\(NumberText.count(frontier.replications))\(most) replications a load · seed "
        + "\(scenario.run.seed) · each verdict at \(levelText(frontier.confidence)) · "
        + "clusters, nodes and pods as built for today's load",
    ].map(SafeText.plain)
  }

  private var legend: [String] {
    [
      "×a–b: passes up to a times today's load, fails from b times; ✓ ✗ ? is the verdict of today."
    ]
  }

  private var todaysRate: Double? {
    frontier.patterns.flatMap(\.points).first { $0.factor == 1 }?.requestsPerSecond
  }

  private var built: [PatternFrontier] {
    frontier.patterns.filter { $0.infeasibleReason == nil }
  }

  private var victims: [Int] { objectives { $0 != [frontier.tenant] } }

  private func objectives(where isWanted: ([TenantID]) -> Bool) -> [Int] {
    scenario.objectives.indices.filter { isWanted(scenario.objectives[$0].tenants) }
  }

  private var tables: [TextTable] {
    let own = objectives { $0 == [frontier.tenant] }
    return [
      breakTable(victims, title: "breaks at load of"),
      bindingTable(victims),
      breakTable(own, title: "its own, at load of"),
    ].filter { !$0.rows.isEmpty }
  }

  private func breakTable(_ objectives: [Int], title: String) -> TextTable {
    var table = TextTable(
      columns: [
        .init(title: title, unit: SafeText.plain(name), maxWidth: 32),
        .init(title: "objective"),
      ] + built.map { .init(title: $0.pattern.rawValue) }
    )
    for objective in objectives {
      let cells = built.map { "\($0.breaks[objective].cell(frontier))" }
      let rates = built.map { $0.rates(objective) }
      let row = [SafeText.plain(scenario.objectives[objective].name)]
      table.rows.append(row + [objectiveText(scenario.objectives[objective])] + cells)
      guard rates.contains(where: { !$0.isEmpty }) else { continue }
      table.rows.append(["", ""] + rates)
    }
    return table
  }

  /// What bound the victim at the first failing load.
  private func bindingTable(_ objectives: [Int]) -> TextTable {
    var table = TextTable(
      columns: [.init(title: "what binds at the break", maxWidth: 32)]
        + built.map { .init(title: $0.pattern.rawValue, maxWidth: 48) }
    )
    for objective in objectives {
      let cells = built.map { $0.breaks[objective].binding.map(bindingText) ?? "–" }
      guard cells.contains(where: { $0 != "–" }) else { continue }
      table.rows.append([SafeText.plain(scenario.objectives[objective].name)] + cells)
    }
    return table
  }

  /// The answer in sentences: for each pattern its weakest victim, and what is surprising.
  var headlines: [String] {
    let sentences = built.map { weakest(of: $0) } + built.flatMap(surprises)
    let infeasible = frontier.patterns.compactMap { pattern in
      pattern.infeasibleReason.map { "\(pattern.pattern.title) can't be built: \($0)" }
    }
    return (sentences + infeasible + frontier.notes).map(SafeText.plain)
  }

  private func weakest(of pattern: PatternFrontier) -> String {
    let title = pattern.pattern.title
    guard
      let worst = victims.min(by: {
        pattern.breaks[$0].search.lowestDoubt < pattern.breaks[$1].search.lowestDoubt
      })
    else { return "Under \(title) no other tenant has an objective." }
    let point = pattern.breaks[worst]
    let objective = scenario.objectives[worst].name
    let load = "times the load of \(name)"
    switch point.answer {
    case .never:
      return "Under \(title) no victim breaks up to \(factorText(frontier.range.upperBound)) of "
        + "the load of \(name)."
    case .always where frontier.range.lowerBound == 0:
      return "Under \(title) \(objective) fails even without \(name): it fails alone."
    case .always:
      return "Under \(title) \(objective) fails at the lowest load tried already."
    case .between(let pass, let fail):
      return "Under \(title) \(objective) breaks first: it passes up to \(plainFactor(pass)) and "
        + "fails from \(plainFactor(fail)) \(load)."
    case .undecidedBelow(let fail):
      return "Under \(title) \(objective) fails from \(plainFactor(fail)) \(load) and surely "
        + "passes at none; more replications can tell."
    case .undecidedAbove(let pass):
      return "Under \(title) \(objective) is undecided above "
        + "\(plainFactor(pass ?? frontier.range.lowerBound)) \(load); more replications can tell."
    }
  }

  private func surprises(_ pattern: PatternFrontier) -> [String] {
    pattern.breaks.compactMap { point in
      guard let again = point.search.passesAgain, let fail = point.search.firstFail else {
        return nil
      }
      let objective = scenario.objectives[point.objective].name
      return "Under \(pattern.pattern.title) more load does not always hurt: \(objective) fails at "
        + "\(plainFactor(fail)) times the load of \(name) and passes at \(plainFactor(again))."
    }
  }
}

extension BreakSearch {
  /// The lowest load at which the objective does not surely pass.
  fileprivate var lowestDoubt: Double {
    points.first { $0.verdict != .pass }?.factor ?? .infinity
  }
}

extension BreakPoint {
  fileprivate func cell(_ frontier: Frontier) -> String {
    let mark = today.map { "\($0.mark) " } ?? ""
    let top = factorText(frontier.range.upperBound)
    switch answer {
    case .never: return "\(mark)never up to \(top)"
    case .always where frontier.range.lowerBound == 0: return "\(mark)at no load: fails alone"
    case .always: return "\(mark)at \(factorText(frontier.range.lowerBound)) already"
    case .between(let pass, let fail):
      return "\(mark)\(factorText(pass))–\(plainFactor(fail))"
    case .undecidedBelow(let fail): return "\(mark)below \(factorText(fail))"
    case .undecidedAbove(let pass?): return "\(mark)? above \(factorText(pass))"
    case .undecidedAbove(nil): return "\(mark)? at every load"
    }
  }
}

extension PatternFrontier {
  /// The bracket in requests per second; empty where there is none.
  fileprivate func rates(_ objective: Int) -> String {
    guard case .between(let pass, let fail) = breaks[objective].answer else { return "" }
    let ends = [pass, fail].compactMap { factor in points.first { $0.factor == factor } }
    guard ends.count == 2 else { return "" }
    let texts = ends.map { NumberText.significant($0.requestsPerSecond) }
    return "  \(texts[0])–\(texts[1])/s"
  }
}

func bindingText(_ binding: Binding) -> String {
  let share = percentText(binding.share)
  let of: String
  switch binding.rule.measure {
  case .requests: of = "of requests"
  case .pods: of = "of pods"
  case .time: of = "of the time"
  }
  let before = binding.before.map { ", \(percentText($0)) before" } ?? ""
  return SafeText.plain("\(binding.rule.words) \(share) \(of)\(before)")
}

private func percentText(_ share: Double) -> String {
  share > 0 && share < 0.001 ? "< 0.1 %" : "\(NumberText.fixed(share * 100, places: 1)) %"
}

/// For example `×1.41`.
func factorText(_ factor: Double) -> String { "×\(plainFactor(factor))" }

func plainFactor(_ factor: Double) -> String { NumberText.plain(factor) }

func rateText(_ perSecond: Double) -> String { "\(NumberText.significant(perSecond))/s" }

extension NumberText {
  /// Three significant digits at the least.
  static func significant(_ value: Double) -> String {
    let size = value.magnitude
    return fixed(value, places: size >= 100 || size == 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3)
  }
}
