internal import Foundation

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// A system call that failed, in the system's words.
struct SystemError: Error, CustomStringConvertible {
  var description: String

  init(_ call: String, _ path: String) {
    description = "\(call) \(path): \(unsafe String(cString: strerror(errno)))"
  }
}

/// What is found under a name, without following it if it is a symbolic link.
enum FileKind {
  case nothing
  case file
  case folder
  case link

  init(at path: String) {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    switch attributes?[.type] as? FileAttributeType {
    case nil: self = .nothing
    case .typeDirectory: self = .folder
    case .typeSymbolicLink: self = .link
    default: self = .file
    }
  }
}

/// Tells file systems apart: nothing can be renamed from one to another.
func deviceNumber(of path: String) -> Int? {
  (try? FileManager.default.attributesOfItem(atPath: path))?[.systemNumber] as? Int
}

/// A file that did not exist before and is durable once finished.
final class NewFile {
  private let handle: FileHandle

  init(path: String) throws {
    // SAFETY: the path is copied into a C string for the length of the call.
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw SystemError("create", path) }
    handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  func write(_ bytes: [UInt8]) throws { try handle.write(contentsOf: Data(bytes)) }

  func finish() throws {
    try handle.synchronize()
    try handle.close()
  }
}

/// Makes a file's content, or a folder's list of names, survive a loss of power.
func makeDurable(_ path: String) throws {
  // SAFETY: the path is copied into a C string for the length of the call.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw SystemError("open", path) }
  defer { close(descriptor) }
  guard fsync(descriptor) == 0 else { throw SystemError("sync", path) }
}

/// Renames in one step, replacing a file of the new name if there is one.
func moveEntry(_ path: String, to newPath: String) throws {
  // SAFETY: both paths are copied into C strings for the length of the call.
  guard unsafe rename(path, newPath) == 0 else { throw SystemError("rename", path) }
}

/// Lets two names change places in one step; returns false where the system can't.
func exchange(_ path: String, with other: String) -> Bool {
  #if canImport(Glibc)
  // Looked up at run time because the Glibc module hides it; file systems may refuse it anyway.
  typealias Call =
    @convention(c) (
      CInt, UnsafePointer<CChar>, CInt, UnsafePointer<CChar>, CUnsignedInt
    ) -> CInt
  guard let symbol = unsafe dlsym(nil, "renameat2") else { return false }
  // SAFETY: `renameat2` has had this signature since glibc 2.28; 2 is RENAME_EXCHANGE.
  let call = unsafe unsafeBitCast(symbol, to: Call.self)
  return unsafe call(AT_FDCWD, path, AT_FDCWD, other, 2) == 0
  #else
  return false
  #endif
}

/// The names in a folder, sorted; empty if it can't be read.
func entryNames(in folder: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
}

/// Removes a file, a link (not what it points to) or a folder with all that is in it.
func removeEntry(_ path: String) throws {
  guard FileKind(at: path) != .nothing else { return }
  try FileManager.default.removeItem(atPath: path)
}

func makeFolder(_ path: String) throws {
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
}

/// A hold on a folder that ends with the process, however it ends.
package final class FolderLock: Sendable {
  private let descriptor: CInt

  /// Nil if another process, or another part of this one, holds it.
  init?(_ folder: String) {
    // SAFETY: the path is copied into a C string for the length of the call.
    descriptor = unsafe open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      if descriptor >= 0 { close(descriptor) }
      return nil
    }
  }

  deinit { close(descriptor) }
}

/// What to tell the user about an error of the system or of SQLite.
func reason(of error: any Error) -> String {
  if let error = error as? SystemError { return error.description }
  if let error = error as? CocoaError { return error.localizedDescription }
  return String(describing: error)
}
