internal import Domain
internal import EventCore

/// An alert whose burn rate may still depend on the window of the budget.
struct WrittenAlert {
  enum Rate {
    case burnRate(Double)
    /// This share of the budget within the long window.
    case budget(Double)
  }

  var name: String
  var severity: String
  var rate: Rate
  var window: SimDuration
  var shortWindow: SimDuration?
  var holdFor: SimDuration

  func alert(of timeWindow: SimDuration) -> BurnRateAlert {
    let burnRate =
      switch rate {
      case .burnRate(let rate): rate
      case .budget(let share):
        BurnRateAlert.burnRate(spending: share, within: window, of: timeWindow)
      }
    return BurnRateAlert(
      name: name,
      severity: severity,
      burnRate: burnRate,
      longWindow: window,
      shortWindow: shortWindow,
      holdFor: holdFor
    )
  }
}

func alertShape() -> Shape<WrittenAlert> {
  object("BurnRateAlert", "An alert on how fast the error budget burns.") { fields in
    let name = fields.required("name", "Name of the alert.", scalar(name()))
    let severity = fields.optional(
      "severity",
      "Who is to look, such as `page` or `ticket`.",
      scalar(labelValue(canBeEmpty: false)),
      default: "page"
    )
    let burnRate = fields.optional(
      "burnRate",
      "Burn rate from which it fires.",
      quantity(burnRateThreshold())
    )
    let share = fields.optional(
      "budgetPercent",
      "Share of the budget, in percent, that is gone within the window at that rate.",
      quantity(number("above 0 and at most 100") { $0 > 0 && $0 <= 100 })
    )
    fields.exactlyOne(of: "burnRate", "budgetPercent")
    let length = positiveDuration(to: longestBudgetWindow)
    let window = fields.required("window", "The long window.", quantity(length))
    let short = fields.optional(
      "shortWindow",
      "The window that says whether it still goes on.",
      quantity(length)
    )
    let holdFor = fields.optional(
      "holdFor",
      "How long it must burn before the alert fires.",
      quantity(duration()),
      default: .zero
    )
    fields.check { place, reading in
      if let short, short > window {
        let message = "the short window is longer than the `window`"
        reading.report(message, at: place.path["shortWindow"])
      }
    }
    return WrittenAlert(
      name: name,
      severity: severity,
      rate: share.map { .budget($0 / 100) } ?? .burnRate(burnRate ?? 1),
      window: window,
      shortWindow: short,
      holdFor: holdFor
    )
  }
}

/// Multiples of the rate at which the budget lasts for its window.
func burnRateThreshold() -> Grammar<Double> {
  number("above 0 and at most 1,000,000") { $0 > 0 && $0 <= 1_000_000 }
}
