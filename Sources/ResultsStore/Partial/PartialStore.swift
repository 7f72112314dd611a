package import Domain
internal import Foundation

/// The finished replications of an unfinished run, one file each.
///
/// A file belongs to a run key: what was simulated, by which version. Files of another run, and
/// files that don't verify, are never loaded. Nobody else is meant to read them: what they look
/// like may change with any version, and they are gone when the run is done.
package struct PartialStore: Sendable {
  /// Which replication of which pattern, at which point of the sweep.
  package struct Key: Hashable, Comparable, Sendable {
    /// Counted from 0.
    package var point: Int
    package var pattern: IsolationPattern
    package var replication: Int

    package init(point: Int = 0, pattern: IsolationPattern, replication: Int) {
      self.point = point
      self.pattern = pattern
      self.replication = replication
    }

    var fileName: String {
      let place = point == 0 ? "" : "point-\(point)-"
      return "\(place)\(pattern.rawValue)-\(replication)\(PartialStore.suffix)"
    }

    /// The point that a file's name speaks of; nil if it speaks of none that can be.
    static func point(ofFile name: String) -> Int? {
      guard name.hasPrefix("point-") else { return 0 }
      let digits = name.dropFirst("point-".count).prefix { $0 != "-" }
      return Int(digits).flatMap { $0 > 0 ? $0 : nil }
    }

    package static func < (lhs: Self, rhs: Self) -> Bool {
      (lhs.point, lhs.pattern.rawValue, lhs.replication)
        < (rhs.point, rhs.pattern.rawValue, rhs.replication)
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

  /// How the name of a finished replication ends.
  static let suffix = ".record"

  package let path: String
  private let runKey: RunKey

  package init(_ folder: ResultsFolder, runKey: RunKey) {
    path = folder.partialPath
    self.runKey = runKey
  }

  /// Keeps a finished replication; safe to call from several threads for different ones.
  package func save(_ record: ReplicationRecord, atPoint point: Int = 0) throws(ResultsError) {
    let key = Key(point: point, pattern: record.pattern, replication: record.replication)
    let file = "\(path)/\(key.fileName)"
    do {
      try makeFolder(path)
      try removeEntry("\(file).new")
      let new = try NewFile(path: "\(file).new")
      try new.write(try recordFile(record, of: runKey.atPoint(point)))
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
    for name in entryNames(in: path) where name.hasSuffix(Self.suffix) {
      switch read(name) {
      case .success((let key, let record)):
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
  private func read(
    _ name: String
  ) -> Result<(Key, ReplicationRecord), RecordFileProblem> {
    let file = "\(path)/\(name)"
    guard let point = Key.point(ofFile: name) else { return .failure(.otherName) }
    let runKey = runKey.atPoint(point)
    guard FileKind(at: file) == .file, let handle = FileHandle(forReadingAtPath: file),
      let size = try? Int(clamping: handle.seekToEnd()), (try? handle.seek(toOffset: 0)) != nil,
      let beginning = try? handle.read(upToCount: recordFileBeginning(of: runKey))
    else { return .failure(.unreadable) }
    if let problem = problemOfRecordFile(beginning: beginning, size: size, of: runKey) {
      return .failure(problem)
    }
    guard let data = FileManager.default.contents(atPath: file) else {
      return .failure(.unreadable)
    }
    return readRecordFile(Array(data), of: runKey).flatMap { record in
      let key = Key(point: point, pattern: record.pattern, replication: record.replication)
      return name == key.fileName ? .success((key, record)) : .failure(.otherName)
    }
  }
}
