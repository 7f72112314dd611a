package import Foundation

/// Why a folder of cases can't be judged at all.
package struct CaseFolderError: Error {
  /// A complete sentence.
  package var description: String
}

/// Judges every case file of a folder; nothing is skipped.
///
/// A file that can't be read, has no cases or is on a topic that we don't know fails the suite, and
/// so does a folder without case files. Sub-folders are not entered.
package func conformanceSuite(cases folder: URL) throws(CaseFolderError) -> SuiteReport {
  try conformanceSuite(cases: folder, topics: ConformanceTopic.all)
}

/// The folder of the cases that are shipped with the product, beside the program.
package func shippedCases() throws(CaseFolderError) -> URL {
  let names = ["bulkhead_Validation.resources", "bulkhead_Validation.bundle"]
  let places = [Bundle.main.bundleURL, Bundle.main.resourceURL].compactMap(\.self)
  let folders = places.flatMap { [$0, $0.deletingLastPathComponent()] }.flatMap { place in
    names.map { place.appendingPathComponent($0).appendingPathComponent("Cases") }
  }
  guard let folder = folders.first(where: { FileManager.default.fileExists(atPath: $0.path) })
  else {
    throw CaseFolderError(
      description: "The shipped cases are not beside the program; name a folder with --cases."
    )
  }
  return folder
}

func conformanceSuite(
  cases folder: URL,
  topics: [ConformanceTopic]
) throws(CaseFolderError) -> SuiteReport {
  var judgement = ConformanceJudgement()
  for name in try caseFiles(in: folder) {
    judgement.add(name, folder.appendingPathComponent(name), topics)
  }
  return judgement.report
}

/// The names of the case files, in their order as text.
private func caseFiles(in folder: URL) throws(CaseFolderError) -> [String] {
  guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
    throw CaseFolderError(description: "\(folder.path): there is no such folder to read.")
  }
  return names.filter { $0.lowercased().hasSuffix(".json") }.sorted()
}

/// What has been judged so far.
private struct ConformanceJudgement {
  private var topics: [[SuiteReport.Cell]] = []
  private var failures: [[SuiteReport.Cell]] = []
  private var passed: Int64 = 0
  private var total: Int64 = 0

  /// Most files that a folder may hold; a folder of a stranger could hold millions.
  private static let mostFiles = 1000

  mutating func add(_ name: String, _ url: URL, _ known: [ConformanceTopic]) {
    guard topics.count < Self.mostFiles else {
      return fail(name, nil, "more than \(Self.mostFiles) case files")
    }
    do throws(CaseFile.Unreadable) {
      let file = try CaseFile.read(url)
      let outcomes = file.outcomes(known)
      let good = outcomes.count { $0.failure == nil }
      passed += Int64(good)
      total += Int64(outcomes.count)
      topics.append(row(name, .text(file.topic), good, outcomes.count))
      for outcome in outcomes {
        if let failure = outcome.failure { fail(name, outcome.name, failure) }
      }
    } catch {
      topics.append(row(name, .none, 0, 0))
      fail(name, nil, error.reason)
    }
  }

  private func row(
    _ file: String,
    _ topic: SuiteReport.Cell,
    _ good: Int,
    _ count: Int
  ) -> [SuiteReport.Cell] {
    [.text(file), topic, .integer(Int64(good)), .integer(Int64(count))]
  }

  private mutating func fail(_ file: String, _ name: String?, _ reason: String) {
    failures.append([.text(file), name.map(SuiteReport.Cell.text) ?? .none, .text(reason)])
  }

  var report: SuiteReport {
    let files = SuiteReport.Table(
      name: "topics",
      columns: [
        .init("file", title: "file"), .init("topic", title: "topic"),
        .init("passed", title: "passed"), .init("total", title: "total"),
      ],
      rows: topics
    )
    let missed = SuiteReport.Table(
      name: "failures",
      columns: [
        .init("file", title: "file"), .init("case", title: "case"),
        .init("reason", title: "reason"),
      ],
      rows: failures
    )
    var notes = [
      "\(passed) of \(total) cases passed, \(topics.count) \(topics.count == 1 ? "file" : "files")."
    ]
    if topics.isEmpty { notes.append("The folder has no case files (*.json).") }
    return SuiteReport(
      suite: "conformance",
      tables: [files, missed],
      notes: notes,
      passed: failures.isEmpty && total > 0
    )
  }
}
