/// What a file may look like and what may stand in it.
enum TextRules {
  static func tooLong(_ file: House.File) -> [String] {
    var problems: [String] = []
    if file.lines.count > 501 {
      problems.append("\(file.path) has \(file.lines.count - 1) lines; 500 are enough")
    }
    for (index, line) in file.lines.enumerated()
    where line.utf8.count > 100 && line.count > 100 {
      problems.append("\(file.path):\(index + 1) is \(line.count) columns wide; 100 are enough")
    }
    return problems
  }

  /// Functions and computed properties of more than 60 lines.
  ///
  /// Goes by indentation, which the formatter keeps: a body ends at the first closing brace that
  /// stands as far left as its declaration.
  static func longFunctions(_ file: House.File) -> [String] {
    let declaration =
      #/
      ^\s*(?:@\w+(?:\([^)]*\))?\s+)*
      (?:(?:public|package|internal|fileprivate|private)(?:\(set\))?\s+|static\s+|mutating\s+
        |consuming\s+|borrowing\s+|nonisolated\s+|final\s+|override\s+|convenience\s+|lazy\s+)*
      (?:func|init|deinit|subscript|var)\b
      /#
    return file.lines.indices.compactMap { start in
      // The regular expression is slow, and most lines declare nothing.
      let words = ["func ", "init", "subscript", "var "]
      let line = file.lines[start]
      guard words.contains(where: line.contains), line.contains(declaration),
        // A stored property with its first value is no function.
        !(line.contains("var ") && line.contains(" = ")),
        let end = bodyEnd(file.lines, from: start),
        end - start + 1 > 60
      else { return nil }
      return "\(file.path):\(start + 1): \(end - start + 1) lines in one function; 60 are enough"
    }
  }

  /// The line that closes the body of the declaration at a line; nil if it has none.
  private static func bodyEnd(_ lines: [String], from start: Int) -> Int? {
    let margin = indentation(lines[start])
    var line = start
    while !lines[line].hasSuffix("{") {
      line += 1
      guard line < lines.count, let first = lines[line].drop(while: { $0 == " " }).first else {
        return nil
      }
      // A signature goes on further right, or at the margin with what ends it.
      guard indentation(lines[line]) > margin || ")>{-w".contains(first) else { return nil }
    }
    return lines.indices.dropFirst(line + 1).first { end in
      indentation(lines[end]) == margin && lines[end].dropFirst(margin).hasPrefix("}")
    }
  }

  private static func indentation(_ line: String) -> Int {
    line.prefix { $0 == " " }.count
  }

  /// What makes two runs of one scenario differ, and what to use instead.
  private static let unrepeatable = [
    "SystemRandomNumber" + "Generator": "a RandomStream",
    ".shuffled" + "()": "shuffled(using:)",
    ".randomElement" + "()": "randomElement(using:)",
    "Hasher" + "()": "a digest that is the same in every process",
    "Date" + "()": "the simulation clock, or the clock that the door hands in",
    "UUID" + "()": "an identifier that is the same in every process",
  ]

  static func unrepeatable(_ file: House.File) -> [String] {
    matches(in: file) { line in
      for (banned, instead) in unrepeatable where line.contains(banned) {
        // The door tells the time of day, for provenance.
        if banned.hasPrefix("Date"), file.room == "bulkhead" { continue }
        return "use \(instead), not \(banned)"
      }
      return nil
    }
  }

  /// The files with unsafe code, and why each needs it.
  static let unsafeFiles = [
    "Sources/EventCore/DenseTable.swift": "storage of the event loop without reference counts",
    "Sources/Randomness/RandomStream+GSL.swift": "lends a stream's state to a C function",
    "Sources/ResultsStore/Folders/FileOperations.swift": "C calls that rename and sync files",
    "Sources/ResultsStore/Reading/ForeignDatabase.swift": "a limit on what SQLite hands out",
    "Sources/ResultsStore/Writers/RowInserter.swift": "C calls that bind a row's values",
    "Sources/Scheduling/Search/ScorePlanes.swift": "loops over blocks of scores",
    "Sources/ScenarioLoading/Files.swift": "C calls that resolve links",
    "Sources/ScenarioLoading/YAML/YAMLEventReader.swift": "the event stream of libyaml",
    "Sources/Validation/CFS/CFSPlatform.swift": "C calls that read clocks and remove cgroups",
  ]

  static func hasUnsafeCode(_ file: House.File) -> Bool {
    file.lines.contains { line in
      guard line.contains("unsafe") || line.contains("@unchecked") else { return false }
      return code(of: line).contains(/\bunsafe\b|@unchecked/)
    }
  }

  static func leftovers(_ file: House.File) -> [String] {
    let words = ["TO" + "DO", "FIX" + "ME", "XX" + "X"]
    return matches(in: file) { line in
      guard words.contains(where: line.contains) else { return nil }
      return line.split { !$0.isLetter }.first { words.contains(String($0)) }
        .map { "do it or write it down elsewhere: \($0)" }
    }
  }

  /// Paths of somebody's machine.
  static func machinePaths(_ file: House.File) -> [String] {
    let roots = ["/ho" + "me/", "/ro" + "ot/", "/Us" + "ers/", "/wo" + "rk/", "/tm" + "p/"]
    let outside = "../sha" + "red"
    return matches(in: file) { line in
      if line.contains(outside) { return "\(outside) is not part of this repository" }
      for root in roots {
        guard let range = line.firstRange(of: root) else { continue }
        // `docs/work/` is no such path; an absolute one begins the word.
        let before = line[..<range.lowerBound].last ?? " "
        guard before.isLetter || before.isNumber || "._-}".contains(before) else {
          return "\(root) is a path of somebody's machine"
        }
      }
      return nil
    }
  }

  private static func matches(
    in file: House.File,
    _ problem: (String) -> String?
  ) -> [String] {
    file.lines.enumerated().compactMap { index, line in
      problem(line).map { "\(file.path):\(index + 1): \($0)" }
    }
  }

  /// A line without its comment.
  private static func code(of line: String) -> Substring {
    line.firstRange(of: "//").map { line[..<$0.lowerBound] } ?? line[...]
  }
}
