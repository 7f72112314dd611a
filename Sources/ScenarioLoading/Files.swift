internal import Foundation

/// Why a file can't be read, for people.
package struct FileProblem: Error {
  package var explanation: String
}

/// Reads a whole file, if it is one and not too large.
package func readFile(at path: String, atMost limit: Int) throws(FileProblem) -> [UInt8] {
  let attributes: [FileAttributeKey: Any]
  do {
    attributes = try FileManager.default.attributesOfItem(atPath: resolvedPath(path) ?? path)
  } catch {
    throw FileProblem(explanation: "there is no such file, or it may not be read")
  }
  // A pipe or a device might never end.
  guard attributes[.type] as? FileAttributeType == .typeRegular else {
    throw FileProblem(explanation: "it is not a regular file")
  }
  guard let size = attributes[.size] as? Int, size <= limit else {
    throw FileProblem(explanation: "it is larger than \(limit >> 20) MiB")
  }
  guard let data = FileManager.default.contents(atPath: path) else {
    throw FileProblem(explanation: "it may not be read")
  }
  return [UInt8](data)
}

/// The path with every link followed, or nil if there is nothing there.
func resolvedPath(_ path: String) -> String? {
  // SAFETY: realpath allocates the string it returns; it is copied and then freed here.
  guard let raw = unsafe realpath(path, nil) else { return nil }
  defer { unsafe free(raw) }
  return unsafe String(cString: raw)
}

/// Where a file named by a scenario was found.
enum Whereabouts {
  case found(path: String)
  case outside(folder: String)
  case nowhere(folders: [String])
}

/// Looks a relative path up in folders, in order; links must not lead out of the folder.
///
/// A user may name the very folder that holds the file, so its plain name is tried last.
func locate(_ file: String, in folders: [String]) -> Whereabouts {
  let plainName = file.split(separator: "/").last.map(String.init) ?? file
  let places = [file, plainName].flatMap { name in folders.map { ($0, name) } }
  for (folder, file) in places {
    guard let root = resolvedPath(folder), let path = resolvedPath(folder + "/" + file) else {
      continue
    }
    let isInside = path.hasPrefix(root.hasSuffix("/") ? root : root + "/")
    return isInside ? .found(path: path) : .outside(folder: folder)
  }
  return .nowhere(folders: folders)
}
