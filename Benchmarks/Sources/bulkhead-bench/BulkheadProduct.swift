import ArgumentParser
import Foundation

/// Where the product is, and how it is run.
struct BulkheadProduct: ParsableArguments {
  @Option(help: "The `bulkhead` to measure (default: the release build of this repository).")
  var bulkhead: String?

  /// The product, started as its users start it.
  func runs(_ arguments: [String]) throws {
    let process = try process(arguments)
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    try wait(for: process, said)
  }

  /// What the product prints when it is started so; nothing of what it says on the other stream.
  func output(of arguments: [String]) throws -> Data {
    let process = try process(arguments)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    try wait(for: process, said)
    return said
  }

  private func process(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = try executable()
    process.arguments = arguments
    return process
  }

  private func wait(for process: Process, _ said: Data) throws {
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let text = String(decoding: said, as: UTF8.self)
      let command = "bulkhead \((process.arguments ?? []).joined(separator: " "))"
      throw BenchFailure("\(command) ended with \(process.terminationStatus)\n\(text)")
    }
  }

  /// The one given; else the nearest release build in a folder above this program.
  private func executable() throws -> URL {
    let files = FileManager.default
    if let bulkhead {
      guard files.isExecutableFile(atPath: bulkhead) else {
        throw ValidationError("--bulkhead: \(bulkhead) is no program")
      }
      return URL(filePath: bulkhead)
    }
    var folder = Bundle.main.executableURL?.resolvingSymlinksInPath()
    while let current = folder, current.path != "/" {
      let candidate = current.appending(path: ".build/release/bulkhead")
      if files.isExecutableFile(atPath: candidate.path) { return candidate }
      folder = current.deletingLastPathComponent()
    }
    throw BenchFailure(
      """
      The product is not built. In the root of the repository:
          swift build -c release --product bulkhead
      or name one with --bulkhead.
      """
    )
  }
}

/// A measurement that could not be made, or whose answer is wrong.
struct BenchFailure: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
