/// A JSON document whose objects keep the order they were written in.
enum JSONValue {
  case object([(key: String, value: JSONValue)])
  case array([JSONValue])
  case text(String)
  case number(Double)
  case integer(Int64)
  /// A number by its digits, which a `Double` might not keep.
  case decimal(String)
  case truth(Bool)
  case null

  /// The document, indented by two spaces.
  var text: String {
    var text = ""
    write(to: &text, indent: "")
    return text
  }

  /// The document on one line, without spaces.
  var compact: String {
    switch self {
    case .object(let members):
      "{\(members.map { "\(Self.quoted($0.key)):\($0.value.compact)" }.joined(separator: ","))}"
    case .array(let elements): "[\(elements.map(\.compact).joined(separator: ","))]"
    default: text
    }
  }

  private func write(to text: inout String, indent: String) {
    switch self {
    case .object(let members):
      let parts = members.map { (Self.quoted($0.key) + ": ", $0.value) }
      Self.write(parts, between: ("{", "}"), to: &text, indent: indent)
    case .array(let elements):
      Self.write(elements.map { ("", $0) }, between: ("[", "]"), to: &text, indent: indent)
    case .text(let string): text += Self.quoted(string)
    case .number(let number): text += number.isFinite ? "\(number)" : "null"
    case .integer(let integer): text += "\(integer)"
    case .decimal(let digits): text += digits
    case .truth(let truth): text += truth ? "true" : "false"
    case .null: text += "null"
    }
  }

  private static func write(
    _ parts: [(label: String, value: JSONValue)],
    between brackets: (String, String),
    to text: inout String,
    indent: String
  ) {
    guard !parts.isEmpty else {
      text += brackets.0 + brackets.1
      return
    }
    let inner = indent + "  "
    text += brackets.0
    for (index, part) in parts.enumerated() {
      text += (index == 0 ? "\n" : ",\n") + inner + part.label
      part.value.write(to: &text, indent: inner)
    }
    text += "\n" + indent + brackets.1
  }

  /// Characters that could hurt a terminal or a web page are written as escapes, none is lost.
  private static func quoted(_ string: String) -> String {
    var quoted = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "<", ">", "&": quoted += escape(UInt16(scalar.value))
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
          for unit in String(scalar).utf16 { quoted += escape(unit) }
        default: quoted.unicodeScalars.append(scalar)
        }
      }
    }
    return quoted + "\""
  }

  private static func escape(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
