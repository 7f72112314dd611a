/// Returns the text with every invisible character that can deceive written as `\u{202E}`.
///
/// Names of tenants are hostile input: control characters drive terminals, and bidirectional ones
/// make a reader see another name than the one that is there. Line feeds and tabs stay.
func printable(_ text: String) -> String {
  let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x0A || $0 == 0x09 }
  guard !isPlain else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if deceives(scalar) {
      result += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

private func deceives(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A: false
  case 0x00...0x1F, 0x7F...0x9F: true  // C0 and C1 controls
  case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // bidirectional
  case 0x200B, 0x2028, 0x2029, 0x2060, 0xFEFF: true  // invisible, line and paragraph separators
  default: false
  }
}

/// Returns the text so that no spreadsheet takes it for a formula (CWE-1236).
///
/// A plain number stays a number.
func guardedAgainstFormulas(_ text: String) -> String {
  guard let first = text.utf8.first, [0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D].contains(first) else {
    return text  // does not begin with = + - @ tab or CR
  }
  let isNumber = Double(text) != nil && text.utf8.allSatisfy { "0123456789.eE+-".utf8.contains($0) }
  return isNumber ? text : "'" + text
}
