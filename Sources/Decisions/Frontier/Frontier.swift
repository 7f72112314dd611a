package import Analysis
package import Domain

/// At which load of a tenant the objectives of the others break, pattern by pattern.
package struct Frontier: Sendable {
  package var scenario: Scenario
  /// Whose load is scaled.
  package var tenant: TenantID
  /// The factors of today's load between which was searched.
  package var range: ClosedRange<Double>
  /// The width of a bracket in relation to its end that the search aims at.
  package var precision: Double
  package var replications: Int
  package var maxReplications: Int
  /// Of each verdict; higher than the scenario's where verdicts were looked at more than once.
  package var confidence: Double
  package var patterns: [PatternFrontier]
  package var notes: [String]
}

/// The frontier of one pattern.
package struct PatternFrontier: Sendable {
  package var pattern: IsolationPattern
  /// Set if the pattern can't be built; everything else is then empty.
  package var infeasibleReason: String?
  /// Every load that was tried, ascending.
  package var points: [FrontierPoint] = []
  /// One per objective of the scenario.
  package var breaks: [BreakPoint] = []
}

/// One load under one pattern.
package struct FrontierPoint: Sendable {
  package var factor: Double
  /// Requests of the scaled tenant that arrived, per second of measured time.
  package var requestsPerSecond: Double
  package var replications: Int
  /// One per objective of the scenario.
  package var objectives: [ObjectiveSummary]
}

/// Where one objective breaks under one pattern.
package struct BreakPoint: Sendable {
  /// Index into `Scenario.objectives`.
  package var objective: Int
  package var search: BreakSearch
  /// What held the victim back at the first failing load, or nil if it fails nowhere.
  package var binding: Binding?

  package init(objective: Int, search: BreakSearch, binding: Binding? = nil) {
    self.objective = objective
    self.search = search
    self.binding = binding
  }

  /// The answer, in the kinds that a reader must tell apart.
  package enum Answer: Sendable, Equatable {
    /// Passes at every load up to the highest.
    case never
    /// Fails at the lowest load already.
    case always
    /// Passes up to one load, fails from another on; inconclusive between.
    case between(pass: Double, fail: Double)
    /// Never fails for sure; no longer passes for sure above a load (nil: at none).
    case undecidedAbove(pass: Double?)
    /// Fails from a load on and passes at none for sure.
    case undecidedBelow(fail: Double)
  }

  package var answer: Answer {
    let lowest = search.points.first?.factor
    let highest = search.points.last?.factor
    switch (search.lastPass, search.firstFail) {
    case (let pass, nil):
      return pass != nil && pass == highest ? .never : .undecidedAbove(pass: pass)
    case (nil, let fail?): return fail == lowest ? .always : .undecidedBelow(fail: fail)
    case (let pass?, let fail?): return .between(pass: pass, fail: fail)
    }
  }

  /// The verdict at the scenario's own load; nil if that was not tried.
  package var today: Verdict? { search.points.first { $0.factor == 1 }?.verdict }
}
