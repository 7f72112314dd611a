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

/// A figure or a word of a printed line.
enum Field {
  case count(Int)
  case number(Double, digits: Int)
  case word(String)

  var text: String {
    switch self {
    case .count(let count): "\(count)"
    case .number(let value, let digits): String(format: "%.\(digits)f", value)
    case .word(let word): word
    }
  }

  /// JSON knows no infinity, and no number for what was too short to measure.
  var json: String {
    switch self {
    case .count: text
    case .number(let value, _): value.isFinite ? text : "null"
    case .word(let word): "\"\(word.filter { $0 != "\"" && $0 != "\\" && !$0.isNewline })\""
    }
  }
}

/// One printed line: what was measured, how long it took, and what the model answered.
struct Report {
  var bench: String
  /// How many customers, operations, requests or runs.
  var count: Int
  var measurement: Measurement
  /// What else there is to say, by name and in order; the model's answers above all.
  var answers: [(name: String, value: Field)] = []

  func line(as format: OutputFormat) -> String {
    func rate(over seconds: Double) -> Field {
      let rate = Double(count) / seconds
      return .number(rate, digits: rate < 1000 ? 3 : 0)
    }
    var fields: [(String, Field)] = [
      ("n", .count(count)),
      ("wall_s", .number(measurement.wallSeconds, digits: 4)),
      ("cpu_s", .number(measurement.cpuSeconds, digits: 4)),
      ("per_s", rate(over: measurement.cpuSeconds)),
      ("per_wall_s", rate(over: measurement.wallSeconds)),
      ("max_rss_mb", .number(measurement.maxResidentMegabytes, digits: 1)),
    ]
    fields += answers.map { ($0.name, $0.value) }
    switch format {
    case .json:
      let rest = fields.map { "\"\($0.0)\": \($0.1.json)" }.joined(separator: ", ")
      return "{\"bench\": \"\(bench)\", \(rest)}"
    case .text:
      return "\(bench): " + fields.map { "\($0.0) \($0.1.text)" }.joined(separator: ", ")
    }
  }
}
