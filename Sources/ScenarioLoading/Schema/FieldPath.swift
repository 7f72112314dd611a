/// Where in a scenario a value stands, for example `spec.tenants[0].services[1].replicas`.
///
/// A path that begins with an index leads into another document of the file: `documents[1].spec`.
struct FieldPath: Hashable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
  enum Step: Hashable, Sendable {
    case key(String)
    case index(Int)
  }

  private(set) var steps: [Step] = []

  init() {}

  /// Keys joined by dots; for paths without indices and without keys that hold dots.
  init(stringLiteral keys: String) {
    steps = keys.split(separator: ".").map { .key(String($0)) }
  }

  subscript(key: String) -> FieldPath { appending(.key(key)) }
  subscript(index: Int) -> FieldPath { appending(.index(index)) }

  private func appending(_ step: Step) -> FieldPath {
    var path = self
    path.steps.append(step)
    return path
  }

  /// The paths from the root to this one, both included, shortest first.
  var prefixes: [FieldPath] {
    var prefix = FieldPath()
    return [prefix]
      + steps.map { step in
        prefix.steps.append(step)
        return prefix
      }
  }

  var description: String { text { "[\($0)]" } }

  /// The path without the numbers of the items: `spec.tenants[].services[].replicas`.
  var pattern: String { text { _ in "[]" } }

  /// The pattern as messages name it.
  var title: String {
    guard case .index? = steps.first else {
      return steps.isEmpty ? "the scenario" : "`\(pattern)`"
    }
    var inside = self
    inside.steps.removeFirst()
    return inside.steps.isEmpty ? "the document" : inside.title
  }

  private func text(index: (Int) -> String) -> String {
    var text = ""
    if case .index? = steps.first { text = "documents" }
    for step in steps {
      switch step {
      case .index(let number): text += index(number)
      case .key(let key) where key.utf8.contains(where: mustBeQuoted):
        text += "[\"\(visible(key))\"]"
      case .key(let key): text += text.isEmpty ? visible(key) : ".\(visible(key))"
      }
    }
    return text
  }
}

/// Whether a byte of a key would read as part of a path.
private func mustBeQuoted(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "\""): true
  default: false
  }
}
