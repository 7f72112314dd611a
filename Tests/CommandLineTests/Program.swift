import Foundation
import Testing

/// The program as a user meets it: another process with arguments, streams and an exit code.
struct Program {
  struct Outcome {
    var status: Int32
    var output: String
    var errors: String
    /// The line that identifies the results, if there is one.
    var digest: String? {
      errors.split(separator: "\n").last { $0.hasPrefix("digest:") }.map(String.init)
    }
  }

  /// The root of the repository.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The executable beside the test bundle.
  static let executable = URL(filePath: CommandLine.arguments[0])
    .deletingLastPathComponent().appending(path: "bulkhead")

  let folder: URL

  /// Creates a program that works in a folder of its own.
  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "bulkhead-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func cleanUp() { try? FileManager.default.removeItem(at: folder) }

  /// Runs the program to its end.
  func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
    let process = try start(arguments, environment: environment)
    return try process.wait()
  }

  /// Starts the program; its streams go to files, so that nothing can block.
  func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Running {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var all = ProcessInfo.processInfo.environment
    all["BULKHEAD_DATA"] = nil
    process.environment = all.merging(environment) { $1 }
    let name = UUID().uuidString
    let output = folder.appending(path: ".out-\(name)")
    let errors = folder.appending(path: ".err-\(name)")
    for file in [output, errors] {
      _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    return Running(process: process, output: output, errors: errors)
  }

  /// The program at work.
  struct Running {
    let process: Process
    let output: URL
    let errors: URL

    func wait() throws -> Outcome {
      process.waitUntilExit()
      return Outcome(
        status: process.terminationStatus,
        output: try String(contentsOf: output, encoding: .utf8),
        errors: try String(contentsOf: errors, encoding: .utf8)
      )
    }
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: folder.appending(path: name))
  }

  func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: name).path)
  }

  func names(in name: String) -> [String] {
    let path = folder.appending(path: name).path
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }
}

extension Program {
  /// A scenario of a second or so: enough replications to be interrupted, small enough to wait for.
  static func scenario(replications: Int = 4, seconds: Int = 120) -> String {
    """
    apiVersion: bulkhead/v1alpha1
    kind: Scenario
    metadata: {name: small}
    spec:
      run: {duration: \(seconds)s, warmup: 20s, replications: \(replications), seed: 3}
      capacity:
        nodePools:
          - name: cpu
            nodes: 2
            allocatable: {cpu: 4, memory: 8Gi, pods: 20}
            price: {amount: "0.17", unit: Node-Hours}
      tenants:
        - name: victim
          riskTier: high
          services:
            - name: chat
              replicas: 2
              requests: {cpu: 500m, memory: 1Gi}
              limits: {cpu: 2, memory: 1Gi}
              runtime: {concurrent: {workers: 4}}
              endpoints:
                - name: api
                  arrivals: {poisson: {rate: 40/s}}
                  work: {exponential: {mean: 20ms}}
        - name: noisy
          services:
            - name: bulk
              replicas: 2
              requests: {cpu: 1, memory: 1Gi}
              limits: {cpu: 1500m, memory: 1Gi}
              runtime: {concurrent: {workers: 16}}
              endpoints:
                - name: api
                  arrivals: {poisson: {rate: 60/s}}
                  work: {exponential: {mean: 60ms}}
                  timeout: 3s
      slos:
        - name: victim-chat
          tenant: victim
          indicator: {metric: latency}
          timeWindow: [{duration: 28d, isRolling: true}]
          budgetingMethod: Occurrences
          objectives: [{op: lte, value: 100ms, targetPercent: 95}]
    """
  }
}
