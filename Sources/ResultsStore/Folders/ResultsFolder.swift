/// Where the results of a scenario go: `run.sqlite` and `tables/*.csv`.
///
/// While a run is under way its finished replications wait in `.partial/`. Whatever else lies in
/// the folder is not ours and stays.
package struct ResultsFolder: Sendable, Hashable {
  /// The folder itself, `<results>/<scenario>`.
  package let path: String
  /// Whether to let two folders change places in one step where the system can.
  let exchangesNames: Bool

  package init(path: String, exchangesNames: Bool = true) {
    self.exchangesNames = exchangesNames
    var text = path
    while text.count > 1, text.hasSuffix("/") { text.removeLast() }
    self.path = text
  }

  package var databasePath: String { "\(path)/\(Self.database)" }
  package var tablesPath: String { "\(path)/\(Self.tables)" }
  package var partialPath: String { "\(path)/\(Self.partial)" }

  static let database = "run.sqlite"
  static let tables = "tables"
  static let partial = ".partial"
  /// Everything in the folder that a new run may replace or remove.
  static let ownEntries: Set<String> = [database, tables, partial]

  var parent: String {
    guard let cut = path.lastIndex(of: "/") else { return "." }
    return cut == path.startIndex ? "/" : String(path[..<cut])
  }

  var name: String {
    guard let cut = path.lastIndex(of: "/") else { return path }
    return String(path[path.index(after: cut)...])
  }

  /// Whether results of a finished run are there.
  package var holdsResults: Bool {
    FileKind(at: databasePath) != .nothing || FileKind(at: tablesPath) != .nothing
  }

  /// How many finished replications of an unfinished run are there.
  package var partialCount: Int {
    entryNames(in: partialPath).filter { $0.hasSuffix(PartialStore.suffix) }.count
  }

  /// What is in the way of a run that would write here, as far as it shows without touching
  /// anything; nil if nothing is.
  package func obstacle(force: Bool, resume: Bool) -> ResultsError? {
    do throws(ResultsError) {
      try checkPlace()
    } catch {
      return error
    }
    if FileKind(at: path) == .folder, FolderLock(path) == nil {
      return .cannotCreate(path: path, reason: "another run is writing there")
    }
    if holdsResults, !force {
      return .alreadyExists(path: path, replications: resume ? partialCount : 0)
    }
    let count = resume || force ? 0 : partialCount
    return count > 0 ? .unfinishedRun(path: path, replications: count) : nil
  }

  /// Makes sure, before an hour is spent, that results can be written here and are wanted.
  ///
  /// Clears away what a killed run has left, creates the folder, and tries to write beside it. With
  /// `resume` the finished replications of an unfinished run are kept, with `force` alone they are
  /// removed, and with neither they are an error.
  ///
  /// - Returns: the folder's lock; nobody else can run into it while that lives.
  @discardableResult
  package func checkBeforeRun(
    force: Bool,
    resume: Bool
  ) throws(ResultsError) -> FolderLock {
    try checkPlace()
    let lock: FolderLock?
    do {
      try makeFolder(parent)
      recover(self)
      try makeFolder(path)
      lock = FolderLock(path)
      if lock != nil { try Staging.probe(self) }
    } catch {
      throw .cannotCreate(path: path, reason: reason(of: error))
    }
    guard let lock else {
      throw .cannotCreate(path: path, reason: "another run is writing there")
    }
    guard deviceNumber(of: path) == deviceNumber(of: parent) else {
      throw .cannotCreate(path: path, reason: "a file system is mounted there; use a folder in it")
    }
    if holdsResults, !force {
      throw .alreadyExists(path: path, replications: resume ? partialCount : 0)
    }
    try settlePartial(force: force, resume: resume)
    return lock
  }

  /// A link might lead to a folder that isn't ours to move or clear.
  func checkPlace() throws(ResultsError) {
    guard !["", ".", ".."].contains(name) else {
      throw .cannotCreate(path: path, reason: "it must be a folder with a name of its own")
    }
    switch FileKind(at: path) {
    case .nothing, .folder: break
    case .link: throw .cannotCreate(path: path, reason: "it is a symbolic link")
    case .file: throw .cannotCreate(path: path, reason: "a file of that name is in the way")
    }
  }

  private func settlePartial(force: Bool, resume: Bool) throws(ResultsError) {
    guard FileKind(at: partialPath) != .nothing, !resume else { return }
    let count = partialCount
    guard force || count == 0 else {
      throw .unfinishedRun(path: path, replications: count)
    }
    do {
      try removeEntry(partialPath)
    } catch {
      throw .io(path: partialPath, reason: reason(of: error))
    }
  }
}
