/// A JSON document whose objects keep the order of their fields.
indirect enum JSONValue {
  case text(String)
  case number(Double)
  case truth(Bool)
  case list([JSONValue])
  case object([(String, JSONValue)])

  /// The document over several lines, two spaces a level.
  func written(indent: String = "") -> String {
    let deeper = indent + "  "
    switch self {
    case .text(let text):
      return Self.quoted(text)
    case .number(let value):
      return Int(exactly: value).map(String.init) ?? String(value)
    case .truth(let value):
      return value ? "true" : "false"
    case .list(let values):
      guard !values.isEmpty else { return "[]" }
      let lines = values.map { deeper + $0.written(indent: deeper) }
      return "[\n\(lines.joined(separator: ",\n"))\n\(indent)]"
    case .object(let fields):
      guard !fields.isEmpty else { return "{}" }
      let lines = fields.map { name, value in
        "\(deeper)\(Self.quoted(name)): \(value.written(indent: deeper))"
      }
      return "{\n\(lines.joined(separator: ",\n"))\n\(indent)}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
