internal import Foundation
internal import Synchronization

/// A folder beside the results, in which new ones grow until they are whole.
///
/// It is called `.<name>.staging-<process>-<number>` and locked while its process lives, so that
/// another run can tell what a killed one has left.
final class Staging {
  let path: String
  private let folder: ResultsFolder
  /// Where the old results wait if the system can't exchange two names.
  private let aside: String
  private var lock: FolderLock?
  private var isInPlace = false
  private static let counter = Atomic<Int>(0)

  init(for folder: ResultsFolder) throws {
    self.folder = folder
    let number = Self.counter.wrappingAdd(1, ordering: .relaxed).newValue
    let process = ProcessInfo.processInfo.processIdentifier
    path = "\(folder.parent)/\(Self.prefix(of: folder))\(process)-\(number)"
    aside = "\(folder.parent)/\(Self.asidePrefix(of: folder))\(process)-\(number)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    lock = FolderLock(path)
  }

  /// Tries whether a staging folder and a file in it can be made, and removes them again.
  static func probe(_ folder: ResultsFolder) throws {
    let staging = try Staging(for: folder)
    defer { staging.discard() }
    let file = try NewFile(path: "\(staging.path)/\(ResultsFolder.database)")
    try file.write(Array("probe\n".utf8))
    try file.finish()
    // Finished replications are written into the folder itself.
    let inside = "\(folder.path)/\(ResultsFolder.partial)"
    guard FileKind(at: inside) == .nothing else { return }
    try makeFolder(inside)
    try removeEntry(inside)
  }

  /// Puts the staged results in the place of what is there, and clears the old ones away.
  ///
  /// At every moment the old results or the new ones are whole. Where the system can't exchange two
  /// names in one step, the old ones lie aside for a moment and `recover` brings them back.
  func replace() throws {
    if FileKind(at: folder.path) == .nothing {
      try moveEntry(path, to: folder.path)
    } else if !folder.exchangesNames || !exchange(path, with: folder.path) {
      try moveEntry(folder.path, to: aside)
      do {
        try moveEntry(path, to: folder.path)
      } catch {
        try moveEntry(aside, to: folder.path)
        throw error
      }
      try moveEntry(aside, to: path)
    }
    isInPlace = true
    let sync = Result { try makeDurable(folder.parent) }
    lock = nil
    clear(path, of: folder)
    try sync.get()
  }

  /// Removes what has been staged, unless it has taken its place.
  func discard() {
    lock = nil
    guard !isInPlace else { return }
    try? removeEntry(path)
  }

  fileprivate static func prefix(of folder: ResultsFolder) -> String { ".\(folder.name).staging-" }

  fileprivate static func asidePrefix(of folder: ResultsFolder) -> String {
    ".\(folder.name).aside-"
  }
}

/// Brings back results that a killed run has left aside, and clears away what it has staged.
///
/// What can't be cleared away stays: it is in nobody's way, and the run may go on.
func recover(_ folder: ResultsFolder) {
  let staged = Staging.prefix(of: folder)
  let aside = Staging.asidePrefix(of: folder)
  let leftovers = entryNames(in: folder.parent).filter {
    $0.hasPrefix(staged) || $0.hasPrefix(aside)
  }
  for name in leftovers where name.hasPrefix(aside) && FileKind(at: folder.path) == .nothing {
    try? moveEntry("\(folder.parent)/\(name)", to: folder.path)
  }
  for name in leftovers {
    let path = "\(folder.parent)/\(name)"
    guard FileKind(at: path) == .folder, FolderLock(path) != nil else { continue }
    clear(path, of: folder)
  }
}

/// Removes our own entries of a folder that has been replaced, and moves all others to their old
/// place; whatever can't be moved stays where it is.
private func clear(_ path: String, of folder: ResultsFolder) {
  for name in entryNames(in: path) {
    let entry = "\(path)/\(name)"
    if ResultsFolder.ownEntries.contains(name) {
      try? removeEntry(entry)
    } else if FileKind(at: "\(folder.path)/\(name)") == .nothing {
      try? moveEntry(entry, to: "\(folder.path)/\(name)")
    }
  }
  if entryNames(in: path).isEmpty { try? removeEntry(path) }
}
