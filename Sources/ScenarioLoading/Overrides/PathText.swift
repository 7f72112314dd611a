/// A place in a scenario as users write it: `tenants.codegen.services[0].replicas`.
///
/// Steps are names between dots, `[3]` for an item by its number and `["a.b"]` for a name that
/// holds dots or brackets. A name chooses a field of a mapping or, by its name, an item of a list.
struct PathText {
  struct Step {
    enum Kind {
      case name(String)
      case index(Int)
    }

    var kind: Kind
    /// In scalars of the text.
    var range: Range<Int>
  }

  private(set) var steps: [Step] = []

  static let mostScalars = 1000
  static let mostSteps = 50

  /// Why a text is no path, and where.
  struct Problem: Error {
    var message: String
    var range: Range<Int>
    var help: String?
  }

  init(_ text: String) throws(Problem) {
    let scalars = Array(text.unicodeScalars)
    guard scalars.count <= Self.mostScalars else {
      let message = "a path has at most \(Self.mostScalars) characters"
      throw Problem(message: message, range: 0..<1)
    }
    if let place = scalars.firstIndex(where: \.isInvisible) {
      let message = "the character \(quoted(String(scalars[place]))) is not allowed in a path"
      throw Problem(message: message, range: place..<place + 1)
    }
    var place = 0
    repeat {
      let step = try Self.step(in: scalars, at: &place, isFirst: steps.isEmpty)
      steps.append(step)
      guard steps.count <= Self.mostSteps else {
        let message = "a path has at most \(Self.mostSteps) steps"
        throw Problem(message: message, range: step.range)
      }
    } while place < scalars.count
  }

  /// Reads one step with the dot before it, and leaves `place` behind it.
  private static func step(
    in text: [Unicode.Scalar],
    at place: inout Int,
    isFirst: Bool
  ) throws(Problem) -> Step {
    if place < text.count, text[place] == "[", !isFirst { return try bracket(in: text, at: &place) }
    if !isFirst {
      guard text[place] == "." else {
        let message = "needs `.` or `[` here, found \(quoted(String(text[place])))"
        throw Problem(message: message, range: place..<place + 1)
      }
      place += 1
    }
    let start = place
    while place < text.count, text[place] != ".", text[place] != "[", text[place] != "]" {
      place += 1
    }
    guard place > start else {
      let message = "a name is missing here"
      let help = "write `tenants.retail.weight`, or `tenants[0].weight`"
      throw Problem(message: message, range: start..<start + 1, help: help)
    }
    return Step(kind: .name(string(text[start..<place])), range: start..<place)
  }

  private static func bracket(
    in text: [Unicode.Scalar],
    at place: inout Int
  ) throws(Problem) -> Step {
    let start = place
    let isQuoted = start + 1 < text.count && text[start + 1] == "\""
    let first = start + (isQuoted ? 2 : 1)
    let close = text.indices.dropFirst(first).first { index in
      text[index] == "]" && (!isQuoted || (index > first && text[index - 1] == "\""))
    }
    guard let close else {
      let message = "the `[` is never closed"
      throw Problem(message: message, range: start..<start + 1)
    }
    place = close + 1
    let range = start..<place
    if isQuoted { return Step(kind: .name(string(text[first..<close - 1])), range: range) }
    let digits = string(text[first..<close])
    guard let number = parseWholeNumber(digits), number >= 0 else {
      let message = "needs the number of an item, from 0, or a name in quotes, found "
      throw Problem(message: message + quoted(digits), range: range)
    }
    return Step(kind: .index(number), range: range)
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}
