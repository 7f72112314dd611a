import ArgumentParser
import EventCore
import Randomness
import Statistics

/// `bulkhead-bench mm1`: one server, Poisson arrivals at 0.9 of what it can serve.
struct SingleServer: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mm1",
    abstract: "M/M/1 at 90 % utilization; the mean time in the system is 10 service times."
  )

  @Option(help: "Customers to serve.")
  var customers = 10_000_000

  @Option(help: "Seed of both streams.")
  var seed: UInt64 = 1

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard customers > 0 else { throw ValidationError("--customers must be above 0") }
  }

  func run() {
    var queue = SingleServerQueue(seed: seed)
    let (_, measurement) = Measurement.of { queue.serve(customers) }
    let report = Report(
      bench: "mm1",
      count: customers,
      measurement: measurement,
      answers: [
        ("mean_in_system_s", queue.meanSecondsInSystem),
        ("mean_in_system_theory_s", 10),
      ]
    )
    print(report.line(as: output.format))
  }
}

/// A queue with one server on the two timers it needs.
private struct SingleServerQueue: ~Copyable {
  private static let arrival = 0
  private static let departure = 1

  private var timers = TimerQueue(timers: 2)
  private var gaps: RandomStream
  private var services: RandomStream
  /// When those in the system arrived: a ring, the one in service first.
  private var arrivals = DenseTable(repeating: SimTime.start, count: 1024)
  private var first = 0
  private var count = 0
  private var served = 0
  private var secondsInSystem = 0.0

  var meanSecondsInSystem: Double { secondsInSystem / Double(max(1, served)) }

  init(seed: UInt64) {
    gaps = RandomStream(seed: seed, purpose: "gap")
    services = RandomStream(seed: seed, purpose: "service")
  }

  /// Runs until so many customers have left.
  mutating func serve(_ customers: Int) {
    timers.set(Self.arrival, to: .start)
    while served < customers, let timer = timers.next {
      let now = timers.nextTime
      if timer == Self.arrival { arrive(at: now) } else { depart(at: now) }
    }
  }

  private mutating func arrive(at now: SimTime) {
    timers.set(Self.arrival, to: now + .seconds(rounding: gaps.exponential(mean: 1 / 0.9)))
    if count == arrivals.count { grow() }
    arrivals[(first + count) & (arrivals.count - 1)] = now
    count += 1
    if count == 1 { startService(at: now) }
  }

  private mutating func depart(at now: SimTime) {
    secondsInSystem += (now - arrivals[first]).inSeconds
    first = (first + 1) & (arrivals.count - 1)
    count -= 1
    served += 1
    if count > 0 { startService(at: now) } else { timers.cancel(Self.departure) }
  }

  private mutating func startService(at now: SimTime) {
    timers.set(Self.departure, to: now + .seconds(rounding: services.exponential(mean: 1)))
  }

  /// Doubles the ring and lays it out from its beginning.
  private mutating func grow() {
    let old = (0..<count).map { arrivals[(first + $0) & (arrivals.count - 1)] }
    arrivals.grow(to: arrivals.count * 2, filling: .start)
    for (index, time) in old.enumerated() { arrivals[index] = time }
    first = 0
  }
}
