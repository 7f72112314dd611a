import Analysis
import ArgumentParser
import Domain
import Foundation
import Reporting
import ResultsStore
import Running
import ScenarioLoading

/// The arguments of a comparison of two runs.
struct ComparisonArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How much worse a metric may get, such as p95=5%, p99=20ms or goodRatio=0.5% (points); "
        + "may be repeated.",
      valueName: "metric=amount"
    )
  )
  var tolerance: [String] = []

  @Option(help: ArgumentHelp("Compare this metric only; may be repeated.", valueName: "name"))
  var metric: [String] = []

  @Option(
    help: ArgumentHelp(
      "What to call the base, then the head; may be given twice.",
      valueName: "text"
    )
  )
  var label: [String] = []

  @Option(help: ArgumentHelp("Print nothing unless this is so: regressed.", valueName: "what"))
  var onlyIf: OnlyIf?

  @Flag(help: "List what did not change too.")
  var all = false

  @Flag(help: "Leave with 0 even after a regression.")
  var exitZero = false

  /// When there is anything to print.
  enum OnlyIf: String, ExpressibleByArgument { case regressed }

  func validate() throws {
    _ = try tolerances()
    _ = try metrics()
    if label.count > 2 { throw ValidationError("--label takes two texts at most") }
  }

  /// Whether anything was said that only two runs can use.
  var isUsed: Bool {
    !tolerance.isEmpty || !metric.isEmpty || !label.isEmpty || onlyIf != nil || all || exitZero
  }

  func tolerances() throws -> [Metric: Tolerance] {
    var tolerances: [Metric: Tolerance] = [:]
    for text in tolerance {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw ValidationError("--tolerance needs metric=amount, found '\(SafeText.plain(text))'")
      }
      do throws(GrammarProblem) {
        let metric = try parseMetric(parts[0])
        let (isRelative, amount) = try parseAllowance(parts[1], of: metric)
        tolerances[metric] = isRelative ? .relative(amount) : .absolute(amount)
      } catch {
        throw ValidationError("--tolerance \(SafeText.plain(text)): \(error.message)")
      }
    }
    return tolerances
  }

  func metrics() throws -> Set<Metric>? {
    guard !metric.isEmpty else { return nil }
    var metrics: Set<Metric> = []
    for name in metric {
      do throws(GrammarProblem) {
        metrics.insert(try parseMetric(name))
      } catch {
        throw ValidationError("--metric: \(error.message)")
      }
    }
    return metrics
  }
}

/// One side of a comparison: a stored run, a baseline, or a scenario that is to be simulated.
enum ComparisonSide {
  case stored(RunMetrics)
  case scenario(LoadedScenario)

  init(_ path: String, _ source: ScenarioArguments) throws {
    if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
      self = .scenario(try source.load(path))
    } else {
      self = .stored(try readOrFail(path))
    }
  }

  var stored: RunMetrics? {
    if case .stored(let metrics) = self { metrics } else { nil }
  }
}

/// Reads a stored run or a baseline, or fails with what is wrong with it.
func readOrFail(_ path: String) throws -> RunMetrics {
  do throws(ReadingError) {
    return try readRunMetrics(at: path)
  } catch {
    throw CommandFailure(error.isMissing ? .noInput : .dataError, "\(error)")
  }
}
