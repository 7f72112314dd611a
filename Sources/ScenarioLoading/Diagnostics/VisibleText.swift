/// Returns text in which every control, direction and other invisible character is written out.
func visible(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: \.isInvisible) else { return text }
  return text.unicodeScalars.map(visible).joined()
}

/// Returns the character, or its escape if a reader could not see it.
func visible(_ scalar: Unicode.Scalar) -> String {
  guard scalar.isInvisible else { return String(scalar) }
  switch scalar {
  case "\n": return "\\n"
  case "\r": return "\\r"
  case "\t": return "\\t"
  default: return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
  }
}

/// Returns text from a file in the form that messages quote it: visible, short, in backticks.
package func quoted(_ text: some StringProtocol) -> String {
  let longest = 60
  let scalars = text.unicodeScalars
  let head = visible(String(String.UnicodeScalarView(scalars.prefix(longest))))
  return scalars.count > longest ? "`\(head)…`" : "`\(head)`"
}

extension Unicode.Scalar {
  /// Whether the scalar leaves no mark of its own, or changes how its neighbours look.
  var isInvisible: Bool {
    if value >= 0x20, value < 0x7F { return false }
    switch properties.generalCategory {
    case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator,
      .paragraphSeparator:
      return true
    default:
      return false
    }
  }

  /// Whether the scalar has no business in a scenario's prose: controls and direction overrides.
  var isForbiddenInProse: Bool {
    switch value {
    case 0x09, 0x0A: false
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    case 0x2028, 0x2029, 0xFEFF, 0xE0000...0xE007F: true
    default: false
    }
  }
}
