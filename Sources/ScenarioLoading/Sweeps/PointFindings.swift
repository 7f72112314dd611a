internal import Domain

/// The document of one point.
struct SweptDocument {
  private(set) var root: YAMLNode
  private(set) var problems: [YAMLProblem] = []

  /// Puts the values of a point into a document, which may have values set beside the file.
  init(_ set: Overrides, _ settings: [Sweep.Setting]) {
    root = set.root
    var paths: [FieldPath] = []
    for setting in settings {
      do throws(YAMLProblem) {
        let changed = try setting.target.setting(setting.value, in: root)
        root = changed.root
        let key = setting.target.span
        if paths.contains(where: { $0.overlaps(changed.path) }) {
          let message = "`\(changed.path)` is swept twice"
          problems.append(YAMLProblem(message, at: key))
        }
        if let lost = set.paths.first(where: { $0.path.prefixes.contains(changed.path) }) {
          let message = "`\(changed.path)` is swept, so that what is set here would be lost"
          problems.append(YAMLProblem(message, at: lost.span))
        }
        paths.append(changed.path)
      } catch {
        problems.append(error)
      }
    }
  }
}

/// What is wrong with the points of a sweep, each problem once.
struct PointFindings {
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var isFaultless = true
  private(set) var isFirst = true
  private var seen: Set<Diagnostic> = []
  /// What the first point and all others have in common: it is the file's, not a point's.
  private var common: Set<Diagnostic> = []

  /// More of the same help nobody.
  private static let most = 20

  /// Remembers what was found at the first point.
  mutating func begin(with known: [Diagnostic]) {
    isFirst = false
    seen.formUnion(known)
    common = seen
    if known.contains(where: { $0.severity == .error }) { isFaultless = false }
  }

  /// Adds paths that lead nowhere.
  mutating func add(_ problems: [YAMLProblem], _ source: SourceText) {
    for problem in problems {
      add(source.diagnostic(at: problem.span, problem.message, help: problem.help))
    }
  }

  /// Adds what a point has otherwise than the first, though it must not.
  mutating func add(_ difference: String, at settings: [Sweep.Setting], _ source: SourceText) {
    guard let place = settings.last?.value.mark else { return }
    let message = "all points of a sweep must have in common \(difference)"
    add(source.diagnostic(at: place, message))
  }

  /// Adds what the reading of a point found; what doesn't stand at one of its values gets the name
  /// of the point.
  mutating func add(_ found: [Diagnostic], of settings: [Sweep.Setting], _ label: String) {
    common.formIntersection(found)
    for diagnostic in found where !seen.contains(diagnostic) {
      add(diagnostic.named(label, unlessAt: settings))
    }
  }

  /// What was found at the first point, with its name where other points do without.
  func named(_ known: [Diagnostic], _ label: String, _ settings: [Sweep.Setting]) -> [Diagnostic] {
    known.map { common.contains($0) ? $0 : $0.named(label, unlessAt: settings) }
  }

  private mutating func add(_ diagnostic: Diagnostic) {
    if diagnostic.severity == .error { isFaultless = false }
    guard diagnostics.count < Self.most, seen.insert(diagnostic).inserted else { return }
    diagnostics.append(diagnostic)
  }
}

extension Diagnostic {
  /// The problem with the name of its point, unless it stands at one of the point's values.
  fileprivate func named(_ label: String, unlessAt settings: [Sweep.Setting]) -> Diagnostic {
    let place = Position(line: line, column: column)
    let isAtValue = settings.contains { setting in
      setting.value.span.start <= place && place < setting.value.span.end
    }
    guard !isAtValue else { return self }
    var named = self
    named.message += ", at the point \(quoted(label))"
    return named
  }
}

extension FieldPath {
  /// Whether one of two paths leads through the other.
  fileprivate func overlaps(_ other: FieldPath) -> Bool {
    prefixes.contains(other) || other.prefixes.contains(self)
  }
}
