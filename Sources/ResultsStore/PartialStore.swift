internal import Digests
package import Domain
internal import EventCore
internal import Foundation

/// The finished replications of an unfinished run, one file each.
///
/// A file holds one line of JSON and its SHA-256, and belongs to a run key: what was simulated, by
/// which version. Files of another run, and files that don't verify, are never loaded.
package struct PartialStore: Sendable {
  /// Which replication of which pattern.
  package struct Key: Hashable, Comparable, Sendable {
    package var pattern: IsolationPattern
    package var replication: Int

    package init(pattern: IsolationPattern, replication: Int) {
      self.pattern = pattern
      self.replication = replication
    }

    var fileName: String { "\(pattern.rawValue)-\(replication).json" }

    package static func < (lhs: Self, rhs: Self) -> Bool {
      (lhs.pattern.rawValue, lhs.replication) < (rhs.pattern.rawValue, rhs.replication)
    }
  }

  /// A file that was not loaded.
  package struct Skipped: Hashable, Sendable {
    package var path: String
    package var reason: String
  }

  /// What was found.
  package struct Contents: Sendable {
    package var records: [Key: ReplicationRecord] = [:]
    /// In the order of their names.
    package var skipped: [Skipped] = []
  }

  package let path: String
  private let runKey: RunKey

  package init(_ folder: ResultsFolder, runKey: RunKey) {
    path = folder.partialPath
    self.runKey = runKey
  }

  /// Keeps a finished replication; safe to call from several threads for different ones.
  package func save(_ record: ReplicationRecord) throws(ResultsError) {
    let key = Key(pattern: record.pattern, replication: record.replication)
    let file = "\(path)/\(key.fileName)"
    do {
      try makeFolder(path)
      try removeEntry("\(file).new")
      let new = try NewFile(path: "\(file).new")
      try new.write(try encoded(record))
      try new.finish()
      try moveEntry("\(file).new", to: file)
      try makeDurable(path)
    } catch {
      throw .io(path: file, reason: reason(of: error))
    }
  }

  /// Returns every replication that verifies, and says which files don't.
  package func load() -> Contents {
    var contents = Contents()
    for name in entryNames(in: path) where name.hasSuffix(".json") {
      switch read(name) {
      case .success(let record):
        let key = Key(pattern: record.pattern, replication: record.replication)
        contents.records[key] = record
      case .failure(let problem):
        contents.skipped.append(Skipped(path: "\(path)/\(name)", reason: problem.reason))
      }
    }
    return contents
  }

  /// Forgets all replications.
  package func remove() throws(ResultsError) {
    do {
      try removeEntry(path)
    } catch {
      throw .io(path: path, reason: reason(of: error))
    }
  }
}

extension PartialStore {
  private struct Content: Codable {
    var runKey: String
    var record: ReplicationRecord
  }

  private struct Problem: Error {
    var reason: String
  }

  private func encoded(_ record: ReplicationRecord) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf",
      negativeInfinity: "-inf",
      nan: "nan"
    )
    let json = try encoder.encode(Content(runKey: runKey.digest, record: record))
    return Array(json) + Array("\n\(SHA256.hex(of: json))\n".utf8)
  }

  private func read(_ name: String) -> Result<ReplicationRecord, Problem> {
    guard FileKind(at: "\(path)/\(name)") == .file,
      let data = FileManager.default.contents(atPath: "\(path)/\(name)")
    else { return .failure(Problem(reason: "it can't be read")) }
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.count == 3, lines[2].isEmpty, SHA256.hex(of: lines[0]).utf8.elementsEqual(lines[1])
    else { return .failure(Problem(reason: "it is damaged: its SHA-256 doesn't match")) }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf",
      negativeInfinity: "-inf",
      nan: "nan"
    )
    guard let content = try? decoder.decode(Content.self, from: lines[0]) else {
      return .failure(Problem(reason: "another version of Bulkhead wrote it"))
    }
    guard content.runKey == runKey.digest else {
      return .failure(Problem(reason: "it belongs to another scenario, version or run setting"))
    }
    let record = content.record
    guard name == Key(pattern: record.pattern, replication: record.replication).fileName else {
      return .failure(Problem(reason: "its name doesn't match its content"))
    }
    return .success(record)
  }
}
