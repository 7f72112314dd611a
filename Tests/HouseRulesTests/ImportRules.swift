/// Which room may import what.
enum ImportRules {
  /// What a room may import besides what `Package.swift` declares, and what for.
  static let platform: [String: Set<String>] = [
    // The C library asks for huge pages, and has zeros.
    "EventCore": ["Glibc", "Darwin"],
    // The logarithm and the natural log of 1 + x come from the C library.
    "Randomness": ["Glibc", "Darwin"],
    // Powers and logarithms come from the C library.
    "Edge": ["Glibc", "Darwin"],
    "Contention": ["Glibc", "Darwin"],
    // Exponential functions of scores and of decaying usage, logarithms of spread: the C library.
    "Scheduling": ["Glibc", "Darwin"],
    // CYaml is the target of Yams with the event stream; Foundation reads files.
    "ScenarioLoading": ["CYaml", "Foundation"],
    // Foundation reads the case files that are shipped as resources, finds published traces and
    // starts processes; the C library measures them, a lock keeps what their threads hand in.
    "Validation": ["Foundation", "Glibc", "Darwin", "Synchronization"],
    // Foundation writes files and JSON; the C library renames and syncs them.
    "ResultsStore": ["Foundation", "Glibc", "Darwin", "Synchronization"],
    // The door meets the world: clock, environment, streams; a signal handler sets an atomic.
    "bulkhead": ["Foundation", "Synchronization"],
  ]

  /// Tests may look at the platform as they like.
  static let testing: Set<String> = [
    "Testing", "Foundation", "FoundationXML", "Glibc", "Darwin", "Dispatch", "Synchronization",
  ]

  /// What a line imports, with any access level or attribute; nil if it does not.
  static func imported(_ line: String) -> String? {
    guard line.contains("import ") else { return nil }
    let statement =
      #/
      ^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?
      import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)
      /#
    return line.firstMatch(of: statement).map { String($0.1) }
  }

  static func undeclaredImports(in house: House) -> [String] {
    house.files.filter(\.isSwift).flatMap { file in
      guard let name = file.room else { return [String]() }
      let isTest = file.path.hasPrefix("Tests/")
      guard let room = house.rooms.first(where: { $0.name == name }) else {
        return ["\(file.path): Package.swift declares no target \(name)"]
      }
      let more = platform[name, default: []].union(isTest ? testing : [])
      return file.lines.compactMap(imported).compactMap { module in
        if room.uses.contains(module) || more.contains(module) { return nil }
        return "\(file.path) imports \(module), which \(name) does not declare"
      }
    }
  }

  /// A leave that nobody takes is no longer needed.
  static func idleLeaves(in house: House) -> [String] {
    platform.flatMap { room, modules in
      let files = house.files.filter { $0.isSource && $0.room == room }
      let taken = Set(files.flatMap { $0.lines.compactMap(imported) })
      return modules.subtracting(taken).map { "\(room) no longer imports \($0)" }
    }
  }

  /// Rooms use only rooms above them; nothing is used twice.
  static func roomsOutOfOrder(in house: House) -> [String] {
    let names = house.rooms.map(\.name)
    return house.rooms.enumerated().flatMap { index, room in
      room.uses.compactMap { used in
        guard let place = names.firstIndex(of: used), place >= index else { return nil }
        return "\(room.name) uses \(used), which stands below it"
      }
    }
  }
}
