import ArgumentParser
import Domain
import Foundation
import Reporting
import ResultsStore

/// `bulkhead export`: the ledger of a finished run for other programs.
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the ledger of a finished run in the columns of FOCUS 1.3.",
    discussion: """
      Every hour of machines, overhead or egress is an origin charge that is split among tenants; \
      their parts add up to it exactly. The rows are marked as simulated. Patterns, and points of \
      a sweep, are alternatives: name one of each to get a bill.

      EXAMPLES:
        bulkhead export results/quickstart --pattern node-pools -o focus.csv
        bulkhead export results/quickstart --start 2026-01-01T00:00:00Z
      """
  )

  enum Format: String, CaseIterable, ExpressibleByArgument { case focus }

  @Argument(help: "The folder of results, or its run.sqlite.")
  var results: String

  @Option(help: "The form: focus.")
  var format: Format = .focus

  @Option(help: ArgumentHelp("Only this pattern; may be given again.", valueName: "pattern"))
  var pattern: [IsolationPattern] = []

  @Option(
    help: ArgumentHelp(
      "Only this point of a sweep, such as 'rate=5/s'; may be given again.",
      valueName: "label"
    )
  )
  var point: [String] = []

  @Option(
    help: ArgumentHelp(
      "The hour that is charged, ISO 8601 UTC (default: that in which the run began).",
      valueName: "time"
    )
  )
  var start: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The file to write (default: standard output).", valueName: "file")
  )
  var output: String?

  @Flag(name: .shortAndLong, help: "Replace the file if it is there.")
  var force = false

  func validate() throws {
    if let start, FocusPeriod(containing: start) == nil {
      throw ValidationError("--start takes a time such as 2026-01-01T00:00:00Z, found '\(start)'")
    }
  }

  func run() throws {
    let ledger = try readLedgerOrFail(results, points: point)
    try check(pattern, against: ledger)
    guard let period = FocusPeriod(containing: start ?? ledger.startedAt) else {
      throw CommandFailure(
        .dataError,
        "bulkhead: \(SafeText.plain(results)): the run doesn't say when it began; give --start"
      )
    }
    let patterns = pattern.isEmpty ? nil : pattern
    guard let output else {
      return try exportFocus(ledger, patterns: patterns, period: period) {
        try StandardOutput.write($0)
      }
    }
    var text = ""
    exportFocus(ledger, patterns: patterns, period: period) { text += $0 }
    try write(text, to: output, force: force)
  }
}

/// Creates a file; one that is there is replaced, whole or not at all, only by `force`.
private func write(_ text: String, to path: String, force: Bool) throws {
  guard force || !FileManager.default.fileExists(atPath: path) else {
    throw CommandFailure(.cannotCreate, "bulkhead: \(path) exists; use --force to replace it")
  }
  do {
    let options: Data.WritingOptions = force ? .atomic : .withoutOverwriting
    try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: options)
  } catch {
    throw CommandFailure(.cannotCreate, "bulkhead: can't write \(path)")
  }
}

/// Reads the ledger of a stored run, or of some points of its sweep, or fails with what is wrong
/// with it; a point that the run doesn't have is no empty table.
func readLedgerOrFail(_ path: String, points: [String]) throws -> StoredLedger {
  var ledger: StoredLedger
  do {
    ledger = try readLedger(at: path)
  } catch {
    throw CommandFailure(error.isMissing ? .noInput : .dataError, "\(error)")
  }
  guard !points.isEmpty else { return ledger }
  var known: [String] = []
  for variant in ledger.variants where variant.point != known.last { known.append(variant.point) }
  known.removeAll(where: \.isEmpty)
  for point in points where !known.contains(point) {
    let shown = known.prefix(20).joined(separator: ", ") + (known.count > 20 ? ", …" : "")
    throw CommandFailure(
      .dataError,
      SafeText.plain(
        "bulkhead: the run holds no costs of point \(point.prefix(200)); it has "
          + (shown.isEmpty ? "no sweep" : "those of \(shown)")
      )
    )
  }
  ledger.variants.removeAll { !points.contains($0.point) }
  return ledger
}

/// A pattern that the run doesn't have is no empty table.
func check(_ patterns: [IsolationPattern], against ledger: StoredLedger) throws {
  let known = IsolationPattern.allCases.filter { pattern in
    ledger.variants.contains { $0.pattern == pattern }
  }
  for pattern in patterns where !known.contains(pattern) {
    let names = known.map(\.rawValue).joined(separator: ", ")
    throw CommandFailure(
      .dataError,
      "bulkhead: the run holds no costs of pattern \(pattern.rawValue); it has those of "
        + (names.isEmpty ? "none" : names)
    )
  }
}

extension FocusPeriod {
  /// The hour that a time lies in, and the month around it; nil for what is no time.
  init?(containing text: String) {
    guard let time = try? Date(text, strategy: .iso8601) else { return nil }
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = .gmt
    guard (0...9999).contains(calendar.component(.year, from: time)),
      let hour = calendar.dateInterval(of: .hour, for: time),
      let month = calendar.dateInterval(of: .month, for: time)
    else { return nil }
    let texts = [hour.start, hour.end, month.start, month.end].map { $0.ISO8601Format() }
    self.init(start: texts[0], end: texts[1], billingStart: texts[2], billingEnd: texts[3])
  }
}
