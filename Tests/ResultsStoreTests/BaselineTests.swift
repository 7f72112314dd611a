import Analysis
import Domain
import Foundation
import ResultsStore
import Testing

@Suite struct BaselineTests {
  let metrics: RunMetrics

  init() {
    let run = SmallRun.record()
    metrics = RunMetrics(run, summarize(run))
  }

  private func read(_ text: String) throws(ReadingError) -> RunMetrics {
    try parseBaseline(Array(text.utf8), path: "baseline.json")
  }

  @Test func givesBackWhatWasWrittenToSevenDigits() throws {
    let text = baselineText(metrics)
    #expect(try read(text) == metrics.rounded)
    #expect(baselineText(try read(text)) == text)
    // One metric a line, 12 lines of head, and the brackets.
    let lines = text.split(separator: "\n").count
    #expect(lines == metrics.values.count + metrics.variants.count + 11 + 2 + 4)
  }

  @Test func aRunEqualsItsBaseline() throws {
    let comparison = compareRuns(try read(baselineText(metrics)), metrics)
    #expect(comparison.regressions.isEmpty)
    #expect(comparison.count(.inconclusive) == 0)
    #expect(comparison.count(.unchanged) == 0)
  }

  @Test func namesOfStrangersSurvive() throws {
    var hostile = metrics
    hostile.origin.scenario = "\u{1B}[2J\u{202E}\"\\ ::error:: 😀"
    #expect(try read(baselineText(hostile)).origin.scenario == hostile.origin.scenario)
  }

  /// Another version, bad syntax, doubled keys, numbers that are none, members of other tools.
  @Test(arguments: [
    ("\"version\": 1", "\"version\": 9", "line 3, column 14: error: the baseline's version is 9"),
    ("\"format\": \"bulkhead-baseline\"", "\"format\": \"x\"", "expected the format"),
    ("\"seed\": ", "\"seed\": \"1\", \"seed\": ", "the key 'seed' stands twice"),
    ("\"currency\": ", "\"colour\": 1, \"currency\": ", "unknown member 'colour'"),
    ("\"replications\": 3", "\"replications\": -3", "found -3, expected 1 to 1000000"),
    ("\"replications\": 3", "\"replications\": NaN", "a value should stand here"),
    ("\"replications\": 3", "\"replications\": 1e999", "no finite number"),
    ("\"unit\": \"ms\"", "\"unit\": \"s\"", "expected the unit 'ms'"),
    ("\"metric\": \"mean\"", "\"metric\": \"maen\"", "found 'maen', expected one of"),
    ("\"metric\": \"p50\"", "\"metric\": \"mean\"", "stands twice"),
    ("\"samples\": [", "\"samples\": [[], ", "expected a number below 1e300 or null, found a list"),
    ("]\n}\n", "]\n", "',' or '}' should stand here"),
  ])
  func whatIsNotOursIsRefused(old: String, new: String, told: String) throws {
    let text = baselineText(metrics)
    let range = try #require(text.range(of: old, options: old.hasPrefix("]") ? .backwards : []))
    let error = #expect(throws: ReadingError.self) {
      try read(text.replacingCharacters(in: range, with: new))
    }
    #expect(error?.description.contains(told) == true, "\(error?.description ?? "")")
    #expect(error?.exitCode == 65)
  }

  /// Cut anywhere, it is refused, and nothing traps.
  @Test func everyPrefixIsRefused() {
    let bytes = Array(baselineText(metrics).utf8)
    for length in stride(from: 0, to: bytes.count - 2, by: 7) {
      #expect(throws: ReadingError.self) {
        try parseBaseline(Array(bytes[..<length]), path: "baseline.json")
      }
    }
  }
}
