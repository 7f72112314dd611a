internal import StrictJSON

/// The fields of an object.
struct Fields<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: CaseDecoder
  /// The members by the names under which they are asked for.
  private let members: [String: JSONTree.Member]

  init(decoder: CaseDecoder, members: [JSONTree.Member]) {
    self.decoder = decoder
    self.members = Dictionary(
      members.map { (camelCased($0.key), $0) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  var codingPath: [any CodingKey] { decoder.codingPath }
  var allKeys: [Key] { members.keys.sorted().compactMap { Key(stringValue: $0) } }

  func contains(_ key: Key) -> Bool { member(key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool { try field(key).tree == .null }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    try field(key).decode(type)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type,
    forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { try field(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try field(key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }

  func superDecoder(forKey key: Key) throws -> any Decoder { try field(key) }

  private func member(_ key: Key) -> JSONTree.Member? { members[key.stringValue] }

  private func field(_ key: Key) throws -> CaseDecoder {
    guard let member = member(key) else {
      throw DecodingError.keyNotFound(
        key,
        .init(codingPath: codingPath, debugDescription: "no such field")
      )
    }
    return decoder.inside(member.value, PlainKey(member.key))
  }
}

/// `init_containers` as a property is called: `initContainers`.
private func camelCased(_ key: String) -> String {
  let words = key.split(separator: "_")
  guard let first = words.first, words.count > 1 else { return key }
  return String(first)
    + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
    .joined()
}

/// The elements of a list, one after the other.
struct Elements: UnkeyedDecodingContainer {
  let decoder: CaseDecoder
  let elements: [JSONTree]
  private(set) var currentIndex = 0

  init(decoder: CaseDecoder, elements: [JSONTree]) {
    self.decoder = decoder
    self.elements = elements
  }

  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex == elements.count }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex] == .null else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    try next().decode(type)
  }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try next().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { try next() }

  private mutating func next() throws -> CaseDecoder {
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        JSONTree.self,
        .init(codingPath: codingPath, debugDescription: "the list has \(elements.count) elements")
      )
    }
    defer { currentIndex += 1 }
    return decoder.inside(elements[currentIndex], PlainKey(currentIndex))
  }
}

/// A single value: a number is converted only if nothing of it is lost.
extension CaseDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { tree == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    guard case .bool(let value) = tree else { throw mismatch(type) }
    return value
  }

  func decode(_ type: String.Type) throws -> String {
    guard case .string(let text) = tree else { throw mismatch(type) }
    return text
  }

  func decode(_ type: Double.Type) throws -> Double {
    switch tree {
    case .integer(let integer): return Double(integer)
    case .number(let number): return number
    default: throw mismatch(type)
    }
  }

  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try whole(type) }
  func decode(_ type: Int8.Type) throws -> Int8 { try whole(type) }
  func decode(_ type: Int16.Type) throws -> Int16 { try whole(type) }
  func decode(_ type: Int32.Type) throws -> Int32 { try whole(type) }
  func decode(_ type: Int64.Type) throws -> Int64 { try whole(type) }
  func decode(_ type: UInt.Type) throws -> UInt { try whole(type) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try whole(type) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try whole(type) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try whole(type) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try whole(type) }

  private func whole<Integer: FixedWidthInteger>(_ type: Integer.Type) throws -> Integer {
    switch tree {
    case .integer(let integer):
      if let exact = Integer(exactly: integer) { return exact }
    case .number(let number):
      if let exact = Integer(exactly: number) { return exact }
    default: throw mismatch(type)
    }
    throw DecodingError.dataCorrupted(
      .init(codingPath: codingPath, debugDescription: "no whole number that fits")
    )
  }
}
