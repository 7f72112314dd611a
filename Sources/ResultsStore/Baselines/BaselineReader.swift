internal import StrictJSON

/// What is wrong with a baseline, and at the end of which path.
struct BaselineProblem: Error {
  var path: [JSONStep]
  var reason: String
}

/// An object of a baseline: every member is asked for with the type and range it must have.
struct BaselineReader {
  private let members: [String: JSONTree]
  private let path: [JSONStep]

  init(_ tree: JSONTree, _ path: [JSONStep]) throws(BaselineProblem) {
    self.path = path
    guard case .object(let list) = tree else {
      throw BaselineProblem(path: path, reason: "expected an object, found \(tree.kind)")
    }
    members = Dictionary(list.map { ($0.key, $0.value) }) { first, _ in first }
  }

  func problem(_ reason: String, at key: String) -> BaselineProblem {
    BaselineProblem(path: members[key] == nil ? path : path + [.key(key)], reason: reason)
  }

  /// Refuses members that nobody would read.
  func only(_ known: Set<String>) throws(BaselineProblem) {
    if let other = members.keys.filter({ !known.contains($0) }).min() {
      throw problem("unknown member '\(other.prefix(80))'", at: other)
    }
  }

  func text(_ key: String) throws(BaselineProblem) -> String {
    guard let text = try optionalText(key) else { throw missing(key, "a text") }
    return text
  }

  func optionalText(_ key: String) throws(BaselineProblem) -> String? {
    switch members[key] {
    case nil: return nil
    case .string(let text) where text.utf8.count <= RowReader.longestText: return text
    case .string: throw problem("expected at most \(RowReader.longestText) bytes", at: key)
    case let other?: throw problem("expected a text, found \(other.kind)", at: key)
    }
  }

  func word<Word: CaseIterable & RawRepresentable<String>>(
    _ key: String,
    of type: Word.Type
  ) throws(BaselineProblem) -> Word {
    let text = try text(key)
    guard let word = Word(rawValue: text) else {
      let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
      throw problem("found '\(text.prefix(80))', expected one of \(words)", at: key)
    }
    return word
  }

  func whole(_ key: String, in range: ClosedRange<Int64>) throws(BaselineProblem) -> Int64 {
    guard let value = try optionalWhole(key, in: range) else {
      throw missing(key, "a whole number")
    }
    return value
  }

  func optionalWhole(_ key: String, in range: ClosedRange<Int64>) throws(BaselineProblem) -> Int64?
  {
    switch members[key] {
    case nil: return nil
    case .integer(let value) where range.contains(value): return value
    case .integer(let value):
      throw problem(
        "found \(value), expected \(range.lowerBound) to \(range.upperBound)",
        at: key
      )
    case let other?: throw problem("expected a whole number, found \(other.kind)", at: key)
    }
  }

  func number(_ key: String, in range: ClosedRange<Double>) throws(BaselineProblem) -> Double {
    guard let value = try optionalNumber(key) else { throw missing(key, "a number") }
    guard range.contains(value) else {
      throw problem(
        "found \(value), expected \(range.lowerBound) to \(range.upperBound)",
        at: key
      )
    }
    return value
  }

  func optionalNumber(_ key: String) throws(BaselineProblem) -> Double? {
    guard let tree = members[key] else { return nil }
    guard let value = tree.finiteNumber else {
      throw problem("expected a number below 1e300, found \(tree.kind)", at: key)
    }
    return value
  }

  /// The value of each replication; nil where one can't state it.
  func samples() throws(BaselineProblem) -> [Double?] {
    guard let tree = members["samples"] else { return [] }
    guard case .array(let elements) = tree else {
      throw problem("expected a list, found \(tree.kind)", at: "samples")
    }
    var samples: [Double?] = []
    samples.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      if element == .null {
        samples.append(nil)
      } else if let value = element.finiteNumber {
        samples.append(value)
      } else {
        throw BaselineProblem(
          path: path + [.key("samples"), .index(index)],
          reason: "expected a number below 1e300 or null, found \(element.kind)"
        )
      }
    }
    return samples
  }

  func list<Value>(
    _ key: String,
    _ read: (BaselineReader) throws(BaselineProblem) -> Value
  ) throws(BaselineProblem) -> [Value] {
    guard case .array(let elements)? = members[key] else { throw missing(key, "a list") }
    var values: [Value] = []
    for (index, element) in elements.enumerated() {
      values.append(try read(BaselineReader(element, path + [.key(key), .index(index)])))
    }
    return values
  }

  private func missing(_ key: String, _ expected: String) -> BaselineProblem {
    problem("expected \(expected) called '\(key)'", at: key)
  }
}

extension JSONTree {
  /// Nil if this is no number, or so large that arithmetic with it would not be finite.
  fileprivate var finiteNumber: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value) where value.magnitude < 1e300: value
    default: nil
    }
  }
}
