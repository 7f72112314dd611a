package import Analysis
internal import Domain
internal import Foundation
internal import Statistics
internal import StrictJSON

/// Bytes of the largest baseline that is read.
private let largestBaseline: Int64 = 256 << 20

/// Reads the numbers of a run from a results folder, a `run.sqlite` or a baseline, trusting none.
///
/// - Throws: `ReadingError`, with the place of whatever is wrong.
package func readRunMetrics(at path: String) throws(ReadingError) -> RunMetrics {
  let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  guard FileKind(at: resolved) == .file, try beginsLikeJSON(resolved, path) else {
    return try readStoredRun(at: path).metrics
  }
  let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
  let size = (attributes?[.size] as? NSNumber)?.int64Value ?? 0
  guard size <= largestBaseline else {
    throw ReadingError(path, "\(size) bytes are too many; at most \(largestBaseline) are read")
  }
  guard let data = try? Data(contentsOf: URL(fileURLWithPath: resolved)) else {
    throw ReadingError(path, "can't be read")
  }
  return try parseBaseline([UInt8](data), path: path)
}

/// Whether a plain file's first character that isn't space opens an object.
private func beginsLikeJSON(_ resolved: String, _ path: String) throws(ReadingError) -> Bool {
  let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
  guard attributes?[.type] as? FileAttributeType == .typeRegular else {
    throw ReadingError(path, "not a plain file")
  }
  guard let handle = FileHandle(forReadingAtPath: resolved) else {
    throw ReadingError(path, "can't be opened")
  }
  defer { try? handle.close() }
  let start = (try? handle.read(upToCount: 64)) ?? Data()
  return start.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "{")
}

/// Reads a baseline from its text.
package func parseBaseline(_ bytes: [UInt8], path: String) throws(ReadingError) -> RunMetrics {
  let budget = JSONBudget(depth: 5, values: 30_000_000)
  let tree: JSONTree
  do throws(JSONProblem) {
    tree = try parseJSON(bytes, budget: budget)
  } catch {
    throw ReadingError(path, error.reason, at: "line \(error.line), column \(error.column)")
  }
  do throws(BaselineProblem) {
    return try BaselineReader(tree, []).runMetrics()
  } catch {
    let place = jsonProblem(error.reason, at: error.path, in: bytes, budget: budget)
    throw ReadingError(path, error.reason, at: "line \(place.line), column \(place.column)")
  }
}

extension BaselineReader {
  fileprivate func runMetrics() throws(BaselineProblem) -> RunMetrics {
    guard try text("format") == BaselineForm.format else {
      throw problem("expected the format '\(BaselineForm.format)'", at: "format")
    }
    let version = try whole("version", in: 0...Int64.max)
    guard version == BaselineForm.version else {
      throw problem(
        "the baseline's version is \(version); this program reads version "
          + "\(BaselineForm.version). Write the baseline again",
        at: "version"
      )
    }
    let origin = try origin()
    let variants = try list("variants") { reader throws(BaselineProblem) in
      try reader.only(["pattern", "point", "infeasible_reason"])
      return RunMetrics.Variant(
        pattern: try reader.word("pattern", of: IsolationPattern.self),
        point: try reader.optionalText("point") ?? "",
        infeasibleReason: try reader.optionalText("infeasible_reason")
      )
    }
    let patterns = Set(variants.map(\.pattern))
    var keys: Set<MetricKey> = []
    let values = try list("metrics") { reader throws(BaselineProblem) in
      let value = try reader.metricValue(confidence: origin.confidence)
      guard patterns.contains(value.pattern) else {
        throw reader.problem("the pattern is not among the variants", at: "pattern")
      }
      guard keys.insert(value.key).inserted else {
        throw reader.problem("this metric of this subject stands twice", at: "metric")
      }
      return value
    }
    return RunMetrics(origin: origin, variants: variants, values: values)
  }

  private func origin() throws(BaselineProblem) -> RunMetrics.Origin {
    try only([
      "format", "version", "scenario", "scenario_sha256", "seed", "replications", "duration_s",
      "warm_up_s", "confidence_ratio", "currency", "tool_version", "variants", "metrics",
    ])
    guard let seed = UInt64(try text("seed")) else {
      throw problem("expected a whole number of up to 64 bits, in quotes", at: "seed")
    }
    return RunMetrics.Origin(
      scenario: try text("scenario"),
      scenarioDigest: try text("scenario_sha256"),
      seed: seed,
      replications: Int(try whole("replications", in: 1...1_000_000)),
      duration: try number("duration_s", in: 0...1e12),
      warmUp: try number("warm_up_s", in: 0...1e12),
      confidence: try number("confidence_ratio", in: 1e-9...(1 - 1e-9)),
      currency: try text("currency"),
      toolVersion: try text("tool_version")
    )
  }

  private func metricValue(confidence: Double) throws(BaselineProblem) -> MetricValue {
    try only([
      "pattern", "metric", "point", "subject", "tenant", "unit", "value", "low", "high",
      "taken_over", "n", "needed", "samples",
    ])
    let metric = try word("metric", of: Metric.self)
    guard try text("unit") == metric.unit.rawValue else {
      throw problem("expected the unit '\(metric.unit.rawValue)'", at: "unit")
    }
    let needed = try optionalWhole("needed", in: 1...Int64.max >> 8)
    return MetricValue(
      metric: metric,
      pattern: try word("pattern", of: IsolationPattern.self),
      point: try optionalText("point") ?? "",
      subject: try text("subject"),
      tenant: try optionalText("tenant"),
      estimate: try estimate(confidence: confidence),
      count: Int(try whole("n", in: 0...Int64.max >> 8)),
      needed: needed.map { Int($0) },
      replications: try samples()
    )
  }

  private func estimate(confidence: Double) throws(BaselineProblem) -> Estimate? {
    guard let value = try optionalNumber("value") else { return nil }
    let low = try optionalNumber("low")
    let high = try optionalNumber("high")
    guard (low == nil) == (high == nil), low ?? 0 <= high ?? 0 else {
      throw problem("expected `low` and `high`, in this order, or neither", at: "value")
    }
    return Estimate(
      value: value,
      low: low,
      high: high,
      confidence: confidence,
      replications: Int(try whole("taken_over", in: 1...1_000_000))
    )
  }
}
