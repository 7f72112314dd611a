import ArgumentParser
import Foundation
import Reporting
import Validation

/// `bulkhead suite conformance`: upstream's tables and rules, case by case.
struct SuiteConformance: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conformance",
    abstract: "Judge cases from upstream test tables, topic by topic.",
    discussion: """
      Reads every *.json in a folder. A file or case that can't be read, is malformed, names an \
      unknown topic or has unknown fields fails the suite; nothing is skipped.
      """
  )

  @Option(
    help: ArgumentHelp(
      "The folder with the case files (default: those shipped with the program).",
      valueName: "dir"
    )
  )
  var cases: String?

  @Option(help: "How to print the report: table or json.")
  var format = SuiteFormat.table

  func run() throws {
    let report: SuiteReport
    do {
      report = try conformanceSuite(cases: folder())
    } catch {
      throw CommandFailure(.noInput, error.description)
    }
    try finish(report, as: format)
  }

  private func folder() throws(CaseFolderError) -> URL {
    if let cases { return URL(fileURLWithPath: cases, isDirectory: true) }
    return try shippedCases()
  }
}
