import ArgumentParser
import Foundation
import Reporting
import Running
import Validation

/// `bulkhead suite cfs`: a real server in real cgroups beside what the simulation says of it.
struct SuiteCFS: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cfs",
    abstract: "Measure a server under CPU limits and weights on this machine's kernel.",
    discussion: """
      Needs root and cgroups (v1 or v2) on Linux; without them it is skipped. It takes the \
      machine's CPUs for about four minutes, and removes its groups and processes afterwards.
      """
  )

  @Option(help: "Seconds of each run, 1 to 600.")
  var seconds = 8.0

  @Option(help: "Runs of each case, 1 to 99.")
  var repeats = 3

  @Option(help: "Seed of arrivals and CPU times.")
  var seed: UInt64 = 1

  @Option(help: "How to print the report: table or json.")
  var format: SuiteFormat = .table

  @Flag(help: "Show no progress.")
  var quiet = false

  func validate() throws {
    guard (1...600).contains(seconds), (1...99).contains(repeats) else {
      throw ValidationError("--seconds goes from 1 to 600, --repeats from 1 to 99")
    }
  }

  func run() throws {
    let interruption = Interruption()
    interruption.beginRun()
    let stop = interruption.flag
    let start = ContinuousClock.now
    let isQuiet = quiet
    let options = CFSOptions(
      seconds: seconds,
      repeats: repeats,
      seed: seed,
      arguments: SuiteCFSProcess.arguments,
      isStopped: { stop.isRaised },
      progressed: { done, total in
        guard !isQuiet else { return }
        let elapsed = ContinuousClock.now - start
        StandardError.write("run \(done + 1) of \(total), after \(elapsed.components.seconds) s\n")
      }
    )
    defer { withExtendedLifetime(interruption) {} }
    do {
      try finish(try cfsSuite(options), as: format)
    } catch CFSFailure.interrupted {
      throw CommandFailure(
        stop.number == SIGINT ? .interrupted : .temporaryFailure,
        "interrupted; groups and processes are removed, nothing is kept"
      )
    } catch CFSFailure.broken(let explanation) {
      throw CommandFailure(.unavailable, "bulkhead: the suite could not measure: \(explanation)")
    }
  }
}

/// What `bulkhead suite cfs` starts in its cgroups; not for people.
struct SuiteCFSProcess: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cfs-process",
    abstract: "Serve or spin in a cgroup, for the suite.",
    shouldDisplay: false
  )

  @Option var situation: Int
  @Option var seconds: Double
  @Option var seed: UInt64
  @Option var start: Int64
  @Flag var neighbour = false
  @Argument var groups: [String]

  static func arguments(_ process: CFSProcess) -> [String] {
    [
      "suite", "cfs-process", "--situation", "\(process.situation)",
      "--seconds", "\(process.seconds)", "--seed", "\(process.seed)",
      "--start", "\(process.start)",
    ] + (process.isNeighbour ? ["--neighbour"] : []) + process.groups
  }

  func run() throws {
    let process = CFSProcess(
      situation: situation,
      seconds: seconds,
      seed: seed,
      groups: groups,
      start: start,
      isNeighbour: neighbour
    )
    let latencies = try process.run()
    try StandardOutput.write(latencies.map { "\($0)\n" }.joined())
  }
}
