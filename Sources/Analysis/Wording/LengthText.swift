package import EventCore

extension NumberText {
  /// Returns a length of time in the largest unit that divides it, for example `90 s` or `10 min`.
  package static func length(_ duration: SimDuration) -> String {
    let nanoseconds = duration.nanoseconds
    let units: [(name: String, length: Int64)] = [
      ("d", 86_400_000_000_000), ("h", 3_600_000_000_000), ("min", 60_000_000_000),
      ("s", 1_000_000_000), ("ms", 1_000_000),
    ]
    for unit in units where nanoseconds > 0 && nanoseconds.isMultiple(of: unit.length) {
      return "\(count(Int(nanoseconds / unit.length))) \(unit.name)"
    }
    return "\(plain(duration.inSeconds * 1e3)) ms"
  }
}

extension BurnRateSummary {
  /// Why there is no burn rate; nil if there is one.
  package var missing: String? {
    switch reach {
    case .measured:
      highest == nil ? "n/a (no request arrived)" : nil
    case .runTooShort(let needs, let has):
      "n/a (needs \(NumberText.length(needs)), has \(NumberText.length(has)))"
    case .windowBelowSlice(let slice):
      "n/a (a window is shorter than a slice of \(NumberText.length(slice)))"
    }
  }
}
