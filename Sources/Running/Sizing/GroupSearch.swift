internal import Analysis
internal import Domain

/// The search for numbers (of nodes, or of replicas) that belong together.
///
/// It remembers what it has been told, so the search itself can be run from its beginning again:
/// it ends where something is not known yet, and that is the next thing to try.
struct GroupSearch {
  /// Places among the numbers in question, the dearest first: where to save before elsewhere.
  let members: [Int]
  /// Objectives that depend on these numbers, ascending.
  let objectives: [Int]
  /// Objectives that pass not even on the most nodes, and why; the search goes on without them.
  private(set) var unmet: [Int: String] = [:]
  /// Counts that passed although one more of each did not.
  private(set) var surprises: [[Int]] = []
  private let ranges: [CountRange]
  private var findings: [[Int]: Finding] = [:]
  /// Whether pods have no place even on the most nodes.
  private var toleratesPending = false

  /// What is known of some counts.
  struct Finding {
    var verdicts: [Int: Verdict]
    /// Whether pods had no place.
    var isPending: Bool
    /// Whether there could be more replications; what was clear with few may have left others open.
    var canGrow = false
    /// Why objectives don't pass; asked for on the most nodes only.
    var reasons: [Int: String] = [:]
  }

  enum Step {
    case ask([Int])
    case found([Int])
  }

  private struct Unknown: Error {
    var counts: [Int]
  }

  init(_ members: [Int], of subject: SizingSubject, objectives: [Int]) {
    self.members = members.sorted { one, other in
      let (first, second) = (subject.prices[one], subject.prices[other])
      return first == second ? one < other : first > second
    }
    self.objectives = objectives
    ranges = self.members.map { subject.ranges[$0] }
  }

  var most: [Int] { ranges.map(\.most) }

  /// What to try next, or the answer to what is known.
  mutating func next() -> Step {
    while true {
      do throws(Unknown) {
        let found = try smallestCounts(within: ranges) { counts throws(Unknown) in
          guard let finding = findings[counts], !(finding.canGrow && isOpen(finding))
          else { throw Unknown(counts: counts) }
          return outcome(of: finding).outcome == .pass
        }
        surprises = found.surprises
        if let counts = found.counts { return .found(counts) }
        giveUp(on: findings[most])
      } catch {
        return .ask(error.counts)
      }
    }
  }

  /// Remembers what came of some counts; later findings replace earlier ones.
  mutating func learn(_ finding: Finding, of counts: [Int]) { findings[counts] = finding }

  /// Whether more replications could still change what a finding means.
  func isOpen(_ finding: Finding) -> Bool { outcome(of: finding).outcome == .inconclusive }

  /// What a finding means, and the objective that decides.
  func outcome(
    of finding: Finding
  ) -> (outcome: SizingProbe.Outcome, objective: Int?) {
    if finding.isPending, !toleratesPending { return (.pending, nil) }
    let asked = objectives.filter { unmet[$0] == nil }
    if let failed = asked.first(where: { finding.verdicts[$0] == .fail }) { return (.fail, failed) }
    if let open = asked.first(where: { finding.verdicts[$0] != .pass }) {
      return (.inconclusive, open)
    }
    return (.pass, nil)
  }

  /// Leaves out what doesn't pass on the most nodes.
  private mutating func giveUp(on finding: Finding?) {
    guard let finding else { return }
    if finding.isPending { toleratesPending = true }
    for objective in objectives where finding.verdicts[objective] != .pass {
      unmet[objective] = unmet[objective] ?? finding.reasons[objective] ?? "It does not pass."
    }
  }
}
