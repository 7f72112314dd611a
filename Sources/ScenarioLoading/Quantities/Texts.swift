/// Names as RFC 1123 labels: what Kubernetes accepts for namespaces, and safe in paths and tables.
func name() -> Grammar<String> {
  Grammar(
    schema: ScalarSchema(kinds: [.string], pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"),
    standIn: "",
    parse: { text throws(GrammarProblem) in
      guard isName(text) else {
        let accepted = "needs 1 to 63 of a-z, 0-9 and -, with no - at either end"
        throw GrammarProblem("\(accepted), found \(quoted(text))", help: nameHelp(text))
      }
      return text
    }
  )
}

private func isName(_ text: String) -> Bool {
  let bytes = Array(text.utf8)
  guard (1...63).contains(bytes.count) else { return false }
  let hyphen = UInt8(ascii: "-")
  guard bytes.first != hyphen, bytes.last != hyphen else { return false }
  return bytes.allSatisfy { byte in
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == hyphen
  }
}

private func nameHelp(_ text: String) -> String? {
  let spelt = text.lowercased().replacing("_", with: "-").replacing(" ", with: "-")
    .replacing(".", with: "-")
  return isName(spelt) ? "did you mean `\(spelt)`? A `displayName` may hold any text" : nil
}

/// Prose for readers: any text without control characters and direction overrides.
func prose(atMost longest: Int = 4000) -> Grammar<String> {
  Grammar(
    schema: ScalarSchema(kinds: [.string, .number, .boolean]),
    standIn: "",
    parse: { text throws(GrammarProblem) in
      if let hidden = text.unicodeScalars.first(where: \.isForbiddenInProse) {
        let escape = quoted(String(hidden))
        throw GrammarProblem("holds the invisible character \(escape), which may mislead readers")
      }
      guard text.unicodeScalars.count <= longest else {
        throw GrammarProblem("must have at most \(longest) characters")
      }
      return text
    }
  )
}

/// Label keys and taint keys: an optional DNS domain and a name, as in `nvidia.com/gpu`.
func qualifiedName() -> Grammar<String> {
  Grammar(
    schema: ScalarSchema(kinds: [.string], pattern: qualifiedNamePattern),
    standIn: "",
    parse: { text throws(GrammarProblem) in
      if let problem = qualifiedNameProblem(text) { throw problem }
      return text
    }
  )
}

let qualifiedNamePattern =
  "^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$"

/// Says what keeps a text from being a label key, if anything; source: apimachinery's validation.
func qualifiedNameProblem(_ text: String) -> GrammarProblem? {
  let parts = text.split(separator: "/", omittingEmptySubsequences: false)
  let isWellFormed =
    switch parts.count {
    case 1: isLabelName(parts[0])
    case 2: parts[0].utf8.count <= 253 && isLabelName(parts[1]) && isDomain(parts[0])
    default: false
    }
  guard !isWellFormed else { return nil }
  return GrammarProblem("\(quoted(text)) is no label key such as `disk` or `example.com/disk`")
}

/// Values of labels; source: apimachinery's `IsValidLabelValue`.
func labelValue(canBeEmpty: Bool = true) -> Grammar<String> {
  Grammar(
    schema: ScalarSchema(
      kinds: [.string, .number, .boolean],
      pattern: canBeEmpty
        ? "^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$"
        : "^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$"
    ),
    standIn: "",
    parse: { text throws(GrammarProblem) in
      guard text.isEmpty ? canBeEmpty : isLabelName(Substring(text)) else {
        let accepted = "needs at most 63 letters, digits, -, _ and ., letters or digits at the ends"
        throw GrammarProblem("\(accepted), found \(quoted(text))")
      }
      return text
    }
  )
}

private func isDomain(_ text: Substring) -> Bool {
  text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { isName(String($0)) }
}

/// Whether a byte is a letter or digit of ASCII.
func isAlphanumeric(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
}

private func isLabelName(_ text: Substring) -> Bool {
  guard (1...63).contains(text.utf8.count), let first = text.utf8.first, let last = text.utf8.last
  else { return false }
  guard isAlphanumeric(first), isAlphanumeric(last) else { return false }
  return text.utf8.allSatisfy { isAlphanumeric($0) || "-_.".utf8.contains($0) }
}
