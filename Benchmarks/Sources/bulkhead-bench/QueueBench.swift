import ArgumentParser
import EventCore

/// The options that both queues share.
struct QueueOptions: ParsableArguments {
  static let mostCustomers = 1_000_000_000

  @Option(help: "Customers to serve, 1 to 1,000,000,000.")
  var customers = 10_000_000

  @Option(help: "Seed of both streams.")
  var seed: UInt64 = 1

  @OptionGroup var output: OutputOptions

  /// The clock counts nanoseconds and holds some 9.2 × 10⁹ s.
  func check(arrivalRate: Double) throws {
    guard (1...Self.mostCustomers).contains(customers) else {
      throw ValidationError("--customers takes a whole number from 1 to 1,000,000,000")
    }
    guard Double(customers) / arrivalRate < 9e9 else {
      throw ValidationError("--customers at this --rho would outlast the simulation clock")
    }
  }

  static func check(rho: Double) throws {
    guard rho > 0, rho < 1 else { throw ValidationError("--rho must lie between 0 and 1") }
  }
}

/// The lines of both queues: what was measured beside what theory says.
func queueReport(
  bench: String,
  theory: ErlangTheory,
  measurement: Measurement,
  sojourns: borrowing SojournTally,
  population: PopulationTally
) -> Report {
  Report(
    bench: bench,
    count: sojourns.count,
    measurement: measurement,
    answers: [
      ("mean_sojourn_s", .number(sojourns.meanSeconds, digits: 6)),
      ("mean_sojourn_theory_s", .number(theory.meanSojourn, digits: 6)),
      ("p95_sojourn_s", .number(sojourns.quantile(0.95), digits: 6)),
      ("p95_sojourn_theory_s", .number(theory.sojournQuantile(0.95), digits: 6)),
      ("max_sojourn_s", .number(sojourns.maxSeconds, digits: 6)),
      ("mean_population", .number(population.mean, digits: 6)),
      ("mean_population_theory", .number(theory.meanPopulation, digits: 6)),
    ]
  )
}

/// A first-in first-out line of instants: a ring that doubles when it is full.
struct WaitingLine: ~Copyable {
  private var ring = DenseTable(repeating: SimTime.start, count: 1024)
  private var first = 0
  private(set) var count = 0

  mutating func append(_ arrival: SimTime) {
    if count == ring.count { grow() }
    ring[(first + count) & (ring.count - 1)] = arrival
    count += 1
  }

  /// Takes the one that came first; there must be one.
  mutating func removeFirst() -> SimTime {
    precondition(count > 0, "nobody waits")
    let arrival = ring[first]
    first = (first + 1) & (ring.count - 1)
    count -= 1
    return arrival
  }

  /// Doubles the ring and lays it out from its beginning.
  private mutating func grow() {
    let old = (0..<count).map { ring[(first + $0) & (ring.count - 1)] }
    ring.grow(to: ring.count * 2, filling: .start)
    for (index, time) in old.enumerated() { ring[index] = time }
    first = 0
  }
}
