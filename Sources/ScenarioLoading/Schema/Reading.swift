internal import Catalogue
internal import Domain

/// A value of the file under the path by which the scenario knows it.
struct Place {
  var node: YAMLNode
  var path: FieldPath
  /// The key before the value; nil for the items of a list.
  var key: Span?
}

/// What the reading of one scenario file gathers on its way: problems, parameters, traces.
///
/// A reader that meets a problem reports it and goes on with a stand-in, so that one pass finds
/// every problem. `isSound` then keeps later checks from judging stand-ins.
final class Reading {
  let source: SourceText
  let root: YAMLNode
  private(set) var diagnostics: [Diagnostic] = []
  /// Counts also the errors beyond those that are kept.
  private(set) var errorCount = 0
  private var recorded: [(path: FieldPath, record: ParameterRecord)] = []
  /// The services that name a profile of the catalogue, by their paths.
  let profiles: [FieldPath: ServingProfile]
  private var extrapolated: Set<FieldPath> = []
  var traces: [TraceRequest] = []
  private var broken: Set<FieldPath> = []
  private var aroundBroken: Set<FieldPath> = []
  private var seen: Set<Finding> = []
  /// How many errors of each kind there are, and which of `diagnostics` is the last that is shown.
  private var kinds: [String: (count: Int, last: Int?)] = [:]

  /// More problems help nobody, and a hostile file could ask for any number.
  static let mostDiagnostics = 200
  /// Nobody reads the same sentence two hundred times.
  static let mostOfAKind = 20

  /// What an alias repeats is reported once.
  private struct Finding: Hashable {
    var span: Span
    var message: String
  }

  /// Takes a document as it stands, but for what it names of the catalogue.
  init(source: SourceText, root: YAMLNode) {
    var expansion = CatalogueExpansion()
    self.source = source
    self.root = expansion.expanded(root)
    profiles = expansion.profiles
    if let excess = expansion.excess {
      let most = "a scenario takes at most \(CatalogueExpansion.mostNames) names of the catalogue"
      report(most, at: excess, breaking: FieldPath())
    }
  }

  /// Reports an error at a span and remembers that what the path holds is a stand-in.
  func report(
    _ message: String,
    at span: Span,
    breaking path: FieldPath,
    help: @autoclosure () -> String? = nil
  ) {
    broken.insert(path)
    aroundBroken.formUnion(path.prefixes)
    guard seen.insert(Finding(span: span, message: message)).inserted else { return }
    errorCount += 1
    let kind = Diagnostic.kind(of: message)
    let known = kinds[kind] ?? (0, nil)
    kinds[kind] = (known.count + 1, known.last)
    if known.count >= Self.mostOfAKind {
      if let last = known.last { diagnostics[last].moreOfItsKind += 1 }
    } else if diagnostics.count < Self.mostDiagnostics {
      kinds[kind]?.last = diagnostics.count
      diagnostics.append(source.diagnostic(at: span, message, help: help()))
    }
  }

  /// Reports an error at a value.
  func report(_ message: String, at place: Place, help: @autoclosure () -> String? = nil) {
    report(message, at: place.node.mark, breaking: place.path, help: help())
  }

  /// Reports something that may well be meant, but seldom is.
  ///
  /// A warning with a name is one that results carry on.
  func warn(_ message: String, at path: FieldPath, help: String? = nil, named name: String? = nil) {
    guard diagnostics.count < 2 * Self.mostDiagnostics else { return }
    var diagnostic = source.diagnostic(.warning, at: mark(of: path), message, help: help)
    diagnostic.name = name
    diagnostics.append(diagnostic)
  }

  /// Marks the quantities at and below a path as used where nobody has looked.
  func extrapolate(_ path: FieldPath) { extrapolated.insert(path) }

  /// Every quantity under `spec`, in the order of reading.
  var parameters: [ParameterRecord] {
    recorded.map { path, record in
      var record = record
      if !extrapolated.isEmpty, path.prefixes.contains(where: extrapolated.contains) {
        record.pedigree = .extrapolated
      }
      return record
    }
  }

  /// Reports an error at the value of a path, or at the nearest value around it that is written.
  func report(_ message: String, at path: FieldPath, help: @autoclosure () -> String? = nil) {
    report(message, at: mark(of: path), breaking: path, help: help())
  }

  /// The error that the value of a path would get, for whoever keeps it elsewhere.
  func diagnostic(_ message: String, at path: FieldPath, help: String?) -> Diagnostic {
    source.diagnostic(at: mark(of: path), message, help: help)
  }

  /// Whether the value of a path, with all that it holds, was read as the file has it.
  func isSound(_ path: FieldPath) -> Bool {
    !aroundBroken.contains(path) && !path.prefixes.contains(where: broken.contains)
  }

  func record(_ place: Place, text: String, pedigree: Pedigree?, origin: String?) {
    guard place.path.steps.first == .key("spec") else { return }
    let record = ParameterRecord(
      path: place.path.description,
      value: text,
      line: place.node.span.start.line,
      pedigree: pedigree,
      source: origin
    )
    recorded.append((place.path, record))
  }

  /// Whether the file gives a value at the path.
  func isWritten(_ path: FieldPath) -> Bool { deepest(path).isWhole }

  /// The span that stands for a value in messages.
  func mark(of path: FieldPath) -> Span {
    let (node, key, isWhole) = deepest(path)
    // A value that is missing is shown by the name of what misses it.
    return isWhole ? node.mark : key ?? node.mark
  }

  /// The innermost written node on the way to a path, and its key.
  private func deepest(_ path: FieldPath) -> (node: YAMLNode, key: Span?, isWhole: Bool) {
    var node = root
    var key: Span?
    for step in path.steps {
      switch (step, node.content) {
      case (.key(let name), .mapping):
        guard let entry = node[name] else { return (node, key, false) }
        (node, key) = (entry.value, entry.keySpan)
      case (.index(let index), .sequence(let items)) where items.indices.contains(index):
        (node, key) = (items[index], nil)
      default:
        return (node, key, false)
      }
    }
    // A quantity with a pedigree is marked at its value.
    if case .mapping = node.content, node["pedigree"] != nil || node["source"] != nil,
      let value = node["value"]
    {
      return (value.value, value.keySpan, true)
    }
    return (node, key, true)
  }
}
