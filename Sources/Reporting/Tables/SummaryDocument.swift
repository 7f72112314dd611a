internal import Analysis
internal import Domain
internal import EventCore

/// What a reader is shown of a run, in order, before it takes the form of text or Markdown.
struct SummaryDocument {
  /// What was run: two lines.
  var facts: [String]
  var objectives: TextTable
  var patterns: TextTable
  /// Empty where there is nothing to compare.
  var differences: TextTable
  /// Empty where nothing bound.
  var enforcement: TextTable
  /// One row per pattern: the kinds of cost add up to the asset cost.
  var costChecks: TextTable
  /// Empty where there is nothing to compare.
  var isolationPrices: TextTable
  var headlines: [String]

  /// The tables that have something to say, in order.
  var tables: [TextTable] {
    let all = [objectives, patterns, differences, enforcement, costChecks, isolationPrices]
    return all.filter { !$0.rows.isEmpty }
  }

  init(_ summary: RunSummary, of run: RunRecord) {
    let scenario = run.scenario
    facts = Self.facts(of: run)
    objectives = objectiveTable(summary, scenario)
    patterns = patternTable(summary, scenario)
    differences = differenceTable(summary, scenario)
    enforcement = enforcementTable(summary, of: run)
    costChecks = costCheckTable(summary, scenario)
    isolationPrices = isolationPriceTable(summary, scenario)
    headlines = headline(summary, scenario: scenario).map(SafeText.plain)
  }

  private static func facts(of run: RunRecord) -> [String] {
    let scenario = run.scenario
    let settings = scenario.run
    let digest = String(run.provenance.scenarioDigest.prefix(12))
    let hardware =
      switch scenario.hardware {
      case .equal: "equal hardware"
      case .needed(let target): "hardware as needed at \(NumberText.percent(target)) requested"
      }
    return [
      "\(scenario.name) · \(counted(run.variants.count, "pattern"))"
        + " × \(counted(scenario.tenants.count, "tenant"))"
        + " × \(counted(settings.replications, "replication")) · seed \(settings.seed)",
      "\(durationText(settings.window)) measured after \(durationText(settings.warmUp)) of warm-up"
        + " · \(hardware) · scenario \(digest) · bulkhead \(run.provenance.toolVersion)",
    ].map(SafeText.plain)
  }
}

/// Returns a count with its noun, for example `1 tenant` or `2,000 tenants`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// Returns a length of time in the largest unit that divides it, for example `90 s` or `10 min`.
func durationText(_ duration: SimDuration) -> String {
  let nanoseconds = duration.nanoseconds
  let units: [(name: String, length: Int64)] = [
    ("h", 3_600_000_000_000), ("min", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000),
  ]
  for unit in units where nanoseconds > 0 && nanoseconds.isMultiple(of: unit.length) {
    return "\(NumberText.count(Int(nanoseconds / unit.length))) \(unit.name)"
  }
  return "\(NumberText.plain(duration.inSeconds * 1e3)) ms"
}
