import ArgumentParser
import Foundation

/// The command line's front door: parses, calls one subcommand, turns what it throws into an exit
/// code.
@main struct Bulkhead: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bulkhead",
    abstract: "Which isolation pattern protects whom, at what p95, and at what cost?",
    discussion: """
      Simulates one multi-tenant model-serving platform under five isolation patterns and writes \
      p95, SLO and cost tables to SQLite and CSV.

      EXAMPLES:
        bulkhead init two-tenants                 write a commented scenario to start from
        bulkhead validate two-tenants.yaml        check it; every problem at once
        bulkhead compare two-tenants.yaml         all five patterns side by side
        bulkhead run two-tenants.yaml --pattern node-pools
        bulkhead size two-tenants.yaml            the fewest nodes that keep every promise
        bulkhead costs results/two-tenants --by model  who pays what in a finished run
        bulkhead compare baseline.json two-tenants.yaml    what got worse?
        bulkhead compare two-tenants.yaml --dry-run    events, memory and time to expect
        bulkhead gate results/two-tenants --format junit    the gates of a stored run, for CI

      EXIT CODES:
        0 done · 10 a gate or suite failed, or no pattern keeps its objectives (size)
        11 a regression · 12 inconclusive, where asked for
        64 usage · 65 bad scenario or data · 66 input missing · 69 too little memory
        70 internal error · 73 can't create output · 74 input/output error
        75, 130 interrupted, --resume continues
        Where several apply: 70, then 65, 10, 11, 12.
      """,
    version: Version.text,
    subcommands: [
      Run.self, Compare.self, Baseline.self, GateCommand.self, Costs.self, Export.self, Size.self,
      FrontierCommand.self, AdviseCommand.self, Validate.self, Init.self, Schema.self,
      CatalogueCommand.self, Suite.self,
    ]
  )

  static func main() async {
    // A reader that has gone away shows as a failed write, with an exit code of ours.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      Version.warnIfDebug()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let failure as CommandFailure {
      StandardError.write(failure.message)
      Foundation.exit(failure.code.rawValue)
    } catch {
      // ArgumentParser knows its own errors; anything else is a fault of the program, never 1.
      guard exitCode(for: error) == .failure else { exit(withError: error) }
      StandardError.write("internal error: \(error)\n")
      Foundation.exit(SysExit.software.rawValue)
    }
  }
}
