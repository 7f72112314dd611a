import ArgumentParser
import Foundation

/// `bulkhead-bench command`: what a whole command costs.
struct Command: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs a command a few times and measures the fastest.",
    discussion: "What the command prints is thrown away; when it fails, so does this one."
  )

  @Option(help: "What to call it.")
  var name: String

  @Option(help: "How often to run it.")
  var times = 3

  @OptionGroup var output: OutputOptions

  @Argument(parsing: .postTerminator, help: "The command, after --.")
  var words: [String]

  func validate() throws {
    guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) })
    else { throw ValidationError("--name takes letters, digits, '-', '_' and '.'") }
    guard !words.isEmpty, times > 0 else { throw ValidationError("needs a command after --") }
  }

  func run() throws {
    var fastest: Measurement?
    for _ in 0..<times {
      let (status, measurement) = try Measurement.of(.children) { try carryOut() }
      guard status == 0 else {
        throw ValidationError("\(words.joined(separator: " ")) ended with \(status)")
      }
      if measurement.wallSeconds < fastest?.wallSeconds ?? .infinity { fastest = measurement }
    }
    guard let fastest else { return }
    let report = Report(bench: name, count: 1, measurement: fastest)
    print(report.line(as: output.format))
  }

  private func carryOut() throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
