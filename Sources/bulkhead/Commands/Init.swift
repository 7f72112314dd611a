import ArgumentParser
import Foundation
import ScenarioLoading

/// `bulkhead init`: a commented scenario to start from.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a commented scenario to start from, and its schema for editors."
  )

  @Argument(help: "The template; --list shows them.")
  var template: String = scenarioTemplates.first?.name ?? ""

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write (default: the template's name).", valueName: "file")
  )
  var output: String?

  @Flag(help: "List the templates.")
  var list = false

  @Flag(name: .shortAndLong, help: "Replace files that are there.")
  var force = false

  func run() throws {
    guard !list else {
      let lines = scenarioTemplates.map { "\($0.name)  \($0.summary)\n" }
      return try StandardOutput.write(lines.joined())
    }
    guard let chosen = scenarioTemplates.first(where: { $0.name == template }) else {
      let names = scenarioTemplates.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no template '\(template)'; there are \(names)")
    }
    let path = output ?? "\(chosen.name).yaml"
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    let schema = folder.appendingPathComponent("bulkhead.schema.json").path
    try create(path, text: chosen.text)
    // The schema belongs to this version of the program; writing it again does no harm.
    try create(schema, text: jsonSchema() + "\n", replacing: true)
    try StandardOutput.write(
      "wrote \(path) and \(schema)\nnext: bulkhead compare \(path)\n"
    )
  }

  private func create(_ path: String, text: String, replacing: Bool = false) throws {
    let mayReplace = force || replacing
    guard mayReplace || !FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure(.cannotCreate, "bulkhead: \(path) exists; use --force to replace it")
    }
    do {
      let options: Data.WritingOptions = mayReplace ? .atomic : .withoutOverwriting
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: options)
    } catch {
      throw CommandFailure(.cannotCreate, "bulkhead: can't write \(path)")
    }
  }
}
