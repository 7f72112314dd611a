import ArgumentParser
import Domain

/// `bulkhead run`: the patterns that the scenario names, or those asked for.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate a scenario and write its tables.",
    discussion: """
      Runs the patterns that the scenario lists, or those given with --pattern, writes \
      results/<scenario>/run.sqlite and tables/*.csv, and prints the summary.
      """
  )

  @OptionGroup var arguments: RunArguments

  @Option(
    name: .long,
    help: ArgumentHelp(
      "A pattern to run instead of those in the scenario; may be repeated. One of "
        + IsolationPattern.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "name"
    )
  )
  var pattern: [IsolationPattern] = []

  func run() async throws {
    var patterns: [IsolationPattern] = []
    for one in pattern where !patterns.contains(one) { patterns.append(one) }
    try await arguments.run(patterns: patterns.isEmpty ? nil : patterns)
  }
}
