package import Domain
package import EventCore
package import Statistics

/// How fast an error budget burnt at worst, and whether that alerted anybody.
package struct BurnRateSummary: Sendable {
  /// Whether windows of the alert's length can be looked at.
  package enum Reach: Sendable, Equatable {
    case measured
    /// The measured time is shorter than the long window.
    case runTooShort(needs: SimDuration, has: SimDuration)
    /// A window is shorter than the slices that the objective counts.
    case windowBelowSlice(SimDuration)
  }

  package var alert: BurnRateAlert
  package var reach: Reach
  /// The highest burn rate of any long window, mean over replications; nil without traffic or
  /// where it can't be measured.
  package var highest: Estimate?
  /// Replications that it was looked for in.
  package var replications: Int
  /// Replications in which the alert fired.
  package var fired: Int
  /// The earliest time at which it fired in any replication, since the start of the run.
  package var firstFired: SimDuration?

  package init(
    alert: BurnRateAlert,
    reach: Reach,
    highest: Estimate? = nil,
    replications: Int = 0,
    fired: Int = 0,
    firstFired: SimDuration? = nil
  ) {
    self.alert = alert
    self.reach = reach
    self.highest = highest
    self.replications = replications
    self.fired = fired
    self.firstFired = firstFired
  }
}

/// Returns what each alert of an objective would have seen; all windows lie within the measured
/// time.
func burnRates(
  of objective: Objective,
  from records: [ObjectiveRecord],
  _ run: RunSettings
) -> [BurnRateSummary] {
  let slice = objective.budgetingMethod.slice
  let sums = records.map { BudgetSums($0, of: objective, within: run.window) }
  return objective.alerts.map { alert in
    let shortest = min(alert.shortWindow ?? alert.longWindow, alert.longWindow)
    var summary = BurnRateSummary(alert: alert, reach: .measured)
    if alert.longWindow > run.window {
      summary.reach = .runTooShort(needs: alert.longWindow, has: run.window)
    } else if shortest < slice {
      summary.reach = .windowBelowSlice(slice)
    } else {
      let seen = sums.map { $0.watch(alert) }
      let fired = seen.compactMap(\.firedAt)
      // A replication without traffic says nothing, and leaves a pair to its partner.
      let highest = run.sections(of: seen.map(\.highest)) { first, second in
        guard let first, let second else { return first ?? second }
        return (first + second) / 2
      }
      summary.highest = Estimate.mean(of: highest.compactMap(\.self), confidence: run.confidence)?
        .clamped(to: 0...Double.infinity)
      summary.replications = seen.count
      summary.fired = fired.count
      summary.firstFired = fired.min().map {
        run.warmUp + SimDuration(nanoseconds: Int64($0) * slice.nanoseconds)
      }
    }
    return summary
  }
}

/// What was bad and what there was, summed from the first slice on, so that any window is a
/// difference.
private struct BudgetSums {
  private var bad: [Double] = [0]
  private var all: [Double] = [0]
  private let budget: Double
  private let slice: SimDuration

  /// Slices that end after the measured time are left out.
  init(_ record: ObjectiveRecord, of objective: Objective, within window: SimDuration) {
    budget = 1 - objective.target
    slice = objective.budgetingMethod.slice
    var next = record.slices[...]
    for index in 0..<Int(window.nanoseconds / slice.nanoseconds) {
      var weight = (bad: 0.0, all: 0.0)
      if let one = next.first, one.index == index {
        weight = Self.weight(of: one, in: objective.budgetingMethod)
        next = next.dropFirst()
      }
      bad.append(bad[index] + weight.bad)
      all.append(all[index] + weight.all)
    }
  }

  private static func weight(
    of slice: SliceRecord,
    in method: BudgetingMethod
  ) -> (bad: Double, all: Double) {
    switch method {
    case .occurrences: (Double(slice.bad), Double(slice.total))
    case .timeslices(let target, _): (slice.goodRatio < target ? 1 : 0, 1)
    case .ratioTimeslices: (1 - slice.goodRatio, 1)
    }
  }

  /// The highest burn rate of the long window, and after how many slices the alert fired.
  func watch(_ alert: BurnRateAlert) -> (highest: Double?, firedAt: Int?) {
    let long = count(alert.longWindow)
    let short = alert.shortWindow.map(count) ?? long
    var highest: Double?
    var heldSince: Int?
    var firedAt: Int?
    for end in stride(from: long, to: bad.count, by: 1) {
      let rate = burnRate(of: long, endingAt: end)
      if let rate { highest = max(highest ?? 0, rate) }
      let isBurning =
        (rate ?? 0) >= alert.burnRate && (burnRate(of: short, endingAt: end) ?? 0) >= alert.burnRate
      heldSince = isBurning ? heldSince ?? end : nil
      if firedAt == nil, let since = heldSince, length(end - since) >= alert.holdFor {
        firedAt = end
      }
    }
    return (highest, firedAt)
  }

  /// Share of bad ÷ share that may be; nil where nothing arrived.
  private func burnRate(of slices: Int, endingAt end: Int) -> Double? {
    let all = all[end] - all[end - slices]
    return all > 0 ? (bad[end] - bad[end - slices]) / all / budget : nil
  }

  /// The whole slices that fit into a window.
  private func count(_ window: SimDuration) -> Int { Int(window.nanoseconds / slice.nanoseconds) }

  private func length(_ slices: Int) -> SimDuration {
    SimDuration(nanoseconds: Int64(slices) * slice.nanoseconds)
  }
}
