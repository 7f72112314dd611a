import Foundation
import GRDB
import ResultsStore

/// A folder that goes away with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    let name = "bulkhead-results-\(UUID().uuidString)"
    path = FileManager.default.temporaryDirectory.appendingPathComponent(name).path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var results: ResultsFolder { ResultsFolder(path: "\(path)/results/two-tenants") }

  /// Everything below the folder, sorted, folders included.
  var listing: [String] {
    (FileManager.default.subpaths(atPath: path) ?? []).sorted()
  }

  func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  func write(_ data: Data, to name: String) throws {
    let file = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try data.write(to: file)
  }

  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  func read(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }
}

/// Opens results as a stranger would: reading only.
func openResults(_ folder: ResultsFolder) throws -> DatabaseQueue {
  var configuration = Configuration()
  configuration.readonly = true
  return try DatabaseQueue(path: folder.databasePath, configuration: configuration)
}
