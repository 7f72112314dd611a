/// Why a text is not a JSON document that we read, and where.
package struct JSONProblem: Error, Equatable {
  /// From 1.
  package var line: Int
  /// In bytes, from 1.
  package var column: Int
  package var reason: String
}

/// A step from a value to one within it.
package enum JSONStep: Hashable, Sendable {
  case key(String)
  case index(Int)
}

/// What a document of a stranger may cost.
package struct JSONBudget: Sendable {
  /// Lists and objects within each other; conformance cases need 8.
  package var depth: Int
  /// Values, keys not counted.
  package var values: Int

  package init(depth: Int = 64, values: Int = 500_000) {
    self.depth = depth
    self.values = values
  }
}

/// Parses a JSON document (RFC 8259); O(bytes), with recursion bounded by the budget.
///
/// Stricter than the standard where it leaves the meaning open: a key may stand only once in an
/// object, and numbers must be finite.
package func parseJSON(
  _ bytes: [UInt8],
  budget: JSONBudget = JSONBudget()
) throws(JSONProblem) -> JSONTree {
  var parser = JSONParser(bytes: bytes, budget: budget)
  let tree = try parser.value(depth: 0)
  parser.skipSpace()
  guard parser.isAtEnd else { throw parser.problem("unexpected text after the document") }
  return tree
}

/// Returns where the value at the end of a path stands, as a problem with the given reason; the
/// whole document if there is none.
///
/// Parses again: a tree without places is smaller, and only a reader's complaint needs them.
package func jsonProblem(
  _ reason: String,
  at path: [JSONStep],
  in bytes: [UInt8],
  budget: JSONBudget = JSONBudget()
) -> JSONProblem {
  var parser = JSONParser(bytes: bytes, budget: budget)
  parser.target = path
  _ = try? parser.value(depth: 0)
  parser.position = parser.found ?? 0
  return parser.problem(reason)
}

private struct JSONParser {
  let bytes: [UInt8]
  let budget: JSONBudget
  var position = 0
  var values = 0
  /// The path that is looked for, the one that is being read, and where the first was found.
  var target: [JSONStep]?
  var path: [JSONStep] = []
  var found: Int?

  init(bytes: [UInt8], budget: JSONBudget) {
    self.bytes = bytes
    self.budget = budget
  }

  var isAtEnd: Bool { position == bytes.count }
  private var next: UInt8? { isAtEnd ? nil : bytes[position] }

  func problem(_ reason: String) -> JSONProblem {
    let before = bytes[..<position]
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    return JSONProblem(line: line, column: position - lineStart + 1, reason: reason)
  }

  mutating func skipSpace() {
    while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { position += 1 }
  }

  mutating func value(depth: Int) throws(JSONProblem) -> JSONTree {
    skipSpace()
    guard depth <= budget.depth else {
      throw problem("nested more than \(budget.depth) deep")
    }
    if let target, found == nil, target == path { found = position }
    values += 1
    guard values <= budget.values else { throw problem("more than \(budget.values) values") }
    switch next {
    case UInt8(ascii: "{"): return .object(try members(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try elements(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case nil: throw problem("the text ends where a value should stand")
    default: return try number()
    }
  }

  /// A value within the one that is being read.
  private mutating func value(depth: Int, _ step: JSONStep) throws(JSONProblem) -> JSONTree {
    guard target != nil else { return try value(depth: depth) }
    path.append(step)
    defer { path.removeLast() }
    return try value(depth: depth)
  }

  private mutating func members(depth: Int) throws(JSONProblem) -> [JSONTree.Member] {
    var members: [JSONTree.Member] = []
    var keys: Set<String> = []
    position += 1
    skipSpace()
    if takes("}") { return [] }
    repeat {
      skipSpace()
      guard next == UInt8(ascii: "\"") else { throw problem("a key in quotes should stand here") }
      let start = position
      let key = try string()
      guard keys.insert(key).inserted else {
        position = start
        throw problem("the key '\(key)' stands twice")
      }
      skipSpace()
      guard takes(":") else { throw problem("':' should stand here") }
      members.append(.init(key: key, value: try value(depth: depth, .key(key))))
      skipSpace()
    } while takes(",")
    guard takes("}") else { throw problem("',' or '}' should stand here") }
    return members
  }

  private mutating func elements(depth: Int) throws(JSONProblem) -> [JSONTree] {
    var elements: [JSONTree] = []
    position += 1
    skipSpace()
    if takes("]") { return [] }
    repeat {
      elements.append(try value(depth: depth, .index(elements.count)))
      skipSpace()
    } while takes(",")
    guard takes("]") else { throw problem("',' or ']' should stand here") }
    return elements
  }

  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func word(
    _ word: StaticString,
    _ value: JSONTree
  ) throws(JSONProblem)
    -> JSONTree
  {
    for scalar in "\(word)".unicodeScalars where !takes(scalar) {
      throw problem("'\(word)' should stand here")
    }
    return value
  }
}

// MARK: Numbers

extension JSONParser {
  private mutating func number() throws(JSONProblem) -> JSONTree {
    let start = position
    _ = takes("-")
    let digitsStart = position
    guard digits() > 0 else {
      position = start
      throw problem("a value should stand here")
    }
    guard bytes[digitsStart] != UInt8(ascii: "0") || position == digitsStart + 1 else {
      position = start
      throw problem("a number must not begin with 0")
    }
    var isWhole = true
    if takes(".") {
      isWhole = false
      guard digits() > 0 else { throw problem("a digit should stand here") }
    }
    if takes("e") || takes("E") {
      isWhole = false
      if !takes("+") { _ = takes("-") }
      guard digits() > 0 else { throw problem("a digit should stand here") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isWhole, let integer = Int64(text) { return .integer(integer) }
    guard let number = Double(text), number.isFinite else { throw problem("no finite number") }
    return .number(number)
  }

  private mutating func digits() -> Int {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position - start
  }
}

// MARK: Texts

extension JSONParser {
  private mutating func string() throws(JSONProblem) -> String {
    position += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        guard let valid = String(validating: text, as: UTF8.self) else {
          throw problem("a text is not valid UTF-8")
        }
        return valid
      case UInt8(ascii: "\\"):
        text += "\(try escaped())".utf8
      case ..<0x20:
        throw problem("a control character stands in a text")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw problem("a text has no end")
  }

  private mutating func escaped() throws(JSONProblem) -> Unicode.Scalar {
    position += 1
    let simple: [UInt8: Unicode.Scalar] = [
      UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
      UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n",
      UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]
    if let byte = next, let scalar = simple[byte] {
      position += 1
      return scalar
    }
    guard takes("u") else { throw problem("an unknown escape stands in a text") }
    var code = try fourHexDigits()
    if (0xD800..<0xDC00).contains(code) {
      guard takes("\\"), takes("u") else { throw problem("half a surrogate pair") }
      let low = try fourHexDigits()
      guard (0xDC00..<0xE000).contains(low) else { throw problem("half a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw problem("half a surrogate pair") }
    return scalar
  }

  private mutating func fourHexDigits() throws(JSONProblem) -> UInt32 {
    guard position + 4 <= bytes.count,
      let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16),
      bytes[position] != UInt8(ascii: "+"), bytes[position] != UInt8(ascii: "-")
    else { throw problem("four hexadecimal digits should stand here") }
    position += 4
    return code
  }
}
