internal import StrictJSON

/// One topic of conformance cases: turns the inputs of a case into an answer and compares it with
/// the expected one.
struct ConformanceTopic: Sendable {
  /// As in the `topic` field of its case file.
  let name: String
  private let judge: @Sendable (_ inputs: JSONTree, _ expected: JSONTree) throws -> Void

  /// - Parameters:
  ///   - name: as in the `topic` field of its case file.
  ///   - judge: throws a `Mismatch` where the product's answer is not the expected one. Keys in
  ///     snake case are decoded into camel case. A field that neither type has fails the case: it
  ///     would be a rule that nobody applies.
  init<Inputs: Decodable & SendableMetatype, Expected: Decodable & SendableMetatype>(
    _ name: String,
    _ judge: @escaping @Sendable (_ inputs: Inputs, _ expected: Expected) throws -> Void
  ) {
    self.name = name
    self.judge = { inputTree, expectedTree in
      let inputs = try decode(Inputs.self, from: inputTree)
      let expected = try decode(Expected.self, from: expectedTree)
      let unread = inputs.unread.map { "inputs.\($0)" } + expected.unread.map { "expected.\($0)" }
      guard unread.isEmpty else { throw Mismatch.unknownFields(unread) }
      try judge(inputs.value, expected.value)
    }
  }

  /// A topic whose cases are of several kinds, told apart by `kind` under inputs.
  init(_ name: String, kinds: [String: ConformanceTopic]) {
    self.name = name
    judge = { inputs, expected in
      guard case .object(let members) = inputs, case .string(let kind) = inputs["kind"] else {
        throw Mismatch(description: "inputs.kind is missing")
      }
      guard let topic = kinds[kind] else {
        throw Mismatch(description: "unknown kind '\(kind)'")
      }
      try topic.judge(.object(members.filter { $0.key != "kind" }), expected)
    }
  }

  /// Throws a `Mismatch` if the answer is wrong and a `DecodingError` if the case is malformed.
  func check(inputs: JSONTree, expected: JSONTree) throws { try judge(inputs, expected) }
}

/// An answer that is not the expected one, or a case to which there is no answer.
struct Mismatch: Error {
  var description: String

  static func unknownFields(_ fields: [String]) -> Mismatch {
    Mismatch(description: "unknown field \(fields.joined(separator: ", "))")
  }
}

/// Throws a `Mismatch` unless both values are equal.
func expectEqual<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String) throws {
  guard found != expected else { return }
  throw Mismatch(description: "\(what): found \(found), expected \(expected)")
}

/// Throws a `Mismatch` unless two numbers differ by at most the tolerance; NaN never agrees.
func expectClose(
  _ found: Double,
  _ expected: Double,
  within tolerance: Double,
  _ what: String
)
  throws
{
  guard found == expected || abs(found - expected) <= tolerance else {
    throw Mismatch(description: "\(what): found \(found), expected \(expected) ± \(tolerance)")
  }
}

/// The value, or a `Mismatch` if the case says nothing that we know.
func known<Value>(_ value: Value?, _ what: String) throws -> Value {
  guard let value else { throw Mismatch(description: what) }
  return value
}
