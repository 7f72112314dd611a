import ArgumentParser
import EventCore
import Randomness

/// `bulkhead-bench mmc`: several servers behind one line.
struct ServerPool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mmc",
    abstract: "M/M/c, mean service time 1 s: at the defaults customers stay 1.1432 s on average."
  )

  @Option(help: "Servers, 1 to 10,000.")
  var servers = 32

  @Option(help: "Utilization of each server, above 0 and below 1.")
  var rho = 0.9

  @OptionGroup var options: QueueOptions

  func validate() throws {
    guard (1...10_000).contains(servers) else {
      throw ValidationError("--servers takes a whole number from 1 to 10,000")
    }
    try QueueOptions.check(rho: rho)
    try options.check(arrivalRate: rho * Double(servers))
  }

  func run() {
    let theory = ErlangTheory(servers: servers, rho: rho)
    var queue = ServerPoolQueue(theory: theory, seed: options.seed)
    let (_, measurement) = Measurement.of { queue.serve(options.customers) }
    let report = queueReport(
      bench: "mmc-\(servers)",
      theory: theory,
      measurement: measurement,
      sojourns: queue.sojourns,
      population: queue.population
    )
    print(report.line(as: options.output.format))
  }
}

/// A queue with several servers: a timer for each of them and one for the arrivals.
private struct ServerPoolQueue: ~Copyable {
  private let arrival: Int
  private let meanGap: Double
  private var timers: TimerQueue
  private var gaps: RandomStream
  private var services: RandomStream
  /// When those who wait arrived.
  private var line = WaitingLine()
  /// When the customer of each server arrived.
  private var arrivals: DenseTable<SimTime>
  /// A stack of the servers without a customer.
  private var idle: DenseTable<Int>
  private var idleCount: Int
  private(set) var sojourns = SojournTally()
  private(set) var population = PopulationTally()

  init(theory: ErlangTheory, seed: UInt64) {
    let servers = theory.servers
    arrival = servers
    meanGap = 1 / theory.arrivalRate
    timers = TimerQueue(timers: servers + 1)
    gaps = RandomStream(seed: seed, purpose: "gap")
    services = RandomStream(seed: seed, purpose: "service")
    arrivals = DenseTable(repeating: .start, count: servers)
    idle = DenseTable(Array(0..<servers))
    idleCount = servers
  }

  /// Runs until so many customers have left.
  mutating func serve(_ customers: Int) {
    timers.set(arrival, to: .start)
    while sojourns.count < customers, let timer = timers.next {
      let now = timers.nextTime
      if timer == arrival { arrive(at: now) } else { depart(from: timer, at: now) }
    }
  }

  private mutating func arrive(at now: SimTime) {
    timers.set(arrival, to: now + .seconds(rounding: gaps.exponential(mean: meanGap)))
    population.change(by: 1, at: now)
    guard idleCount > 0 else { return line.append(now) }
    idleCount -= 1
    startService(of: now, on: idle[idleCount], at: now)
  }

  private mutating func depart(from server: Int, at now: SimTime) {
    population.change(by: -1, at: now)
    sojourns.record(now - arrivals[server])
    if line.count > 0 {
      startService(of: line.removeFirst(), on: server, at: now)
    } else {
      timers.cancel(server)
      idle[idleCount] = server
      idleCount += 1
    }
  }

  private mutating func startService(of customer: SimTime, on server: Int, at now: SimTime) {
    arrivals[server] = customer
    timers.set(server, to: now + .seconds(rounding: services.exponential(mean: 1)))
  }
}
