internal import Foundation
internal import StrictJSON

/// One file of conformance cases: `{topic, function, units, notes, cases}`.
struct CaseFile {
  var topic: String
  /// Each a whole case, or something that is none.
  var cases: [JSONTree]

  /// Why a file is none of ours; one sentence without a full stop.
  struct Unreadable: Error, Equatable {
    var reason: String
  }

  /// Files of more bytes than this are not read; the largest shipped one has 42,000.
  static let mostBytes = 16 << 20

  static func read(_ url: URL) throws(Unreadable) -> CaseFile {
    // A pipe or device would never end.
    let values = try? url.resolvingSymlinksInPath().resourceValues(forKeys: [
      .isRegularFileKey, .fileSizeKey,
    ])
    guard values?.isRegularFile == true else { throw Unreadable(reason: "not a regular file") }
    guard let size = values?.fileSize, size <= mostBytes else {
      throw Unreadable(reason: "more than \(mostBytes >> 20) MiB")
    }
    guard let data = try? Data(contentsOf: url) else {
      throw Unreadable(reason: "cannot be read")
    }
    return try CaseFile(bytes: [UInt8](data))
  }

  init(bytes: [UInt8]) throws(Unreadable) {
    let tree: JSONTree
    do {
      tree = try parseJSON(bytes)
    } catch {
      throw Unreadable(reason: "\(error.line):\(error.column): \(error.reason)")
    }
    guard case .object(let members) = tree else { throw Unreadable(reason: "not an object") }
    let fields: Set<String> = ["topic", "function", "units", "notes", "cases"]
    if let other = members.first(where: { !fields.contains($0.key) }) {
      throw Unreadable(reason: "unknown field '\(other.key)'")
    }
    guard case .string(let topic) = tree["topic"] else { throw Unreadable(reason: "no topic") }
    guard case .array(let cases) = tree["cases"] else { throw Unreadable(reason: "no cases") }
    guard !cases.isEmpty else { throw Unreadable(reason: "its list of cases is empty") }
    self.topic = topic
    self.cases = cases
  }
}

/// What became of one case.
struct CaseOutcome: Equatable {
  var name: String
  /// Nil if the product gave the expected answer.
  var failure: String?
}

extension CaseFile {
  /// Judges every case; one that is malformed or of an unknown topic fails.
  func outcomes(_ topics: [ConformanceTopic]) -> [CaseOutcome] {
    let judge = topics.first { $0.name == topic }
    return cases.enumerated().map { index, tree in
      var outcome = CaseOutcome(name: "case \(index + 1)", failure: nil)
      if case .string(let name) = tree["name"] { outcome.name = name }
      do {
        let judge = try known(judge, "unknown topic '\(topic)'")
        try judge.check(tree)
      } catch {
        outcome.failure = reason(error)
      }
      return outcome
    }
  }

  private func reason(_ error: any Error) -> String {
    let text: String
    switch error {
    case let mismatch as Mismatch: text = mismatch.description
    case let error as DecodingError: text = "malformed case: \(words(for: error))"
    default: text = "\(error)"
    }
    // A case of a stranger may hold a list as long as the file.
    return text.count <= 500 ? text : text.prefix(500) + "…"
  }

  private func words(for error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      "\(placeText(context.codingPath + [key])) is missing"
    case .typeMismatch(let type, let context), .valueNotFound(let type, let context):
      "\(placeText(context.codingPath)) should be \(type): \(context.debugDescription)"
    case .dataCorrupted(let context):
      "\(placeText(context.codingPath)): \(context.debugDescription)"
    @unknown default: "\(error)"
    }
  }
}

extension ConformanceTopic {
  /// Judges a whole case, `{name, source, inputs, expected}`.
  fileprivate func check(_ tree: JSONTree) throws {
    guard case .object(let members) = tree else {
      throw Mismatch(description: "malformed case: found \(tree.kind)")
    }
    let fields: Set<String> = ["name", "source", "inputs", "expected"]
    let others = members.map(\.key).filter { !fields.contains($0) }
    guard others.isEmpty else { throw Mismatch.unknownFields(others) }
    guard case .string = tree["name"] else {
      throw Mismatch(description: "malformed case: it has no name")
    }
    guard let inputs = tree["inputs"], let expected = tree["expected"] else {
      throw Mismatch(description: "malformed case: inputs or expected is missing")
    }
    try check(inputs: inputs, expected: expected)
  }
}
