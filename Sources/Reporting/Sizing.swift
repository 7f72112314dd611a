internal import Analysis
internal import Domain
package import Running
internal import Statistics

/// Returns what sizing a scenario found as text that ends with a line feed.
package func render(_ sizing: Sizing, as format: SummaryFormat) -> String {
  let tables = [poolTable(sizing), replicaTable(sizing), patternTable(sizing)]
    .filter { !$0.rows.isEmpty }
  let facts = facts(of: sizing).map(SafeText.plain)
  let sentences = sizingSentences(sizing).map(SafeText.plain)
  switch format {
  case .table:
    let blocks = [facts] + tables.map(\.aligned) + [sentences]
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  case .markdown:
    let items = sentences.map { "- \(SafeText.markdown($0))" }.joined(separator: "\n")
    let basis = facts.map(SafeText.markdown).joined(separator: "  \n")
    return ([items] + tables.map(pipes) + [basis]).filter { !$0.isEmpty }
      .joined(separator: "\n\n") + "\n"
  case .csv: return sizingCSV(sizing)
  case .json: return sizingJSON(sizing).text + "\n"
  }
}

private func facts(of sizing: Sizing) -> [String] {
  let scenario = sizing.scenario
  return [
    "\(scenario.name) · sizing · \(counted(sizing.patterns.count, "pattern"))"
      + " × \(counted(scenario.objectives.count, "objective")) · seed \(scenario.run.seed)",
    "\(durationText(scenario.run.window)) measured after \(durationText(scenario.run.warmUp)) of "
      + "warm-up · verdicts at \(NumberText.percent(sizing.limits.confidence)) confidence, with up "
      + "to \(counted(sizing.limits.replications, "replication"))"
      + " · scenario \(sizing.scenarioDigest.prefix(12)) · bulkhead \(sizing.toolVersion)",
  ]
}

/// One row per pattern, pool and kind of machine.
private func poolTable(_ sizing: Sizing) -> TextTable {
  var table = TextTable(columns: [
    .init(title: "pattern"),
    .init(title: "pool", maxWidth: 40),
    .init(title: "machine", maxWidth: 32),
    .init(title: "now", unit: "nodes", isNumber: true),
    .init(title: "sized", unit: "nodes", isNumber: true),
    .init(title: "one fewer", maxWidth: 40),
  ])
  for pattern in sizing.patterns {
    guard let record = pattern.record else { continue }
    for (index, pool) in record.pools.enumerated() {
      table.rows.append([
        pattern.pattern.rawValue, pool.title,
        sizing.scenario.nodePools[pool.nodePool].name,
        pool.before.map(NumberText.count) ?? "–", NumberText.count(pool.nodes),
        record.withFewer(than: index, in: sizing.scenario),
      ])
    }
  }
  return table
}

/// One row per pattern and service whose replicas were sized.
private func replicaTable(_ sizing: Sizing) -> TextTable {
  var table = TextTable(columns: [
    .init(title: "pattern"),
    .init(title: "service", maxWidth: 40),
    .init(title: "now", unit: "replicas", isNumber: true),
    .init(title: "sized", unit: "replicas", isNumber: true),
  ])
  for pattern in sizing.patterns {
    for sized in pattern.record?.replicas ?? [] {
      table.rows.append([
        pattern.pattern.rawValue, sizing.scenario.title(of: sized.service),
        NumberText.count(sized.before), NumberText.count(sized.replicas),
      ])
    }
  }
  return table
}

/// One row per pattern: what passes on the nodes found, what they cost, what the search took.
private func patternTable(_ sizing: Sizing) -> TextTable {
  let unit = "\(sizing.scenario.costs.currency)/month"
  var table = TextTable(columns: [
    .init(title: "pattern"),
    .init(title: "objectives", unit: "passed"),
    .init(
      title: "closest objective",
      unit: "good %, \(NumberText.percent(sizing.limits.confidence)) CI"
    ),
    .init(title: "now", unit: unit, isNumber: true),
    .init(title: "sized", unit: unit, isNumber: true),
    .init(title: "change", isNumber: true),
    .init(title: "trials", isNumber: true),
    .init(title: "simulated", unit: "replications", isNumber: true),
  ])
  for pattern in sizing.patterns { table.rows.append(patternRow(pattern, sizing.scenario)) }
  return table
}

private func patternRow(_ pattern: SizedPattern, _ scenario: Scenario) -> [String] {
  guard let record = pattern.record, let summary = pattern.summary else {
    return [pattern.pattern.title, "infeasible", "–", "–", "–", "–", "–", "–"]
  }
  let cost = summary.assetCost
  let change = pattern.costBefore.flatMap { before in
    before > .zero ? CostChange(of: cost, from: before).sign : nil
  }
  return [
    pattern.pattern.title,
    "\(summary.passed) of \(scenario.objectives.count)",
    closest(summary, scenario),
    pattern.costBefore.map(monthly) ?? "–",
    monthly(cost),
    change ?? "–",
    NumberText.count(record.trials.count),
    NumberText.count(record.replications),
  ]
}

/// The objective whose bound is least above its target, or furthest below.
private func closest(_ summary: VariantSummary, _ scenario: Scenario) -> String {
  func slack(_ objective: ObjectiveSummary) -> Double {
    ((objective.goodRatio?.low ?? 0) - objective.target) / max(1e-9, 1 - objective.target)
  }
  guard let worst = summary.objectives.min(by: { slack($0) < slack($1) }),
    let ratio = worst.goodRatio, let low = ratio.low, let high = ratio.high
  else { return "–" }
  let name = scenario.objectives[worst.objective].name
  let text = [low, high].map { NumberText.fixed($0 * 100, places: 2, .down) }
  return "\(worst.verdict == .pass ? "✓" : "✗") \(NumberText.fixed(ratio.value * 100, places: 2)) "
    + "\(text.joined(separator: "–")) \(name)"
}

func monthly(_ perHour: Money) -> String {
  NumberText.money(perHour * CostSummary.hoursPerMonth)
}

extension SizedPool {
  /// The pattern's pool, with its cluster where that has another name.
  var title: String { cluster == pool ? pool : "\(cluster)/\(pool)" }
}

extension SizingRecord {
  /// What happened in the search with fewer nodes of a pool, the most that did not do.
  func withFewer(than pool: Int, in scenario: Scenario) -> String {
    guard pools[pool].nodes > pools[pool].fewest else {
      return pools[pool].fewest > 0 ? "has no room for the pods" : ""
    }
    let probes = trials.flatMap(\.probes).filter {
      $0.pool == pool && $0.nodes < pools[pool].nodes && $0.outcome != .pass
    }
    guard let closest = probes.max(by: { $0.nodes < $1.nodes }) else { return "" }
    let verdict =
      switch closest.outcome {
      case .fail: "fails"
      case .inconclusive: "is inconclusive"
      case .pending: "has no room for the pods"
      case .pass: "passes"
      }
    let name = closest.objective.map { scenario.objectives[$0].name + " " } ?? ""
    return name + verdict
  }
}

extension Scenario {
  /// A service with its tenant, if it has one.
  func title(of service: ServiceID) -> String {
    let entry = roster.services[service.index]
    let owner = entry.tenant.map { tenants[$0.index].name + "/" } ?? ""
    return owner + entry.service.name
  }
}
