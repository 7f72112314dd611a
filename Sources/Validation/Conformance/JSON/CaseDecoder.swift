internal import StrictJSON

/// Decodes a value from a tree and says which of its fields nobody asked for.
///
/// Keys in snake case are decoded into camel case, but those of dictionaries are kept as they
/// are. A field that the value does not ask for would be a rule that we do not apply, so the
/// caller can refuse it; one that is null says nothing.
func decode<Value: Decodable>(
  _ type: Value.Type,
  from tree: JSONTree
) throws -> (value: Value, unread: [String]) {
  let reads = FieldReads()
  let value = try CaseDecoder(tree: tree, codingPath: [], reads: reads).decode(type)
  return (value, reads.unread(in: tree))
}

/// The places of a document that have been asked for.
final class FieldReads {
  private var places: Set<String> = []

  func insert(_ path: [any CodingKey]) { places.insert(placeText(path)) }

  /// The fields that hold something and have not been asked for, in the order of the document.
  func unread(in tree: JSONTree, under path: [any CodingKey] = []) -> [String] {
    switch tree {
    case .object(let members):
      members.flatMap { member -> [String] in
        let place = path + [PlainKey(member.key)]
        if member.value == .null { return [] }
        if !places.contains(placeText(place)) { return [placeText(place)] }
        return unread(in: member.value, under: place)
      }
    case .array(let elements):
      elements.enumerated().flatMap { index, element in
        unread(in: element, under: path + [PlainKey(index)])
      }
    default: []
    }
  }
}

/// `pods[2].init_containers`, as a reader would look it up.
func placeText(_ path: [any CodingKey]) -> String {
  path.reduce(into: "") { text, key in
    if let index = key.intValue {
      text += "[\(index)]"
    } else {
      text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
    }
  }
}

/// A key as it stands in the document, or an index.
struct PlainKey: CodingKey {
  var stringValue: String
  var intValue: Int?

  init(_ key: String) { stringValue = key }

  init(_ index: Int) {
    stringValue = "\(index)"
    intValue = index
  }

  init?(stringValue: String) { self.init(stringValue) }

  init?(intValue: Int) { self.init(intValue) }
}

struct CaseDecoder: Decoder {
  let tree: JSONTree
  let codingPath: [any CodingKey]
  let reads: FieldReads

  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let dictionary = type as? any KeyedByText.Type {
      guard let value = try dictionary.init(verbatim: self) as? Value else {
        throw mismatch(type)
      }
      return value
    }
    return try Value(from: self)
  }

  /// The decoder of something inside.
  func inside(_ tree: JSONTree, _ key: PlainKey) -> CaseDecoder {
    let path = codingPath + [key]
    if key.intValue == nil { reads.insert(path) }
    return CaseDecoder(tree: tree, codingPath: path, reads: reads)
  }

  func mismatch(_ type: Any.Type) -> DecodingError {
    DecodingError.typeMismatch(
      type,
      .init(codingPath: codingPath, debugDescription: "found \(tree.kind)")
    )
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = tree else { throw mismatch([String: Any].self) }
    return KeyedDecodingContainer(Fields(decoder: self, members: members))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard case .array(let elements) = tree else { throw mismatch([Any].self) }
    return Elements(decoder: self, elements: elements)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { self }
}

/// A dictionary whose keys are names of somebody's, such as those of resources.
private protocol KeyedByText {
  init(verbatim decoder: CaseDecoder) throws
}

extension Dictionary: KeyedByText where Key == String, Value: Decodable {
  fileprivate init(verbatim decoder: CaseDecoder) throws {
    guard case .object(let members) = decoder.tree else { throw decoder.mismatch(Self.self) }
    self.init()
    for member in members {
      self[member.key] = try decoder.inside(member.value, PlainKey(member.key)).decode(Value.self)
    }
  }
}
