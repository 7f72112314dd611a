import Analysis
import ArgumentParser
import Domain
import Reporting

/// `bulkhead costs`: who pays what in a finished run.
struct Costs: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show what tenants, namespaces, pools, models or request classes of a run cost.",
    discussion: """
      Usage is what each used itself (showback); with its parts of idle capacity, shared services \
      and overhead it makes what it is billed (chargeback). The last line of each table adds up to \
      what everything costs, to the last millionth.

      EXAMPLES:
        bulkhead costs results/quickstart
        bulkhead costs results/quickstart --by requestClass --pattern hybrid --format csv
      """
  )

  @Argument(help: "The folder of results, or its run.sqlite.")
  var results: String

  @Option(help: "tenant, namespace, pool, model or requestClass.")
  var by: CostDimension = .tenant

  @Option(help: ArgumentHelp("Only this pattern; may be given again.", valueName: "pattern"))
  var pattern: [IsolationPattern] = []

  @Option(
    help: ArgumentHelp(
      "Only this point of a sweep, such as 'rate=5/s'; may be given again.",
      valueName: "label"
    )
  )
  var point: [String] = []

  @Option(help: "The form: table, markdown, csv or json.")
  var format: SummaryFormat = .table

  func run() throws {
    let ledger = try readLedgerOrFail(results, points: point)
    try check(pattern, against: ledger)
    let patterns = pattern.isEmpty ? nil : pattern
    try StandardOutput.write(renderCosts(ledger, by: by, patterns: patterns, as: format))
  }
}

extension CostDimension: ExpressibleByArgument {}
