internal import Analysis
package import Domain

/// Which pattern to take, why, and what would change the answer.
package struct Advice: Sendable {
  package var scenario: Scenario
  package var required: RequiredPods
  package var replications: Int
  package var maxReplications: Int
  /// Of each verdict; higher than the scenario's where verdicts were looked at more than once.
  package var confidence: Double
  /// Trials carried out.
  package var trials: Int
  /// Patterns in the order asked for, then what the search of tiers found.
  package var candidates: [Candidate]
  /// Indices into `candidates`, the cheapest first; those that pass.
  package var passing: [Int]
  /// Set if `hybrid` was among the patterns.
  package var tierSearch: TierSearch.Result?
  /// The tenant whose silence would help another one most; nil if there is nobody else.
  package var neighbour: TenantID?
  /// One per candidate that can be built.
  package var isolation: [IsolationMeasures]
  package var priceFlips: [PriceFlip]
  package var loadFlip: LoadFlip?
  /// Of candidates that would be cheaper than the winner, or, where nobody passes, of the nearest.
  package var thresholdFlips: [CandidateThresholds]

  package var winner: Int? { passing.first }
  package var runnerUp: Int? { passing.dropFirst().first }

  /// Of candidates without a clear verdict, those that would win if they passed.
  package var openRivals: [Int] {
    candidates.indices.filter { index in
      candidates[index].verdict == .inconclusive
        && winner.map { candidates[index].isPreferred(to: candidates[$0]) } ?? true
    }
  }

  /// Where nobody passes, the candidate that comes closest: most objectives, then least money.
  package var nearest: Int? {
    candidates.indices.filter { candidates[$0].perHour != nil }.max { first, second in
      let passed = [first, second].map { candidates[$0].outcome.summary.passed }
      if passed[0] != passed[1] { return passed[0] < passed[1] }
      return !candidates[first].isPreferred(to: candidates[second])
    }
  }
}

/// The thresholds at which a candidate that fails would pass.
package struct CandidateThresholds: Sendable, Equatable {
  /// Index into the candidates.
  package var candidate: Int
  package var flips: [ThresholdFlip]
  /// Whether longer thresholds would be enough: no pod is missing, no time slice counts, and there
  /// is a threshold for each.
  package var suffices: Bool
}

extension Candidate {
  /// Whether it is cheaper than another one, or as cheap and sets less apart.
  func isPreferred(to other: Candidate) -> Bool {
    guard let mine = perHour else { return false }
    guard let theirs = other.perHour else { return true }
    return (mine, separation) < (theirs, other.separation)
  }
}
