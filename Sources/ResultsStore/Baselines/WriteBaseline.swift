package import Analysis
internal import Domain
internal import Statistics

/// The form of baselines; a reader refuses any other.
enum BaselineForm {
  static let format = "bulkhead-baseline"
  static let version = 1
}

/// Returns a baseline: the numbers of a run as JSON, one metric a line, rounded to seven digits, so
/// that a file kept in git is small and its differences can be read.
package func baselineText(_ metrics: RunMetrics) -> String {
  let rounded = metrics.rounded
  let origin = metrics.origin
  let head = [
    ("format", quoted(BaselineForm.format)), ("version", "\(BaselineForm.version)"),
    ("scenario", quoted(origin.scenario)), ("scenario_sha256", quoted(origin.scenarioDigest)),
    // As text: a 64-bit seed does not survive a reader that keeps numbers as doubles.
    ("seed", quoted("\(origin.seed)")), ("replications", "\(origin.replications)"),
    ("duration_s", number(origin.duration)), ("warm_up_s", number(origin.warmUp)),
    ("confidence_ratio", number(origin.confidence)), ("currency", quoted(origin.currency)),
    ("tool_version", quoted(origin.toolVersion)),
  ]
  let variants = metrics.variants.map { variant in
    let reason = variant.infeasibleReason.map { ", \"infeasible_reason\": \(quoted($0))" }
    let point = variant.point.isEmpty ? nil : ", \"point\": \(quoted(variant.point))"
    return "    {\"pattern\": \(quoted(variant.pattern.rawValue))\(point ?? "")\(reason ?? "")}"
  }
  let lines =
    head.map { "  \"\($0.0)\": \($0.1)" } + [
      list("variants", variants), list("metrics", rounded.values.map { "    \(line(of: $0))" }),
    ]
  return "{\n\(lines.joined(separator: ",\n"))\n}\n"
}

private func list(_ name: String, _ lines: [String]) -> String {
  "  \"\(name)\": [\n\(lines.joined(separator: ",\n"))\n  ]"
}

/// What is not there is left out.
private func line(of value: MetricValue) -> String {
  var members = [
    ("pattern", quoted(value.pattern.rawValue)), ("metric", quoted(value.metric.rawValue)),
  ]
  func add(_ name: String, _ text: String?) {
    if let text { members.append((name, text)) }
  }
  add("point", value.point.isEmpty ? nil : quoted(value.point))
  add("subject", quoted(value.subject))
  add("tenant", value.tenant.map(quoted))
  add("unit", quoted(value.metric.unit.rawValue))
  add("value", value.estimate.map { number($0.value) })
  add("low", value.estimate?.low.map(number))
  add("high", value.estimate?.high.map(number))
  add("taken_over", value.estimate.map { "\($0.replications)" })
  add("n", "\(value.count)")
  add("needed", value.needed.map { "\($0)" })
  let samples = value.replications.map { $0.map(number) ?? "null" }
  add("samples", samples.isEmpty ? nil : "[\(samples.joined(separator: ", "))]")
  return "{\(members.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", "))}"
}

/// Whole numbers without a fraction.
private func number(_ value: Double) -> String {
  guard value.isFinite else { return "null" }
  if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 { return "\(whole)" }
  return "\(value)"
}

/// A JSON string; whatever is not plain ASCII text is escaped.
private func quoted(_ text: String) -> String {
  var result = "\""
  for unit in text.utf16 {
    switch unit {
    case 0x22: result += "\\\""
    case 0x5C: result += "\\\\"
    case 0x20..<0x7F: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
    default:
      let digits = String(unit, radix: 16)
      result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
  }
  return result + "\""
}
