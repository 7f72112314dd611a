/// Returns what each point of a sweep is called: the values that set it apart, behind as much of
/// their paths as tells them apart, for example `rate=4/s, replicas=2`.
func labels(of points: [[Sweep.Setting]]) -> [String] {
  let names = shortNames(of: points.first ?? [])
  var seen: [String: Int] = [:]
  return points.map { settings in
    let parts = zip(names, settings).map { "\($0)=\(shown($1.value))" }
    let label = parts.joined(separator: ", ")
    let count = seen[label, default: 0] + 1
    seen[label] = count
    // Only values that are cut short look alike.
    return count == 1 ? label : "\(label) #\(count)"
  }
}

private func shown(_ value: YAMLNode) -> String {
  let most = 40
  let text = value.flowText(atMost: most + 1)
  let scalars = text.unicodeScalars
  guard scalars.count > most else { return visible(text) }
  return visible(String(String.UnicodeScalarView(scalars.prefix(most)))) + "…"
}

/// The fewest last steps of each path that no other one ends with.
private func shortNames(of settings: [Sweep.Setting]) -> [String] {
  let paths = settings.map(\.target.steps)
  return paths.map { path in
    for length in 1..<max(2, path.count) {
      let name = text(of: path.suffix(length))
      if paths.count(where: { text(of: $0.suffix(length)) == name }) == 1 { return name }
    }
    return text(of: path[...])
  }
}

private func text(of steps: ArraySlice<PathText.Step>) -> String {
  var text = ""
  for step in steps {
    switch step.kind {
    case .name(let name): text += text.isEmpty ? name : ".\(name)"
    case .index(let index): text += "[\(index)]"
    }
  }
  return visible(text)
}
