import ArgumentParser
import ScenarioLoading

/// `bulkhead schema`: the JSON Schema of scenario files.
struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the JSON Schema (draft-07) of scenario files, for editors.",
    discussion: """
      Name it in a scenario's first line and editors check while you type:
        # yaml-language-server: $schema=./bulkhead.schema.json
      """
  )

  func run() throws {
    try StandardOutput.write(jsonSchema() + "\n")
  }
}
