internal import Foundation

/// One topic of conformance cases: turns the inputs of a case into an answer and compares it with
/// the expected one.
struct ConformanceTopic: Sendable {
  /// As in the `topic` field of its case file.
  let name: String
  private let judge: @Sendable (_ inputs: Data, _ expected: Data) throws -> Void

  /// - Parameters:
  ///   - name: as in the `topic` field of its case file.
  ///   - judge: throws a `Mismatch` where the product's answer is not the expected one. Keys in
  ///     snake case are decoded into camel case.
  init<Inputs: Decodable & SendableMetatype, Expected: Decodable & SendableMetatype>(
    _ name: String,
    _ judge: @escaping @Sendable (_ inputs: Inputs, _ expected: Expected) throws -> Void
  ) {
    self.name = name
    self.judge = { inputs, expected in
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      try judge(
        decoder.decode(Inputs.self, from: inputs),
        decoder.decode(Expected.self, from: expected)
      )
    }
  }

  /// Throws a `Mismatch` if the answer is wrong and a `DecodingError` if the case is malformed.
  func check(inputs: Data, expected: Data) throws { try judge(inputs, expected) }
}

/// An answer that is not the expected one.
struct Mismatch: Error {
  var description: String
}

/// Throws a `Mismatch` unless both values are equal.
func expectEqual<Value: Equatable>(_ found: Value, _ expected: Value, _ what: String) throws {
  guard found != expected else { return }
  throw Mismatch(description: "\(what): found \(found), expected \(expected)")
}
