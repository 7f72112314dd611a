import ArgumentParser
import Reporting
import Validation

/// `bulkhead suite`: holds the product to upstream tables, published results and closed forms.
struct Suite: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hold Bulkhead to upstream tables and published results.",
    discussion: """
      Each suite prints predicted beside observed and a verdict; exit code 10 says that it failed.
      """,
    subcommands: [
      SuiteCFS.self, SuiteCFSProcess.self, SuiteConformance.self, SuiteFGD.self,
      SuiteKueue.self, SuiteLLM.self, SuiteMIG.self, SuitePlacement.self, SuiteTheory.self,
      SuiteVTC.self,
    ]
  )
}

/// Prints the report of a suite and leaves with exit code 10 if its verdict is fail.
func finish(_ report: SuiteReport, as format: SuiteFormat) throws {
  try StandardOutput.write(render(report, as: format))
  if report.undecided == nil, !report.passed { throw ExitCode(SysExit.gateFailed.rawValue) }
}

extension SuiteFormat: ExpressibleByArgument {}
