import ArgumentParser
import EventCore
import Randomness

/// `bulkhead-bench mm1`: one server, Poisson arrivals, exponential service.
struct SingleServer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mm1",
    abstract: "M/M/1, mean service time 1 s: at the default load customers stay 5 s on average."
  )

  @Option(help: "Utilization of the server, above 0 and below 1.")
  var rho = 0.8

  @OptionGroup var options: QueueOptions

  func validate() throws {
    try QueueOptions.check(rho: rho)
    try options.check(arrivalRate: rho)
  }

  func run() {
    var queue = SingleServerQueue(rho: rho, seed: options.seed)
    let (_, measurement) = Measurement.of { queue.serve(options.customers) }
    let report = queueReport(
      bench: "mm1",
      theory: ErlangTheory(servers: 1, rho: rho),
      measurement: measurement,
      sojourns: queue.sojourns,
      population: queue.population
    )
    print(report.line(as: options.output.format))
  }
}

/// A queue with one server on the two timers it needs.
private struct SingleServerQueue: ~Copyable {
  private static let arrival = 0
  private static let departure = 1

  private let meanGap: Double
  private var timers = TimerQueue(timers: 2)
  private var gaps: RandomStream
  private var services: RandomStream
  /// When those in the system arrived, the one in service first.
  private var line = WaitingLine()
  private(set) var sojourns = SojournTally()
  private(set) var population = PopulationTally()

  init(rho: Double, seed: UInt64) {
    meanGap = 1 / rho
    gaps = RandomStream(seed: seed, purpose: "gap")
    services = RandomStream(seed: seed, purpose: "service")
  }

  /// Runs until so many customers have left.
  mutating func serve(_ customers: Int) {
    timers.set(Self.arrival, to: .start)
    while sojourns.count < customers, let timer = timers.next {
      let now = timers.nextTime
      if timer == Self.arrival { arrive(at: now) } else { depart(at: now) }
    }
  }

  private mutating func arrive(at now: SimTime) {
    timers.set(Self.arrival, to: now + .seconds(rounding: gaps.exponential(mean: meanGap)))
    population.change(by: 1, at: now)
    line.append(now)
    if line.count == 1 { startService(at: now) }
  }

  private mutating func depart(at now: SimTime) {
    population.change(by: -1, at: now)
    sojourns.record(now - line.removeFirst())
    if line.count > 0 { startService(at: now) } else { timers.cancel(Self.departure) }
  }

  private mutating func startService(at now: SimTime) {
    timers.set(Self.departure, to: now + .seconds(rounding: services.exponential(mean: 1)))
  }
}
