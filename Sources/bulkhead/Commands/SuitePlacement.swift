import ArgumentParser
import Foundation
import Reporting
import Validation

/// `bulkhead suite placement`: places many pods on many nodes, and checks that it was done right.
struct SuitePlacement: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "placement",
    abstract: "Place a synthetic crowd of pods and check the result.",
    discussion: """
      Every node is looked at for every pod, with all default scoring plugins. Decisions are \
      checked by sample: each is worked out again, node by node, from the state it was made in.
      """
  )

  @Option(help: "Nodes, 1 to 1,000,000.")
  var nodes = 10_000

  @Option(help: "Pods, 1 to 10,000,000.")
  var pods = 100_000

  @Option(help: "Kinds of pods, 1 to 10,000.")
  var kinds = 200

  @Option(help: "Seed of nodes, pods and ties.")
  var seed: UInt64 = 1

  @Option(help: "How to print the report: table or json.")
  var format: SuiteFormat = .table

  func validate() throws {
    guard (1...1_000_000).contains(nodes), (1...10_000_000).contains(pods),
      (1...10_000).contains(kinds)
    else {
      throw ValidationError(
        "--nodes goes from 1 to 1,000,000, --pods to 10,000,000, --kinds to 10,000"
      )
    }
  }

  func run() throws {
    let size = PlacementSize(nodes: nodes, pods: pods, kinds: kinds, seed: seed)
    let report = placementSuite(size) { Double(clock()) / Double(CLOCKS_PER_SEC) }
    try finish(report, as: format)
  }
}
