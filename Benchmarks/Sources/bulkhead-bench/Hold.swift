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

  @Option(help: "Pending events, 1 to 100,000,000.")
  var pending = 1000

  @Option(help: "Operations, 1 to 1,000,000,000.")
  var operations = 10_000_000

  @Option(help: "Seed of the delays.")
  var seed: UInt64 = 1

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...100_000_000).contains(pending) else {
      throw ValidationError("--pending takes a whole number from 1 to 100,000,000")
    }
    guard (1...1_000_000_000).contains(operations) else {
      throw ValidationError("--operations takes a whole number from 1 to 1,000,000,000")
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
        ("clock_s", .number((end - .start).inSeconds, digits: 6)),
        ("clock_theory_s", .number(Double(operations) / Double(pending), digits: 6)),
      ]
    )
    print(report.line(as: output.format))
  }
}
