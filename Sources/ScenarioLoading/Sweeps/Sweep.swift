internal import Domain

/// The `sweep` of a document: the values that its points set.
struct Sweep {
  /// A value for one place.
  struct Setting {
    var axis: Int
    var path: String
    var target: PathTarget
    var value: YAMLNode
  }

  /// Empty without a sweep, and of one that something is wrong with.
  private(set) var points: [[Setting]] = []
  private(set) var problems: [YAMLProblem] = []

  static let mostPoints: Int64 = 1000
  /// Values of the file times points: every point is read as a scenario of its own.
  static let mostValues: Int64 = 5_000_000

  init(in root: YAMLNode) {
    guard let entry = root["spec"]?.value["sweep"] else { return }
    // What is no mapping is left to the reader of the field.
    guard case .mapping(let entries) = entry.value.content else { return }
    var reader = AxisReader()
    let axes = entries.flatMap { reader.axes(of: $0) }
    problems = reader.problems
    let count = axes.reduce(Int64(1)) { $0.multipliedSaturated(by: Int64($1.count)) }
    guard problems.isEmpty, !axes.isEmpty else { return }
    let values = count.multipliedSaturated(by: Int64(root.weight))
    if count > Self.mostPoints {
      let message = "a sweep has at most \(Self.mostPoints) points, this one has \(count)"
      problems.append(YAMLProblem(message, at: entry.keySpan))
    } else if values > Self.mostValues {
      let message = "\(count) points of a scenario with \(root.weight) values are too many; "
      let most = "their product is at most \(Self.mostValues)"
      problems.append(YAMLProblem(message + most, at: entry.keySpan))
    } else {
      points = axes.reduce([[]]) { grid, axis in
        grid.flatMap { point in axis.map { point + $0 } }
      }
    }
  }
}

/// Reads the axes of a sweep; each is a list of steps, each step a list of settings.
private struct AxisReader {
  private(set) var problems: [YAMLProblem] = []
  private var count = 0

  private static let mostCompared = 4096

  mutating func axes(of entry: YAMLEntry) -> [[[Sweep.Setting]]] {
    guard entry.key == "zip" else {
      return list(of: entry).map { [$0.map { [$0] }] } ?? []
    }
    guard case .mapping(let entries) = entry.value.content, !entries.isEmpty else {
      let message = "`zip` needs a mapping from paths to lists, found \(entry.value.kindName)"
      problems.append(YAMLProblem(message, at: entry.value.mark))
      return []
    }
    let lists = entries.compactMap { list(of: $0) }
    guard let first = lists.first, lists.count == entries.count else { return [] }
    for (other, entry) in zip(lists, entries) where other.count != first.count {
      let message = "the lists of `zip` must be of one length; this one has \(other.count) values"
      problems.append(YAMLProblem("\(message), the first \(first.count)", at: entry.value.mark))
    }
    guard problems.isEmpty else { return [] }
    return [first.indices.map { place in lists.map { $0[place] } }]
  }

  /// The values of one path.
  private mutating func list(of entry: YAMLEntry) -> [Sweep.Setting]? {
    guard case .sequence(let values) = entry.value.content else {
      let message = "a path of a sweep needs a list of values, found \(entry.value.kindName)"
      problems.append(YAMLProblem(message, at: entry.value.mark))
      return nil
    }
    guard !values.isEmpty else {
      problems.append(YAMLProblem("a path of a sweep needs a value", at: entry.value.mark))
      return nil
    }
    var seen: Set<String> = []
    for value in values {
      let text = value.flowText(atMost: Self.mostCompared)
      // What is cut off may differ yet.
      guard text.utf8.count < Self.mostCompared, !seen.insert(text).inserted else { continue }
      let message = "the value \(quoted(text)) is given twice"
      problems.append(YAMLProblem(message, at: value.mark))
    }
    defer { count += 1 }
    do throws(YAMLProblem) {
      let target = try PathTarget(entry.key, at: entry.keySpan)
      try checkMayBeSwept(target)
      return values.map {
        Sweep.Setting(axis: count, path: entry.key, target: target, value: $0)
      }
    } catch {
      problems.append(error)
      return nil
    }
  }

  /// What all points must have in common can't be swept.
  private func checkMayBeSwept(_ target: PathTarget) throws(YAMLProblem) {
    let names = target.steps.prefix(2).map { step in
      if case .name(let name) = step.kind { name } else { "" }
    }
    let fixed = ["run", "patterns", "study", "gates", "sweep"]
    guard names[0] != "spec" || names.count < 2 || fixed.contains(names[1]) else { return }
    throw YAMLProblem(
      "a sweep can't change \(quoted(names.joined(separator: "."))): all points have the same "
        + "seed, length, replications and patterns, so that they can be compared pair by pair",
      at: target.span(of: target.steps[target.steps.count > 1 ? 1 : 0])
    )
  }
}
