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
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let schema = (folder + ["bulkhead.schema.json"]).joined(separator: "/")
    try create(path, text: chosen.text)
    let schemaText = jsonSchema() + "\n"
    var wrote = path
    if force || !FileManager.default.fileExists(atPath: schema) {
      try create(schema, text: schemaText)
      wrote += " and \(schema)"
    } else if FileManager.default.contents(atPath: schema) != Data(schemaText.utf8) {
      StandardError.write("kept \(schema), which differs; --force replaces it\n")
    }
    try StandardOutput.write("wrote \(wrote)\nnext: bulkhead compare \(path)\n")
  }

  private func create(_ path: String, text: String) throws {
    guard force || !FileManager.default.fileExists(atPath: path) else {
      throw CommandFailure(.cannotCreate, "bulkhead: \(path) exists; use --force to replace it")
    }
    do {
      let options: Data.WritingOptions = force ? .atomic : .withoutOverwriting
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: options)
    } catch {
      throw CommandFailure(.cannotCreate, "bulkhead: can't write \(path)")
    }
  }
}
