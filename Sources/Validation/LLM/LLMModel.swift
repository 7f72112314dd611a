internal import Domain
internal import EventCore
internal import Randomness
internal import Serving

/// An accelerator that serves a language model, as far as one measured run tells.
///
/// A step takes a base and a time per token, read or made: matrix products dominate at these batch
/// sizes, and a token costs them the same either way. Prompts are read in steps that decode as
/// well. The cache is not the limit.
struct LLMModel {
  /// Seconds of a step without tokens.
  var base: Double
  /// Seconds per token, read or made.
  var perToken: Double
  /// Seconds to the first token that no step explains: network, tokenizer, host.
  var overhead = 0.0
  var lengths: TokenLengths

  /// The mean length of prompts, which are not in the logs.
  ///
  /// Assumed as long as OpenOrca's answers, and as geometrically distributed, with at most 1,024
  /// tokens (MLPerf's limit for Llama-2-70B). What a token costs is fitted, so a wrong mean moves
  /// that.
  private static let promptTokens = 294.0

  /// What a request meets, in seconds.
  struct Outcome {
    var firstToken: Double
    var perToken: Double
    var whole: Double
  }

  /// Simulates a run on one accelerator with Poisson arrivals at its share of the rate.
  func outcomes(of row: MLPerfRow) -> [Outcome] {
    let workload = workload(of: row)
    var batchers = ContinuousBatchers(replicas: [0], settings: [settings])
    var firstTokens = workload.map { _ in 0.0 }
    var outcomes: [Outcome] = []
    var next = 0
    var now = 0.0
    func enqueue() {
      while next < workload.count, workload[next].arrival <= now {
        _ = batchers.enqueue(UInt32(next), at: 0, workload[next].demand)
        next += 1
      }
    }
    while outcomes.count < workload.count {
      enqueue()
      guard let work = batchers.beginStep(at: 0) else {
        now = workload[next].arrival
        continue
      }
      now += work / 1e9
      enqueue()
      batchers.finishStep(at: 0)
      for index in 0..<batchers.firstTokens.count {
        firstTokens[Int(batchers.firstTokens[index])] = now
      }
      for index in 0..<batchers.completed.count {
        let request = Int(batchers.completed[index])
        let tokens = workload[request].demand.outputTokens
        outcomes.append(
          Outcome(
            firstToken: firstTokens[request] - workload[request].arrival + overhead,
            perToken: tokens > 1 ? (now - firstTokens[request]) / Double(tokens - 1) : 0,
            whole: now - workload[request].arrival + overhead
          )
        )
      }
    }
    return outcomes
  }

  private var settings: BatcherSettings {
    BatcherSettings(
      batching: ContinuousBatching(
        steps: StepTimes(
          prefillBase: .seconds(rounding: base),
          perPrefillToken: perToken,
          decodeBase: .seconds(rounding: base),
          perSequence: perToken
        ),
        maxSequences: 1 << 20,
        maxStepTokens: 1 << 20,
        chunksPrefill: true,
        cacheTokens: 1 << 40,
        blockTokens: 16
      ),
      scheduling: .firstComeFirstServed
    )
  }

  private func workload(of row: MLPerfRow) -> [(arrival: Double, demand: TokenDemand)] {
    var stream = RandomStream(seed: 1, purpose: "llm-suite")
    // At least 600 s and 24,576 samples of the system, MLPerf's rules for this data set.
    let duration = max(600, 24_576 / row.rate)
    let scale = row.meanOutputTokens / lengths.mean
    var requests: [(arrival: Double, demand: TokenDemand)] = []
    var now = stream.exponential(mean: 1 / row.ratePerAccelerator)
    while now < duration {
      let prompt = 1 + stream.exponential(mean: Self.promptTokens - 1)
      let answer = lengths.quantile(stream.uniform()) * scale
      requests.append(
        (
          now,
          TokenDemand(
            inputTokens: min(Int(prompt), 1024),
            outputTokens: max(1, Int(answer.rounded()))
          )
        )
      )
      now += stream.exponential(mean: 1 / row.ratePerAccelerator)
    }
    return requests
  }
}

extension LLMModel {
  /// Fits a model to one run: the time per token to the median time per output token, the base to
  /// how far its 99th percentile is above the median, the overhead to the median time to the first
  /// token.
  ///
  /// The larger the base, the less the load moves the length of a step, and the closer are the
  /// percentiles.
  init(fittedTo row: MLPerfRow) {
    let spread = row.perToken.p99 / row.perToken.p50
    var shares = (low: 0.02, high: 0.98)
    self.init(base: 0, perToken: 0, lengths: TokenLengths(of: row))
    for _ in 0..<7 {
      let share = (shares.low + shares.high) / 2
      fitPerToken(base: share * row.perToken.p50, to: row)
      let simulated = LatencySummary(outcomes(of: row))
      if simulated.perToken.p99 / simulated.perToken.p50 > spread {
        shares.low = share
      } else {
        shares.high = share
      }
    }
    overhead = max(0, row.firstToken.p50 - LatencySummary(outcomes(of: row)).firstToken.p50)
  }

  /// Finds the time per token by bisection, at a given base.
  private mutating func fitPerToken(base: Double, to row: MLPerfRow) {
    self.base = base
    // More, and the accelerator could not keep up.
    let tokensPerSecond = row.ratePerAccelerator * (Self.promptTokens + row.meanOutputTokens)
    var bounds = (low: 0.0, high: 1 / tokensPerSecond)
    for _ in 0..<10 {
      perToken = (bounds.low + bounds.high) / 2
      if LatencySummary(outcomes(of: row)).perToken.p50 > row.perToken.p50 {
        bounds.high = perToken
      } else {
        bounds.low = perToken
      }
    }
  }
}

/// Quantiles of simulated latencies, in seconds.
struct LatencySummary {
  var firstToken: MLPerfRow.Latency
  var perToken: MLPerfRow.Latency
  var whole: MLPerfRow.Latency

  init(_ outcomes: [LLMModel.Outcome]) {
    firstToken = Self.latency(outcomes.map(\.firstToken))
    perToken = Self.latency(outcomes.filter { $0.perToken > 0 }.map(\.perToken))
    whole = Self.latency(outcomes.map(\.whole))
  }

  private static func latency(_ values: [Double]) -> MLPerfRow.Latency {
    let sorted = values.sorted()
    return MLPerfRow.Latency(
      p50: quantile(0.5, of: sorted),
      p90: quantile(0.9, of: sorted),
      p95: quantile(0.95, of: sorted),
      p99: quantile(0.99, of: sorted),
      p999: quantile(0.999, of: sorted)
    )
  }
}
