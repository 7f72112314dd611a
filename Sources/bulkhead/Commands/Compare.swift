import ArgumentParser
import Domain

/// `bulkhead compare`: all patterns side by side.
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Simulate a scenario under all five isolation patterns, side by side.",
    discussion: """
      The same tenants, the same random numbers, five patterns: whom does each protect, at what \
      p95, with how many breaches, at what cost? Writes the same tables as run.
      """
  )

  @OptionGroup var arguments: RunArguments

  func run() async throws {
    try await arguments.run(patterns: IsolationPattern.allCases)
  }
}
