import ArgumentParser
import EventCore
import Randomness

/// `bulkhead-bench hold`: take the next event, schedule one in its place.
struct Hold: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "The hold model: a constant number of pending events, exponential delays.",
    discussion: """
      Each operation takes the next event and sets it again after an exponential delay of mean \
      1 s, so the clock ends near operations ÷ pending seconds (Jones, CACM 29(4), 1986).
      """
  )

  @Option(help: "Pending events.")
  var pending = 1000

  @Option(help: "Operations.")
  var operations = 10_000_000

  @Option(help: "Seed of the delays.")
  var seed: UInt64 = 1

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard pending > 0, operations > 0 else {
      throw ValidationError("--pending and --operations must be above 0")
    }
  }

  func run() {
    var delays = RandomStream(seed: seed, purpose: "delay")
    var timers = TimerQueue(timers: pending)
    for timer in 0..<pending {
      timers.set(timer, to: .start + .seconds(rounding: delays.exponential(mean: 1)))
    }
    let (end, measurement) = Measurement.of {
      var now = SimTime.start
      for _ in 0..<operations {
        guard let timer = timers.next else { break }
        now = timers.nextTime
        timers.set(timer, to: now + .seconds(rounding: delays.exponential(mean: 1)))
      }
      return now
    }
    let report = Report(
      bench: "hold-\(pending)",
      count: operations,
      measurement: measurement,
      answers: [
        ("clock_s", (end - .start).inSeconds),
        ("clock_theory_s", Double(operations) / Double(pending)),
      ]
    )
    print(report.line(as: output.format))
  }
}
