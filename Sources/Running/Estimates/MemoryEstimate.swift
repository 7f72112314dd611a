internal import Domain
internal import EventCore
internal import IsolationPatterns
internal import ScenarioLoading
internal import Statistics

/// What a run is expected to take of the machine's memory at its peak, by what takes it.
///
/// Counted from what the scenario says: structures times their sizes. Measured on Linux with nine
/// runs of 4 to 10,000 tenants, it was 1.0 to 1.4 times the peak of the resident set; where queues
/// overflow, 0.8 to 2.3 times.
package struct MemoryEstimate: Sendable, Equatable {
  /// The program, the scenario with its traces, and the plans of all patterns.
  package var scenario: Int64
  /// Replications under way, all workers together.
  package var workers: Int64
  /// The records of finished replications.
  package var records: Int64
  /// Sorting and writing the tables, after the last replication.
  package var results: Int64

  /// Bytes; workers are done when the results are written.
  package var peak: Int64 { scenario + records + max(workers, results) }
}

/// Counts what a run keeps in memory.
struct MemoryModel {
  let scenario: Scenario
  let roster: Roster
  let traffic: ExpectedTraffic
  /// Requests in the system at once, at the busiest.
  let inFlight: Int64
  /// Bytes of the scenario file.
  let fileBytes: Int

  // Sizes in bytes; assumed from the layout of the structures, or measured as the growth of the
  // resident set between two sizes of a scenario.

  /// Measured: the program with its libraries, before it reads anything.
  private let program: Int64 = 32 << 20
  /// Measured: nodes of YAML and values, per byte of text.
  private let perFileByte: Int64 = 17
  private let perTraceRow: Int64 = 16
  /// Measured: a planned pod, its placement, its container and its names.
  private let perPod: Int64 = 1000
  private let perNode: Int64 = 600
  /// State of an endpoint, its streams and its timers, beside its histogram.
  private let perEndpoint: Int64 = 1200
  /// Response times spread over some eleven doublings, for each of which a histogram takes 4 KiB;
  /// the table that holds them grows by half.
  private let perHistogram: Int64 = 11 * 4096 * 5 / 4
  /// Counters of four bytes each.
  private let perBucket: Int64 = 4
  /// Buckets that a minute's quantile joins into one.
  private let minuteBuckets = 16
  /// State of a container and its device, its jobs and its replica.
  private let perContainer: Int64 = 600
  /// A request in the system, and in the batch that it may be in; their tables double as they grow.
  private let perRequest: Int64 = 128
  private let perBatchedRequest: Int64 = 2 * 160
  /// A bucket of a record.
  private let perRecordBucket: Int64 = 16
  /// Measured: a row as text, for the digest.
  private let perRow: Int64 = 260

  init(_ scenario: Scenario, of loaded: LoadedScenario) {
    self.scenario = scenario
    roster = scenario.roster
    traffic = ExpectedTraffic(scenario)
    inFlight = RequestsInFlight(scenario, roster, traffic).count
    fileBytes = loaded.inputFiles.first?.bytes ?? 0
  }

  func estimate(_ variants: [Variant], workers: Int) -> MemoryEstimate {
    let deployments = variants.compactMap(\.deployment)
    let replications = Int64(scenario.run.replications)
    let units = Int64(deployments.count) * replications
    let states = deployments.map { state(of: $0) }.sorted(by: >)
    // Patterns advance together, so the workers hold different ones.
    let busy = min(Int64(workers), units)
    let held = (0..<Int(busy)).reduce(Int64(0)) { $0 + states[$1 % states.count] }
    let pods = deployments.reduce(Int64(0)) { $0 + Int64($1.plan.pods.count) }
    let nodes = deployments.reduce(Int64(0)) { $0 + Int64($1.plan.nodes.count) }
    let rows = scenario.traces.reduce(Int64(0)) { $0 + Int64($1.arrivals.count) }
    return MemoryEstimate(
      scenario: program + Int64(fileBytes) * perFileByte + rows * perTraceRow + pods * perPod
        + nodes * perNode,
      workers: held,
      records: deployments.reduce(0) { $0 + record(of: $1) * replications },
      // One table at a time, the longest is most of it.
      results: max(samples * units, pods) * perRow
    )
  }

  /// Histograms of an endpoint: of response times, and where there are tokens of their times.
  private func histograms(of entry: Roster.EndpointEntry) -> Int64 {
    roster.services[entry.service.index].service.runtime.emitsTokens ? 3 : 1
  }

  /// Rows of the largest table, `usage_sample`, that a replication leaves.
  private var samples: Int64 {
    let minutes = scenario.run.duration.nanoseconds / SimDuration.seconds(60).nanoseconds + 1
    return Int64(scenario.tenants.count) * min(minutes, 1 << 30)
  }

  /// Rows that the tables have together, but for the short ones.
  func rows(of variants: [Variant]) -> Double {
    let perReplication =
      samples + Int64(2 * roster.endpoints.count + scenario.objectives.count)
      + roster.endpoints.reduce(0) { $0 + histograms(of: $1) - 1 } + metricSamples
    return variants.compactMap(\.deployment).reduce(0) { sum, deployment in
      let pods = Int64(deployment.placements.count)
      let replications = Int64(scenario.run.replications) * (perReplication + pods)
      // A hundred joined buckets and a few other rows for each endpoint.
      return sum + Double(replications + pods + Int64(110 * roster.endpoints.count))
    }
  }

  /// Metrics that each replication has a value of, by subject.
  private var metricSamples: Int64 {
    let endpoints = roster.endpoints.reduce(Int64(0)) { $0 + 7 + histograms(of: $1) }
    return endpoints + Int64(3 * scenario.objectives.count + 3 * scenario.tenants.count)
  }

  /// A replication under way.
  func state(of deployment: Deployment) -> Int64 {
    let buckets = Int64(HistogramLayout.bucketCount)
    let endpoints = roster.endpoints.reduce(Int64(0)) { sum, entry in
      sum + perEndpoint + histograms(of: entry) * perHistogram
    }
    let tenants = Int64(scenario.tenants.count) * (buckets / Int64(minuteBuckets)) * perBucket
    let containers = Int64(deployment.plan.pods.count) * perContainer
    let minutes = scenario.run.window.nanoseconds / SimDuration.seconds(60).nanoseconds + 1
    let slices = Int64(scenario.objectives.count) * minutes * 8
    return endpoints + tenants + containers + slices + inFlight * (perRequest + perBatched)
      + samples * Int64(MemoryLayout<UsageSample>.stride)
  }

  private var perBatched: Int64 {
    roster.services.contains { $0.service.runtime.emitsTokens } ? perBatchedRequest : 0
  }

  /// What a finished replication leaves.
  private func record(of deployment: Deployment) -> Int64 {
    let share = scenario.run.window.inSeconds / max(scenario.run.duration.inSeconds, 1e-9)
    let buckets = zip(roster.endpoints, traffic.requests).reduce(Int64(0)) { sum, pair in
      // Response times spread over some 6,000 buckets; so many of them n values are likely to hit.
      sum + histograms(of: pair.0) * Int64(6000 * saturation(pair.1 * share / 6000))
    }
    let endpoints = Int64(roster.endpoints.count) * 256
    return endpoints + buckets * perRecordBucket + Int64(deployment.plan.pods.count) * 16
      + Int64(scenario.objectives.count) * 32 + samples * Int64(MemoryLayout<UsageSample>.stride)
  }
}

extension Variant {
  /// Nil if the pattern can't be built.
  var deployment: Deployment? {
    if case .feasible(let deployment, _) = self { deployment } else { nil }
  }
}
