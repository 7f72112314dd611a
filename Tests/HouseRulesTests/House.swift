import Foundation

/// The repository as the rules see it: its files, and the rooms that `Package.swift` declares.
struct House {
  /// A text file of the repository.
  struct File {
    /// From the root of the repository.
    var path: String
    var lines: [String]

    init(_ path: String, _ text: String) {
      self.path = path
      lines = text.components(separatedBy: "\n")
    }

    var isSwift: Bool { path.hasSuffix(".swift") }
    var isSource: Bool { isSwift && path.hasPrefix("Sources/") }

    /// The folder below `Sources` or `Tests`; nil for files that lie elsewhere.
    var room: String? {
      let steps = path.split(separator: "/")
      guard steps.count > 2, steps[0] == "Sources" || steps[0] == "Tests" else { return nil }
      return String(steps[1])
    }
  }

  /// A target of `Package.swift` and the targets and products it declares to use.
  struct Room {
    var name: String
    var uses: [String]
  }

  var files: [File]
  /// In the order of `Package.swift`; targets of tests come with their full names.
  var rooms: [Room]

  init(files: [File], manifest: String) {
    self.files = files
    rooms = Self.rooms(in: manifest)
  }

  /// Reads the repository that this file belongs to.
  static func standing() throws -> House {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let manifest = try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8)
    return House(files: try textFiles(below: root), manifest: manifest)
  }

  func file(_ path: String) -> File? { files.first { $0.path == path } }

  /// What is built, run or fetched here, and what belongs to git.
  private static func isOurs(_ path: String) -> Bool {
    let steps = path.split(separator: "/")
    let generated = steps.contains { $0 == ".git" || $0 == ".swiftpm" || $0.hasPrefix(".build") }
    let isResult = ["results", "notebooks-export"].contains(steps[0]) && steps.last != "README.md"
    return !generated && !isResult && steps.last != "Package.resolved" && steps.last != ".DS_Store"
  }

  private static func textFiles(below root: URL) throws -> [File] {
    var files: [File] = []
    var folders = [""]
    while let folder = folders.popLast() {
      let place = folder.isEmpty ? root : root.appending(path: folder)
      for name in try FileManager.default.contentsOfDirectory(atPath: place.path).sorted() {
        let path = folder.isEmpty ? name : "\(folder)/\(name)"
        guard isOurs(path) else { continue }
        let full = root.appending(path: path)
        let isFolder = try full.resourceValues(forKeys: [.isDirectoryKey]).isDirectory ?? false
        if isFolder {
          folders.append(path)
        } else if let text = try? String(contentsOf: full, encoding: .utf8) {
          files.append(File(path, text))
        }
      }
    }
    return files.sorted { $0.path < $1.path }
  }

  private static func rooms(in manifest: String) -> [Room] {
    let declaration =
      #/
      (room|door|tests|systemLibrary|target|testTarget)\(\s*(?:name:|of:)?\s*"(\w+)"
      (?:[^\[\]()]*?(?:uses|dependencies):\s*\[([^\]]*)\])?
      /#
    return manifest.matches(of: declaration).map { match in
      let uses = (match.3 ?? "").matches(of: /"([^"]+)"/).map { String($0.1) }
      return Room(name: String(match.2) + (match.1 == "tests" ? "Tests" : ""), uses: uses)
    }
  }
}
