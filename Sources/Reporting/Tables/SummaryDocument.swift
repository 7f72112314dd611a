internal import Analysis
internal import Domain
internal import EventCore

/// What a reader is shown of a run, in order, before it takes the form of text or Markdown.
struct SummaryDocument {
  /// What was run: two lines, and what must be known of its statistics.
  var facts: [String]
  var objectives: TextTable
  /// Empty where no alert fired.
  var burnRates: TextTable
  var patterns: TextTable
  /// Empty where there is nothing to compare.
  var differences: TextTable
  /// Empty where nothing bound.
  var enforcement: TextTable
  /// One row per pattern: the kinds of cost add up to the asset cost.
  var costChecks: TextTable
  /// Of a sweep, instead of all the others: one per number, rows are points, columns patterns.
  var sweep: [TextTable]
  /// Empty where there is nothing to compare.
  var isolationPrices: TextTable
  var headlines: [String]

  /// The tables that have something to say, in order.
  var tables: [TextTable] {
    let all =
      sweep + [objectives, burnRates, patterns, differences, enforcement, costChecks]
      + [isolationPrices]
    return all.filter { !$0.rows.isEmpty }
  }

  init(_ summary: RunSummary, of run: RunRecord) {
    let scenario = run.scenario
    let nothing = TextTable(columns: [])
    let isSweep = !run.points.isEmpty
    facts = Self.facts(of: run) + statisticsNotes(summary, of: run).map(SafeText.plain)
    objectives = isSweep ? nothing : objectiveTable(summary, scenario)
    burnRates = isSweep ? nothing : burnRateTable(summary, scenario)
    patterns = isSweep ? nothing : patternTable(summary, scenario)
    differences = isSweep ? nothing : differenceTable(summary, scenario)
    enforcement = isSweep ? nothing : enforcementTable(summary, of: run)
    costChecks = isSweep ? nothing : costCheckTable(summary, scenario)
    isolationPrices = isSweep ? nothing : isolationPriceTable(summary, scenario)
    sweep = isSweep ? sweepTables(summary, of: run) : []
    headlines = headline(summary, of: run).map(SafeText.plain)
  }

  private static func facts(of run: RunRecord) -> [String] {
    let scenario = run.scenario
    let settings = scenario.run
    let digest = String(run.provenance.scenarioDigest.prefix(12))
    let hardware =
      switch scenario.hardware {
      case .equal: "equal hardware"
      case .needed(let target): "hardware as needed at \(NumberText.percent(target)) requested"
      case .fitted: "hardware fitted to the objectives"
      }
    let patterns = run.variants.count / max(1, run.points.count)
    let points = run.points.isEmpty ? "" : "\(counted(run.points.count, "point")) × "
    return [
      "\(scenario.name) · \(points)\(counted(patterns, "pattern"))"
        + " × \(counted(scenario.tenants.count, "tenant"))"
        + " × \(counted(settings.replications, "replication")) · seed \(settings.seed)",
      "\(durationText(settings.window)) measured after \(warmUpText(run))"
        + " · \(hardware) · scenario \(digest) · bulkhead \(run.provenance.toolVersion)",
    ].map(SafeText.plain) + overrides(of: run)
  }
}

/// What was set beside the scenario file, a line each up to ten.
private func overrides(of run: RunRecord) -> [String] {
  let most = 10
  let all = run.provenance.overrides
  let rest = all.count - most
  return all.prefix(most).map { "--set \(SafeText.plain(String($0.prefix(200))))" }
    + (rest > 0 ? ["and \(rest) more values set"] : [])
}

/// Returns a count with its noun, for example `1 tenant` or `2,000 tenants`.
func counted(_ count: Int, _ noun: String) -> String {
  "\(NumberText.count(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// Returns a length of time in the largest unit that divides it, for example `90 s` or `10 min`.
func durationText(_ duration: SimDuration) -> String { NumberText.length(duration) }
