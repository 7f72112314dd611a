/// Reads RFC 4180 text, strictly and slowly: the twin of the writer.
///
/// An empty field is nil.
func readCSV(_ text: String) -> [[String?]] {
  var rows: [[String?]] = []
  var row: [String?] = []
  var field = ""
  var isQuoted = false
  var wasQuoted = false
  var rest = Array(text.unicodeScalars)[...]
  func finishedField() -> String? { field.isEmpty && !wasQuoted ? nil : field }
  while let scalar = rest.popFirst() {
    if isQuoted {
      if scalar == "\"", rest.first == "\"" {
        field.unicodeScalars.append(scalar)
        rest.removeFirst()
      } else if scalar == "\"" {
        isQuoted = false
      } else {
        field.unicodeScalars.append(scalar)
      }
      continue
    }
    switch scalar {
    case "\"":
      isQuoted = true
      wasQuoted = true
    case ",", "\n":
      row.append(finishedField())
      field = ""
      wasQuoted = false
      if scalar == "\n" {
        rows.append(row)
        row = []
      }
    default: field.unicodeScalars.append(scalar)
    }
  }
  return rows
}
