import Foundation
import Validation

/// A folder of case files made for one test.
struct ConformanceFolder {
  let url: URL

  init() throws {
    let name = "bulkhead-cases-\(UInt64.random(in: 0...(.max)))"
    url = FileManager.default.temporaryDirectory.appending(path: name)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  func write(_ text: String, as name: String = "a.json") throws {
    try Data(text.utf8).write(to: url.appending(path: name))
  }

  func remove() { try? FileManager.default.removeItem(at: url) }

  /// The report on a folder with this file alone.
  static func report(on text: String) throws -> SuiteReport {
    let folder = try ConformanceFolder()
    defer { folder.remove() }
    try folder.write(text)
    return try conformanceSuite(cases: folder.url)
  }
}

extension SuiteReport {
  /// The words of a table, row by row.
  func texts(_ table: String) -> [[String]] {
    (tables.first { $0.name == table }?.rows ?? []).map { row in
      row.map { cell in
        switch cell {
        case .text(let text): text
        case .integer(let integer): "\(integer)"
        case .number(let number): "\(number)"
        case .none: ""
        }
      }
    }
  }

  /// What failed and why, as one line each.
  var failures: [String] { texts("failures").map { $0.joined(separator: ": ") } }
}
