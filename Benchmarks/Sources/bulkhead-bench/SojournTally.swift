import EventCore
import Statistics

/// What is kept of every customer's time in the system: mean, largest and a histogram.
struct SojournTally: ~Copyable {
  private(set) var count = 0
  private var nanosecondsInAll = 0.0
  private var longest = SimDuration.zero
  private var buckets = DenseTable(repeating: UInt32(0), count: HistogramLayout.bucketCount)

  mutating func record(_ sojourn: SimDuration) {
    count += 1
    nanosecondsInAll += Double(sojourn.nanoseconds)
    longest = max(longest, sojourn)
    buckets[HistogramLayout.bucket(of: sojourn.nanoseconds)] += 1
  }

  var meanSeconds: Double { nanosecondsInAll / 1e9 / Double(max(1, count)) }

  var maxSeconds: Double { longest.inSeconds }

  /// A quantile in seconds, from the histogram.
  func quantile(_ probability: Double) -> Double {
    let held = (0..<buckets.count).filter { buckets[$0] > 0 }
    let histogram = LatencyHistogram(
      buckets: held.map { .init(index: $0, count: Int64(buckets[$0])) }
    )
    return Double(histogram.quantile(probability) ?? 0) / 1e9
  }
}

/// The customers in a system over time; its mean is Little's L.
struct PopulationTally {
  private(set) var population = 0
  private var customerNanoseconds = 0.0
  private var changed = SimTime.start

  mutating func change(by difference: Int, at now: SimTime) {
    customerNanoseconds += Double(population) * Double((now - changed).nanoseconds)
    population += difference
    changed = now
  }

  /// The mean from the start to the last change.
  var mean: Double {
    customerNanoseconds / max(Double((changed - .start).nanoseconds), .leastNonzeroMagnitude)
  }
}
