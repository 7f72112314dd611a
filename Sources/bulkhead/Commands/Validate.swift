import ArgumentParser
import Domain
import Reporting
import ScenarioLoading

/// `bulkhead validate`: every problem of some scenario files.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check scenario files; every problem at once.",
    discussion: """
      Reads the traces too, so that a bad row is found before a run. As text, problems go to \
      standard error; the other formats go to standard output, also where there is no problem.
      """
  )

  @Argument(help: "The scenario files.")
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "Where traces are looked up besides the scenario's folder (default: $BULKHEAD_DATA).",
      valueName: "dir"
    )
  )
  var data: String?

  @Option(help: "The form of the problems: text, json, sarif or github.")
  var format: DiagnosticFormat = .text

  func run() throws {
    let checks = files.map { Check(ofFileAt: $0, data: data) }
    if format == .text {
      for check in checks { try check.say() }
    } else {
      let text = render(checks.map(\.file), as: format, toolVersion: Version.text)
      try StandardOutput.write(text)
    }
    // Bad data outranks missing input, as everywhere.
    let codes = checks.compactMap(\.failure?.code)
    if let code = codes.first(where: { $0 == .dataError }) ?? codes.first {
      throw ExitCode(code.rawValue)
    }
  }
}

extension DiagnosticFormat: ExpressibleByArgument {}

/// One file, checked.
private struct Check {
  private(set) var file: CheckedFile
  private(set) var failure: CommandFailure?
  private var summary = ""

  init(ofFileAt path: String, data: String?) {
    file = CheckedFile(path: path, diagnostics: [], isValid: true)
    do {
      let loaded = try loadScenario(at: path, dataFolder: dataFolder(data))
      file.diagnostics = loaded.warnings
      let scenario = loaded.scenario
      let gates = scenario.gates.isEmpty ? "" : ", \(scenario.gates.count) gates"
      summary =
        "\(path): ok: \(scenario.name), \(scenario.tenants.count) tenants, "
        + "\(scenario.roster.services.count) services, \(scenario.objectives.count) objectives"
        + "\(gates)\n"
    } catch {
      file.isValid = false
      failure = CommandFailure(error)
      switch error {
      case .invalid(let diagnostics): file.diagnostics = diagnostics
      case .missing:
        file.diagnostics = validateScenario(at: path, dataFolder: dataFolder(data)).diagnostics
      }
    }
  }

  func say() throws {
    if let failure { return StandardError.write(failure.message) }
    for warning in file.diagnostics { StandardError.write(warning.rendered() + "\n") }
    try StandardOutput.write(summary)
  }
}
