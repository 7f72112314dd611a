internal import Statistics

/// The three columns of an estimate: its value and the ends of its interval.
///
/// A unit goes behind the name and its `low` or `high`; ratios and minutes carry theirs in the
/// name.
func intervalColumns<Source>(
  _ name: String,
  unit: String,
  _ description: String,
  definition: String,
  _ estimate: @escaping (Source) -> Estimate?
) -> [Column<Source>] {
  let suffix = name.hasSuffix("_ratio") || name.hasSuffix("_minutes") ? "" : "_\(unit)"
  return [
    .real("\(name)\(suffix)", unit, "\(description).") { estimate($0)?.value }
      .defined(by: definition),
    .real("\(name)_low\(suffix)", unit, "\(description): lower end of the interval.") {
      estimate($0)?.low
    }.defined(by: "interval"),
    .real("\(name)_high\(suffix)", unit, "\(description): upper end of the interval.") {
      estimate($0)?.high
    }.defined(by: "interval"),
  ]
}
