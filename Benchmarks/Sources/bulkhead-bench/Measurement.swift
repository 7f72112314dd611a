import ArgumentParser
import Foundation

/// How a measurement is printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case json
  case text
}

/// The option that all measurements share.
struct OutputOptions: ParsableArguments {
  @Option(help: "One line of JSON, or of text: json or text.")
  var format: OutputFormat = .json
}

/// The times of a piece of work.
struct Measurement {
  var wallSeconds: Double
  var cpuSeconds: Double

  /// Carries something out and says how long it took.
  static func of<Answer>(
    _ usage: ResourceUsage.Owner = .process,
    _ body: () throws -> Answer
  ) rethrows -> (answer: Answer, measurement: Measurement) {
    let clock = ContinuousClock()
    let before = ResourceUsage(of: usage)
    let start = clock.now
    let answer = try body()
    let elapsed = clock.now - start
    let after = ResourceUsage(of: usage)
    let measurement = Measurement(
      wallSeconds: elapsed / .seconds(1),
      cpuSeconds: after.cpuSeconds - before.cpuSeconds
    )
    return (answer, measurement)
  }
}

/// What a process, or the children it has waited for, have used.
struct ResourceUsage {
  enum Owner {
    case process
    case children
  }

  var cpuSeconds: Double
  /// The largest resident size so far; of children, that of the largest one.
  var maxResidentMegabytes: Double

  init(of owner: Owner) {
    var usage = rusage()
    let isProcess = owner == .process
    #if canImport(Glibc)
    let who = (isProcess ? RUSAGE_SELF : RUSAGE_CHILDREN).rawValue
    let bytesPerUnit = 1024.0
    #else
    let who = isProcess ? RUSAGE_SELF : RUSAGE_CHILDREN
    let bytesPerUnit = 1.0
    #endif
    let status = getrusage(who, &usage)
    precondition(status == 0, "the system doesn't tell what was used")
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    maxResidentMegabytes = Double(usage.ru_maxrss) * bytesPerUnit / 1e6
  }
}

/// One printed line: what was measured, how long it took, and what the model answered.
struct Report {
  var bench: String
  /// How many customers, operations or runs.
  var count: Int
  var measurement: Measurement
  var usage: ResourceUsage.Owner = .process
  /// Further figures by name, in order.
  var answers: [(name: String, value: Double)] = []

  func line(as format: OutputFormat) -> String {
    let megabytes = ResourceUsage(of: usage).maxResidentMegabytes
    let perSecond = Double(count) / measurement.wallSeconds
    var fields = [
      ("n", "\(count)"),
      ("wall_s", rounded(measurement.wallSeconds, 4)),
      ("cpu_s", rounded(measurement.cpuSeconds, 4)),
      ("per_s", rounded(perSecond, 0)),
      ("max_rss_mb", rounded(megabytes, 1)),
    ]
    fields += answers.map { ($0.name, rounded($0.value, 6)) }
    switch format {
    case .json:
      let rest = fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ")
      return "{\"bench\": \"\(bench)\", \(rest)}"
    case .text:
      return "\(bench): " + fields.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
  }

  private func rounded(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}
