internal import Analysis
package import Decisions
internal import Domain

/// Returns advice as text that ends with a line feed.
package func render(_ advice: Advice, as format: SummaryFormat) -> String {
  switch format {
  case .table: AdviceDocument(advice).plainText
  case .markdown: AdviceDocument(advice).markdown
  case .csv: csv(advice)
  case .json: json(advice).text + "\n"
  }
}

/// What a reader is shown of advice.
struct AdviceDocument {
  let facts: [String]
  let tables: [TextTable]
  let sentences: [String]

  init(_ advice: Advice) {
    let names = CandidateNames(advice)
    facts = Self.facts(of: advice).map(SafeText.plain)
    tables = [
      candidateTable(advice, names), isolationTable(advice, names), bestUseTable(advice, names),
    ].filter { !$0.rows.isEmpty }
    sentences = answers(advice, names).map(SafeText.plain)
  }

  var plainText: String {
    let blocks = [facts] + tables.map(\.aligned) + [sentences]
    return blocks.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  var markdown: String {
    let blocks =
      [sentences.map { "- \(SafeText.markdown($0))" }.joined(separator: "\n")] + tables.map(pipes)
      + [facts.map(SafeText.markdown).joined(separator: "  \n")]
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private static func facts(of advice: Advice) -> [String] {
    let scenario = advice.scenario
    let most =
      advice.maxReplications > advice.replications
      ? " to \(NumberText.count(advice.maxReplications))" : ""
    return [
      "\(scenario.name) · \(counted(advice.candidates.count, "candidate")) × "
        + "\(counted(scenario.objectives.count, "objective")) · "
        + "\(counted(advice.trials, "trial")) of \(NumberText.count(advice.replications))\(most) "
        + "replications · seed \(scenario.run.seed) · each verdict at "
        + levelText(advice.confidence),
      "a pass needs every objective to pass and \(advice.required.words)",
    ]
  }
}

extension RequiredPods {
  fileprivate var words: String {
    switch self {
    case .admitted: "every pod to run that no quota, limit range or queue refuses"
    case .all: "every pod to run"
    case .none: "asks nothing of pods"
    }
  }
}

/// What candidates are called: patterns by their titles, searched tiers as such.
struct CandidateNames {
  private let advice: Advice

  init(_ advice: Advice) { self.advice = advice }

  subscript(_ index: Int) -> String {
    let candidate = advice.candidates[index]
    return candidate.isSearched ? "hybrid, other tiers" : candidate.pattern.title
  }

  /// Who is in which tier, for hybrids.
  func tiers(_ index: Int) -> String {
    let candidate = advice.candidates[index]
    return candidate.pattern == .hybrid ? tierText(candidate.tiers, advice.scenario) : ""
  }
}

/// For example `high: claims; medium: retail; low: 2 others`.
func tierText(_ tiers: [RiskTier], _ scenario: Scenario) -> String {
  let groups = RiskTier.allCases.reversed().compactMap { tier -> String? in
    let names = zip(tiers, scenario.tenants).filter { $0.0 == tier }.map(\.1.name)
    guard !names.isEmpty else { return nil }
    let shown = names.prefix(6).joined(separator: ", ")
    let rest = names.count > 6 ? " and \(names.count - 6) more" : ""
    return "\(tier.rawValue): \(shown)\(rest)"
  }
  return groups.joined(separator: "; ")
}

private func candidateTable(_ advice: Advice, _ names: CandidateNames) -> TextTable {
  let currency = SafeText.plain(advice.scenario.costs.currency)
  var table = TextTable(columns: [
    .init(title: "candidate"),
    .init(title: "verdict"),
    .init(title: "objectives", unit: "passed"),
    .init(title: "replications", isNumber: true),
    .init(title: "pods", unit: "refused", isNumber: true),
    .init(title: "", unit: "pending", isNumber: true),
    .init(title: "cost", unit: "\(currency)/month", isNumber: true),
    .init(title: "rank", isNumber: true),
    .init(title: "tiers", maxWidth: 72),
  ])
  for (index, candidate) in advice.candidates.enumerated() {
    guard let month = candidate.perMonth else {
      table.rows.append([names[index], "can't be built"] + Array(repeating: "–", count: 6) + [""])
      continue
    }
    let rank = advice.passing.firstIndex(of: index).map { "\($0 + 1)" } ?? "–"
    table.rows.append([
      names[index],
      candidate.verdict.marked,
      "\(candidate.outcome.summary.passed) of \(advice.scenario.objectives.count)",
      NumberText.count(candidate.outcome.replications.count),
      NumberText.count(candidate.missing.refused),
      NumberText.count(candidate.missing.pending),
      NumberText.money(month),
      rank,
      SafeText.plain(names.tiers(index)),
    ])
  }
  return table
}
