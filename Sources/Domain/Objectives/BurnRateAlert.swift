package import EventCore

/// An alert that fires when an error budget burns too fast.
///
/// The burn rate is the share of what was bad ÷ the share that may be; at 1 the budget lasts for
/// exactly the objective's time window. The alert fires when the burn rate of the long window is at
/// least `burnRate`, and that of the short one too: the long window says that it matters, the short
/// one that it still goes on (Google SRE Workbook, chapter 5).
package struct BurnRateAlert: Hashable, Sendable {
  /// Unique among the alerts of an objective.
  package var name: String
  /// Who is to look and when; `page` and `ticket` are usual.
  package var severity: String
  package var burnRate: Double
  package var longWindow: SimDuration
  /// At most as long as the long one; nil asks the long one alone.
  package var shortWindow: SimDuration?
  /// How long the condition must hold before the alert fires.
  package var holdFor: SimDuration

  package init(
    name: String,
    severity: String,
    burnRate: Double,
    longWindow: SimDuration,
    shortWindow: SimDuration? = nil,
    holdFor: SimDuration = .zero
  ) {
    self.name = name
    self.severity = severity
    self.burnRate = burnRate
    self.longWindow = longWindow
    self.shortWindow = shortWindow
    self.holdFor = holdFor
  }

  /// The burn rate at which a share of the budget of `timeWindow` is gone within `window`.
  package static func burnRate(
    spending share: Double,
    within window: SimDuration,
    of timeWindow: SimDuration
  ) -> Double {
    share * Double(timeWindow.nanoseconds) / Double(window.nanoseconds)
  }

  /// The four alerts that sloth generates unless told otherwise: a page for 2 % of the budget in an
  /// hour or 5 % in six, a ticket for 10 % in a day or in three.
  ///
  /// The short windows are the workbook's, a twelfth of the long ones.
  package static func usual(for timeWindow: SimDuration) -> [BurnRateAlert] {
    let hour: Int64 = 3600
    return [
      ("page-1h", "page", 0.02, 1 * hour), ("page-6h", "page", 0.05, 6 * hour),
      ("ticket-1d", "ticket", 0.1, 24 * hour), ("ticket-3d", "ticket", 0.1, 72 * hour),
    ].map { name, severity, share, seconds in
      BurnRateAlert(
        name: name,
        severity: severity,
        burnRate: burnRate(spending: share, within: .seconds(seconds), of: timeWindow),
        longWindow: .seconds(seconds),
        shortWindow: .seconds(seconds / 12)
      )
    }
  }
}
