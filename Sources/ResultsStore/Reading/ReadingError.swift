/// Why a file of results, or a baseline, can't be used; nothing on disk has been changed.
package struct ReadingError: Error, Equatable, Sendable {
  package var path: String
  /// Where in the file: `table run, row 1, column seed`, or line and column; nil for all of it.
  package var place: String?
  /// What was found and what was expected.
  package var problem: String
  /// Whether there is no such file (exit 66) rather than a bad one (exit 65).
  package var isMissing: Bool

  init(_ path: String, _ problem: String, at place: String? = nil, isMissing: Bool = false) {
    self.path = path
    self.place = place
    self.problem = problem
    self.isMissing = isMissing
  }

  package var exitCode: Int32 { isMissing ? 66 : 65 }
}

extension ReadingError: CustomStringConvertible {
  package var description: String {
    printable([path, place].compactMap(\.self).joined(separator: ": ") + ": error: " + problem)
  }
}
