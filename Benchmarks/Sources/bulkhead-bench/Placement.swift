import ArgumentParser
import Foundation

/// `bulkhead-bench placement`: the scheduler of one cluster, at any size.
struct Placement: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Placing pods through `bulkhead suite placement`: full search, all default plugins.",
    discussion: """
      Processor time is that of the placement alone: admission, queue, filters, scores, binding. \
      Wall time and memory are the whole command's, which also makes the cluster up and checks the \
      result. Fails when a check does.
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

  @OptionGroup var product: BulkheadProduct
  @OptionGroup var output: OutputOptions

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
    let words = [
      "suite", "placement", "--nodes", "\(nodes)", "--pods", "\(pods)", "--kinds", "\(kinds)",
      "--seed", "\(seed)", "--format", "json",
    ]
    var (said, measurement) = try Measurement.of(.children) { try product.output(of: words) }
    let row = try PlacementRow(said)
    measurement.cpuSeconds = row.cpuSeconds
    let report = Report(
      bench: "placement",
      count: row.bound,
      measurement: measurement,
      answers: [
        ("nodes", .count(nodes)), ("pods", .count(pods)), ("kinds", .count(kinds)),
        ("ns_each", .number(row.nanosecondsEach, digits: 0)),
        ("unschedulable", .count(row.unschedulable)), ("digest", .word(row.digest)),
      ]
    )
    print(report.line(as: output.format))
  }
}

/// What the suite says about its one placement.
private struct PlacementRow: Decodable {
  private struct Document: Decodable {
    struct Tables: Decodable {
      var placement: [PlacementRow]
    }

    var verdict: String
    var tables: Tables
  }

  var bound: Int
  var unschedulable: Int
  var cpuSeconds: Double
  var nanosecondsEach: Double
  var digest: String

  init(_ text: Data) throws {
    let document = try JSONDecoder().decode(Document.self, from: text)
    guard document.verdict == "pass", let row = document.tables.placement.first else {
      throw BenchFailure("the suite's verdict is \(document.verdict)")
    }
    self = row
  }
}
