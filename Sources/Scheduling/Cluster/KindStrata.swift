/// Classes of nodes that one kind of pod can't tell apart, whatever other pods do.
///
/// What tells classes apart for some kinds, such as a label, means nothing to most. A stratum is
/// what all relative scores are worked out for.
struct KindStrata: Sendable {
  /// By class; -1 where the pod can't run for good.
  let ofClass: [Int]
  /// One of each stratum's classes.
  let examples: [Int]
  private let members: [[Int]]

  private struct Key: Hashable {
    var softTaints: Int64
    var preferred: Int64
    var images: Int64
    var isIgnored: Bool
    var hasSpreadKeys: [Bool]
    var places: [Int32]
  }

  init(_ verdicts: [ClassVerdict], _ rules: TopologyRules, _ keys: [TopologyKey]) {
    var known: [Key: Int] = [:]
    var examples: [Int] = []
    ofClass = verdicts.indices.map { members in
      let verdict = verdicts[members]
      guard verdict.refusal == nil else { return -1 }
      let key = Key(
        softTaints: verdict.softTaints,
        preferred: verdict.preferred,
        images: verdict.images,
        isIgnored: rules.ignoresClass[members],
        hasSpreadKeys: rules.softSpread.map { keys[$0.key].hasKey[members] },
        places: rules.inputs.indices.map { rules.places[$0 * verdicts.count + members] }
      )
      if let stratum = known[key] { return stratum }
      known[key] = examples.count
      examples.append(members)
      return examples.count - 1
    }
    self.examples = examples
    var members = examples.map { _ in [Int]() }
    for (number, stratum) in ofClass.enumerated() where stratum >= 0 {
      members[stratum].append(number)
    }
    self.members = members
  }

  /// The classes of a stratum, ascending.
  func classes(of stratum: Int) -> [Int] { members[stratum] }
}
