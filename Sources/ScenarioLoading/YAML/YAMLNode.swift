/// A value of a YAML document and the place where it stands.
struct YAMLNode: Sendable {
  /// What the node holds.
  enum Content: Sendable {
    /// `isPlain` tells `no` from `"no"`.
    case scalar(text: String, isPlain: Bool)
    case sequence([YAMLNode])
    case mapping([YAMLEntry])
  }

  var content: Content
  /// From its first character to its last; of an alias, the place of the alias.
  var span: Span
  /// How many nodes it stands for, itself included, with every alias expanded.
  var weight: Int
  /// How many levels of nodes it has, itself included.
  var height: Int

  /// The value under a key of a mapping.
  subscript(key: String) -> YAMLEntry? {
    guard case .mapping(let entries) = content else { return nil }
    return entries.first { $0.key == key }
  }

  /// Whether it says nothing at all, as a document between two lines of dashes.
  var isEmpty: Bool {
    guard case .scalar(let text, let isPlain) = content else { return false }
    return text.isEmpty && isPlain
  }

  /// What a message marks: a scalar in full, of a collection only its beginning.
  var mark: Span {
    switch content {
    case .scalar:
      return span
    case .sequence:
      return Span(at: span.start)
    case .mapping(let entries):
      guard let first = entries.first, first.keySpan.start == span.start else {
        return Span(at: span.start)
      }
      return first.keySpan
    }
  }

  /// The kind of value, as messages name it.
  var kindName: String {
    switch content {
    case .scalar(let text, let isPlain): text.isEmpty && isPlain ? "nothing" : quoted(text)
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

/// A key of a mapping and its value.
struct YAMLEntry: Sendable {
  var key: String
  var keySpan: Span
  var value: YAMLNode
}
