import ArgumentParser
import Reporting
import ScenarioLoading

/// `bulkhead schema`: the JSON Schema of scenario files, and of what this program writes.
struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the JSON Schema (draft-07) of scenario files, for editors, or of an output.",
    discussion: """
      Name it in a scenario's first line and editors check while you type:
        # yaml-language-server: $schema=./bulkhead.schema.json
      The others describe what --format json writes: summary that of run and compare, gate that of \
      gate, diagnostics that of validate.
      """
  )

  @Argument(help: "Of what: scenario, \(OutputSchema.allCases.map(\.rawValue).joined(separator: ", ")).")
  var name: SchemaName = .scenario

  func run() throws {
    switch name {
    case .scenario: try StandardOutput.write(jsonSchema() + "\n")
    case .output(let schema): try StandardOutput.write(schema.text)
    }
  }
}

/// A schema that can be printed.
enum SchemaName: ExpressibleByArgument, Equatable {
  case scenario
  case output(OutputSchema)

  init?(argument: String) {
    if argument == "scenario" {
      self = .scenario
    } else if let output = OutputSchema(rawValue: argument) {
      self = .output(output)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "scenario" }
}
