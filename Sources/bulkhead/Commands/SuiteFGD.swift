import ArgumentParser
import Domain
import Foundation
import Reporting
import Running
import ScenarioLoading
import Validation

/// `bulkhead suite fgd`: placement policies on a real GPU cluster, held to published results.
struct SuiteFGD: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fgd",
    abstract: "Replay the openb GPU trace and hold placement policies to the published results.",
    discussion: """
      Experiments of "Beware of Fragmentation" (USENIX ATC '23): each workload under each policy, \
      with several seeds. Prints our means beside the published ones and a verdict for each.
      """
  )

  @Option(
    help: ArgumentHelp(
      "The folder that has openb-gpu-v2023 in it, or that folder (default: $BULKHEAD_DATA).",
      valueName: "dir"
    )
  )
  var data: String?

  @Option(
    name: .customLong("workload"),
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Workloads such as default or gpuspec33 (default: all with published results).",
      valueName: "name"
    )
  )
  var workloads: [String] = []

  @Option(
    name: .customLong("policy"),
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Policies: \(GPUPlacementPolicy.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "policy"
    )
  )
  var policies: [GPUPlacementPolicy] = []

  @Option(help: ArgumentHelp("Seeds, such as 42-51 or 42,45.", valueName: "range"))
  var seeds = "42-51"

  @Option(help: "Which of several equally good nodes is taken: name-order as published, or random.")
  var ties: TieBreaking = .nameOrder

  @Option(
    name: [.customShort("j"), .long],
    help: ArgumentHelp("Replays at a time (default: all cores).", valueName: "n")
  )
  var workers: Int?

  @Option(help: "The form of the report on standard output: table or json.")
  var format: SuiteFormat = .table

  @Flag(name: .shortAndLong, help: "No progress on standard error.")
  var quiet = false

  func validate() throws {
    if let workers, !(1...1024).contains(workers) {
      throw ValidationError("--workers takes a whole number from 1 to 1,024")
    }
    _ = try seedNumbers()
  }

  func run() async throws {
    guard let folder = dataFolder(data) else {
      throw CommandFailure(
        .noInput,
        "bulkhead: suite fgd needs the openb trace: name the folder that has openb-gpu-v2023 in it "
          + "with --data or BULKHEAD_DATA"
      )
    }
    let options = FGDOptions(
      folder: folder,
      workloads: workloads.isEmpty ? nil : workloads,
      policies: GPUPlacementPolicy.allCases.filter { policies.isEmpty || policies.contains($0) },
      seeds: try seedNumbers(),
      ties: ties,
      workers: workers ?? ProcessInfo.processInfo.activeProcessorCount
    )
    try finish(try await report(options), as: format)
  }

  private func report(_ options: FGDOptions) async throws -> SuiteReport {
    let interruption = Interruption()
    let stop = interruption.flag
    let start = ContinuousClock.now
    var line = ProgressLine(isShown: !quiet, units: "replays", afterwards: "")
    do {
      let report = try await withoutActuallyEscaping({ (done: Int, total: Int) in
        let elapsed = ContinuousClock.now - start
        line.show(Progress(done: done, takenOver: 0, total: total, elapsed: elapsed))
      }) { show in
        try await runFGDSuite(
          options,
          isStopped: { stop.isRaised },
          progressed: show
        )
      }
      line.close()
      // Signals ask to stop for as long as this lives.
      withExtendedLifetime(interruption) {}
      return report
    } catch let failure as FGDFailure {
      line.close()
      throw CommandFailure(failure, signal: stop.number)
    }
  }

  /// The seeds, each once, in the order given.
  private func seedNumbers() throws -> [UInt64] {
    var numbers: [UInt64] = []
    for part in seeds.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      guard let first = ends.first.flatMap({ UInt64($0) }),
        let last = ends.last.flatMap({ UInt64($0) }), first <= last, last - first < 1000
      else {
        throw ValidationError("--seeds takes up to 1,000 whole numbers, such as 42-51 or 42,45")
      }
      for seed in first...last where !numbers.contains(seed) { numbers.append(seed) }
    }
    guard numbers.count <= 1000 else { throw ValidationError("--seeds takes up to 1,000 seeds") }
    return numbers
  }
}

extension GPUPlacementPolicy: ExpressibleByArgument {}

extension TieBreaking: ExpressibleByArgument {}

extension CommandFailure {
  /// Says why the suite has no report, and what the user can do.
  fileprivate init(_ failure: FGDFailure, signal: Int32) {
    switch failure {
    case .missing(let explanation):
      self.init(.noInput, "bulkhead: \(explanation)")
    case .unreadable(let diagnostics):
      self.init(.dataError, report(diagnostics))
    case .interrupted(let finished, let total):
      self.init(
        signal == SIGINT ? .interrupted : .temporaryFailure,
        "interrupted after \(finished) of \(total) replays; nothing is kept"
      )
    }
  }
}
