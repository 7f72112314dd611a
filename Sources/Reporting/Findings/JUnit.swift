internal import Analysis

/// Returns findings as JUnit XML: one test case for each check and subject.
///
/// The common subset of the format, for there is no official schema. What is inconclusive is
/// skipped, or failed where the report says so; the numbers stand in the text, because many readers
/// show nothing else. Names and texts hold nothing that XML 1.0 forbids.
package func junit(_ report: FindingReport) -> String {
  let failed = report.findings.count { report.counts(asFailed: $0) }
  let passed = report.findings.count { $0.status == .pass }
  let skipped = report.findings.count - failed - passed + report.notes.count
  let total = report.findings.count + report.problems.count + report.notes.count
  let counts =
    "tests=\"\(total)\" failures=\"\(failed)\" errors=\"\(report.problems.count)\" "
    + "skipped=\"\(skipped)\""
  var lines = [
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
    "<testsuites name=\"bulkhead\" \(counts)>",
    "  <testsuite name=\(attribute(report.title)) \(counts)>",
  ]
  for problem in report.problems {
    lines += testCase(problem.id, "could not be checked", "error", problem.message, "")
  }
  for finding in report.findings { lines += testCase(finding, in: report) }
  for (index, note) in report.notes.enumerated() {
    lines += testCase("note", "left out \(index + 1)", "skipped", note, nil)
  }
  return (lines + ["  </testsuite>", "</testsuites>"]).joined(separator: "\n") + "\n"
}

private func testCase(_ finding: Finding, in report: FindingReport) -> [String] {
  guard finding.status != .pass else {
    return ["    <testcase classname=\(attribute(finding.id)) name=\(attribute(finding.subject))/>"]
  }
  let numbers = "limit: \(finding.limit)\nn: \(finding.count)\n\(finding.message)"
  guard report.counts(asFailed: finding) else {
    return testCase(
      finding.id,
      finding.subject,
      "skipped",
      "inconclusive: \(finding.message)",
      nil
    )
  }
  let message = "\(finding.status.rawValue): \(finding.message)"
  return testCase(finding.id, finding.subject, "failure", message, numbers)
}

/// A test case with one outcome; `text` is nil where the outcome takes none.
private func testCase(
  _ id: String,
  _ subject: String,
  _ outcome: String,
  _ message: String,
  _ text: String?
) -> [String] {
  let start = "      <\(outcome) message=\(attribute(message))"
  let lines = text.map { $0.split(separator: "\n").map { XMLText.escaped(String($0)) } }
  let element = lines.map { "\(start) type=\"bulkhead\">\($0.joined(separator: "\n"))</\(outcome)>" }
  return [
    "    <testcase classname=\(attribute(id)) name=\(attribute(subject))>",
    element ?? "\(start)/>",
    "    </testcase>",
  ]
}

private func attribute(_ text: String) -> String { "\"\(XMLText.escaped(text))\"" }

/// Text of strangers within XML 1.0.
enum XMLText {
  /// Returns text without the characters that XML 1.0 forbids or that mislead readers, and with
  /// everything that XML would act on escaped; `]]>` too can't appear.
  static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in SafeText.plain(text).unicodeScalars {
      switch scalar {
      case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
      case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
      case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
      case "'": escaped.append(contentsOf: "&apos;".unicodeScalars)
      case "\u{FFFE}", "\u{FFFF}": continue
      default: escaped.append(scalar)
      }
    }
    return String(escaped)
  }
}
