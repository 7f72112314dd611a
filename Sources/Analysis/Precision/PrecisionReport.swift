package import Domain
internal import Statistics

/// How near a run has come to the precision asked for.
package struct PrecisionReport: Sendable, Equatable {
  /// Why replications ended, or that they should go on.
  package enum Reason: String, CaseIterable, Sendable {
    case reached
    /// As many replications as may be, and not every goal reached.
    case cap
    /// What is not reached can't be stated, however many replications there are.
    case unattainable = "out_of_reach"
    case goesOn = "goes_on"
  }

  /// A goal, for one subject under one pattern.
  package struct Progress: Sendable, Equatable {
    package enum State: String, CaseIterable, Sendable {
      case reached
      case open
      /// A replication has too few requests, which more replications don't mend.
      case unattainable = "out_of_reach"
    }

    /// Index into the rule's goals.
    package var goal: Int
    package var metric: Metric
    package var pattern: IsolationPattern
    /// The point of the sweep, as in `MetricValue`.
    package var point: String
    package var subject: String
    /// In the metric's unit.
    package var value: Double?
    package var halfWidth: Double?
    /// The half-width that is asked for, in the metric's unit.
    package var allowed: Double?
    package var state: State

    package init(
      goal: Int,
      metric: Metric,
      pattern: IsolationPattern,
      point: String = "",
      subject: String,
      value: Double?,
      halfWidth: Double?,
      allowed: Double?,
      state: State
    ) {
      self.goal = goal
      self.metric = metric
      self.pattern = pattern
      self.point = point
      self.subject = subject
      self.value = value
      self.halfWidth = halfWidth
      self.allowed = allowed
      self.state = state
    }

    /// How many times as wide as asked for the interval is; nil where that can't be said.
    package var excess: Double? {
      guard let halfWidth, let allowed else { return nil }
      if halfWidth <= allowed { return allowed > 0 ? halfWidth / allowed : 0 }
      return allowed > 0 ? halfWidth / allowed : .infinity
    }
  }

  package var reason: Reason
  package var rule: StoppingRule
  package var replications: Int
  package var progress: [Progress]

  package init(reason: Reason, rule: StoppingRule, replications: Int, progress: [Progress]) {
    self.reason = reason
    self.rule = rule
    self.replications = replications
    self.progress = progress
  }

  /// The widest of those that have an interval, measured by what is asked for.
  package var widest: Progress? {
    progress.filter { $0.excess != nil }.max { ($0.excess ?? 0) < ($1.excess ?? 0) }
  }
}

/// Says how near the goals are.
package func precisionReport(
  on rule: StoppingRule,
  _ values: [MetricValue],
  replications: Int
) -> PrecisionReport {
  let progress = rule.goals.enumerated().flatMap { index, goal in
    values.filter { goal.covers($0) }.map { PrecisionReport.Progress(of: $0, to: goal, index) }
  }
  let reason: PrecisionReport.Reason
  if progress.allSatisfy({ $0.state == .reached }) {
    reason = .reached
  } else if !progress.contains(where: { $0.state == .open }) {
    reason = .unattainable
  } else {
    reason = replications >= rule.most ? .cap : .goesOn
  }
  return PrecisionReport(
    reason: reason,
    rule: rule,
    replications: replications,
    progress: progress
  )
}

extension PrecisionReport {
  /// How many replications to look at next; nil if there are enough.
  ///
  /// An interval shrinks as the root of their number, which says how many are needed. At most twice
  /// as many are taken at a time, for what says so is uncertain itself.
  package func next(inPairs: Bool) -> Int? {
    guard reason == .goesOn else { return nil }
    let excess = progress.filter { $0.state == .open }.map { $0.excess ?? 2 }.max() ?? 2
    let growth = min(2, max(1, excess * excess))
    var count = Int((Double(replications) * growth).rounded(.up))
    count = max(count, replications + 2)
    if inPairs, !count.isMultiple(of: 2) { count += 1 }
    return min(count, rule.most)
  }
}

extension PrecisionReport.Progress {
  fileprivate init(of value: MetricValue, to goal: PrecisionGoal, _ index: Int) {
    self.init(
      goal: index,
      metric: value.metric,
      pattern: value.pattern,
      point: value.point,
      subject: value.subject,
      value: value.estimate?.value,
      halfWidth: value.estimate?.halfWidth,
      allowed: nil,
      state: .open
    )
    guard let estimate = value.estimate else {
      state = .unattainable
      return
    }
    switch goal.halfWidth {
    case .absolute(let width): allowed = width
    case .relative(let share): allowed = share * abs(estimate.value)
    }
    if let halfWidth, let allowed, halfWidth <= allowed { state = .reached }
  }
}

extension PrecisionGoal {
  fileprivate func covers(_ value: MetricValue) -> Bool {
    value.metric == metric && (tenant == nil || value.tenant == tenant)
      && patterns?.contains(value.pattern) ?? true
  }
}
