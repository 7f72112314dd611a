import ArgumentParser
import Foundation

/// `bulkhead-bench tenants`: the whole product, on a scenario of any size.
struct Tenants: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The whole model through `bulkhead run`: every recorder on, cores contended for.",
    discussion: """
      Everything is in the times: reading the scenario, placing the pods, simulating, writing the \
      tables. Nodes have 16 cores and are 70 % utilized; every tenant has one service.
      """
  )

  @Option(help: "Tenants, 1 to 4,000.")
  var tenants = 1000

  @Option(help: "Nodes, 1 to 100,000; must divide tenants × replicas.")
  var nodes = 1000

  @Option(help: "Replicas of each tenant's service, 1 to 10,000.")
  var replicas = 10

  @Option(help: "Requests to expect, 1,000 to 1,000,000,000.")
  var requests = 20_000_000

  @Option(help: "Seed of the run.")
  var seed: UInt64 = 1

  @Flag(help: "Print the scenario instead of running it.")
  var scenario = false

  @OptionGroup var product: BulkheadProduct
  @OptionGroup var output: OutputOptions

  private var wanted: TenantsScenario {
    TenantsScenario(
      tenants: tenants,
      nodes: nodes,
      replicas: replicas,
      requests: requests,
      seed: seed
    )
  }

  func validate() throws {
    if let problem = wanted.problem { throw ValidationError(problem) }
  }

  func run() throws {
    guard !scenario else { return print(wanted.yaml, terminator: "") }
    let run = try ProductRun(of: wanted, workers: 1, by: product)
    print(run.report(as: "tenants").line(as: output.format))
  }
}

/// `bulkhead-bench replications`: the same run by one worker and by several.
struct Replications: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "How the product scales over cores: one worker, then several.",
    discussion: """
      50 tenants on 50 nodes. Both run several times in turn, and the fastest counts: other work \
      on the machine can only slow them down. Fails when two runs differ in their digest.
      """
  )

  @Option(help: "Workers of the second run, 2 to 1,024.")
  var workers = 2

  @Option(help: "Replications, 1 to 10,000.")
  var replications = 8

  @Option(help: "Requests to expect in each, 1,000 to 1,000,000,000.")
  var requests = 2_000_000

  @Option(help: "How often to run each, 1 to 100.")
  var rounds = 3

  @OptionGroup var product: BulkheadProduct
  @OptionGroup var output: OutputOptions

  private var wanted: TenantsScenario {
    TenantsScenario(
      tenants: 50,
      nodes: 50,
      replicas: 10,
      requests: requests,
      replications: replications
    )
  }

  func validate() throws {
    guard (2...1024).contains(workers) else {
      throw ValidationError("--workers takes a whole number from 2 to 1,024")
    }
    guard (1...100).contains(rounds) else {
      throw ValidationError("--rounds takes a whole number from 1 to 100")
    }
    if let problem = wanted.problem { throw ValidationError(problem) }
  }

  func run() throws {
    let counts = [1, workers]
    var fastest: [Int: ProductRun] = [:]
    for _ in 0..<rounds {
      for count in counts {
        let run = try ProductRun(of: wanted, workers: count, by: product)
        if let other = fastest.values.first, other.digest != run.digest || run.digest.isEmpty {
          throw BenchFailure("1 and \(workers) workers differ: \(other.digest), \(run.digest)")
        }
        let best = fastest[count]?.measurement.wallSeconds ?? .infinity
        if run.measurement.wallSeconds < best { fastest[count] = run }
      }
    }
    let alone = fastest[1]?.measurement.wallSeconds ?? .nan
    for count in counts {
      guard let run = fastest[count] else { continue }
      var report = run.report(as: "replications-\(count)")
      let measurement = run.measurement
      report.answers += [
        ("speed_up_wall", .number(alone / measurement.wallSeconds, digits: 3)),
        ("cores_busy", .number(measurement.cpuSeconds / measurement.wallSeconds, digits: 3)),
      ]
      print(report.line(as: output.format))
    }
  }
}

/// `bulkhead-bench growth`: what ten times as much costs.
struct Growth: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "How the product grows: ten times the requests, then ten times tenants and nodes.",
    discussion: "`cpu_ratio` compares a line with the first one, which has --requests requests."
  )

  @Option(help: "Tenants of the first run, and nodes, 1 to 400.")
  var tenants = 100

  @Option(help: "Requests of the first run, 1,000 to 100,000,000.")
  var requests = 2_000_000

  @OptionGroup var product: BulkheadProduct
  @OptionGroup var output: OutputOptions

  private func wanted(tenants: Int, requests: Int) -> TenantsScenario {
    TenantsScenario(tenants: tenants, nodes: tenants, replicas: 10, requests: requests)
  }

  func validate() throws {
    guard (1...400).contains(tenants), (1000...100_000_000).contains(requests) else {
      throw ValidationError("--tenants goes from 1 to 400, --requests from 1,000 to 100,000,000")
    }
    if let problem = wanted(tenants: tenants, requests: 10 * requests).problem {
      throw ValidationError(problem)
    }
  }

  func run() throws {
    let first = try ProductRun(
      of: wanted(tenants: tenants, requests: requests),
      workers: 1,
      by: product
    )
    print(first.report(as: "growth").line(as: output.format))
    let steps = [
      ("growth-requests", wanted(tenants: tenants, requests: 10 * requests), 11.0),
      ("growth-tenants", wanted(tenants: 10 * tenants, requests: requests), 3.0),
    ]
    for (name, scenario, most) in steps {
      let run = try ProductRun(of: scenario, workers: 1, by: product)
      var report = run.report(as: name)
      let ratio = run.measurement.cpuSeconds / first.measurement.cpuSeconds
      report.answers += [
        ("cpu_ratio", .number(ratio, digits: 3)), ("cpu_ratio_target", .number(most, digits: 0)),
      ]
      print(report.line(as: output.format))
    }
  }
}
