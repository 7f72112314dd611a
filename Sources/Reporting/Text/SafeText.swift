/// Names and reasons come from files of strangers: these make them safe to print.
package enum SafeText {
  /// Returns text without control, bidirectional, zero-width and line-breaking characters, so that
  /// it can neither drive a terminal nor show other letters than it holds.
  package static func plain(_ text: String) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\n" || scalar == "\t" {
        safe.append(" ")
      } else if !isTreacherous(scalar) {
        safe.append(scalar)
      }
    }
    return String(safe)
  }

  /// Returns text for a Markdown table cell or paragraph, with everything that Markdown would act
  /// on escaped.
  static func markdown(_ text: String) -> String {
    var escaped = ""
    for character in plain(text) {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      // A zero-width joiner is stripped above, so only an entity keeps `@name` from notifying.
      case "@": escaped += "&#64;"
      case "|", "`", "*", "_", "[", "]", "\\", "#", "~", "!": escaped += "\\\(character)"
      default: escaped.append(character)
      }
    }
    return escaped
  }

  /// Returns a CSV field of free text: quoted by RFC 4180 where needed, and kept from being a
  /// formula in a spreadsheet by a leading apostrophe (CWE-1236).
  static func csv(_ text: String) -> String {
    var field = plain(text)
    // A leading tab would have become a space, after which some programs still see a formula.
    if let first = field.first(where: { $0 != " " }), "=+-@＝＋－＠".contains(first) {
      field = "'" + field
    }
    guard field.contains(where: { $0 == "," || $0 == "\"" }) else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  private static func isTreacherous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: true
    default: false
    }
  }
}
