internal import Domain
internal import EventCore

/// How an error budget is counted, and over which window.
struct WrittenBudget {
  enum Method {
    case occurrences
    case timeslices
    case ratioTimeslices
  }

  var method: Method
  var timeWindow: SimDuration
  /// What stands in the SLO for all of its thresholds.
  var slices: WrittenSlices
}

/// The fields of slices; they may stand in the SLO or in its objectives.
struct WrittenSlices {
  var target: Double?
  var length: SimDuration?
}

/// A threshold and the share of requests that must keep it.
struct WrittenThreshold {
  var value: SimDuration?
  var target: Double
  var slices: WrittenSlices
}

/// Reads the window, the budgeting method, and slices for all thresholds.
func readBudget(_ fields: inout Fields, sliceLength: Grammar<SimDuration>? = nil) -> WrittenBudget {
  let windows = fields.optional(
    "timeWindow",
    "The window of the error budget; 28 days unless given.",
    list(of: timeWindowShape(), atLeast: 1),
    default: [.seconds(28 * 86_400)]
  )
  let method = fields.optional(
    "budgetingMethod",
    "What the error budget counts.",
    word(
      [
        ("Occurrences", .occurrences), ("Timeslices", .timeslices),
        ("RatioTimeslices", .ratioTimeslices),
      ],
      standIn: WrittenBudget.Method.occurrences
    ),
    default: .occurrences
  )
  let slices = readSlices(&fields, length: sliceLength ?? ScenarioLoading.sliceLength())
  fields.check { place, reading in
    if windows.count > 1 {
      reading.report("only one window is modelled", at: place.path["timeWindow"][1])
    }
  }
  return WrittenBudget(method: method, timeWindow: windows.first ?? .seconds(1), slices: slices)
}

private func timeWindowShape() -> Shape<SimDuration> {
  object("TimeWindow", "The window of the error budget.") { fields in
    let length = fields.required(
      "duration",
      "Its length.",
      quantity(positiveDuration(to: longestBudgetWindow))
    )
    let isRolling = fields.optional("isRolling", "Always true.", truth(), default: true)
    let calendar = fields.optional("calendar", "Not modelled; windows roll.", anything())
    fields.check { place, reading in
      if calendar != nil {
        let help = "leave it out, and give the length as `{duration: 30d, isRolling: true}`"
        let message = "windows aligned with a calendar are not modelled"
        reading.report(message, at: place.path["calendar"], help: help)
      } else if !isRolling {
        reading.report("only rolling windows are modelled", at: place.path["isRolling"])
      }
    }
    return length
  }
}

/// A year, and a day more in a leap year.
let longestBudgetWindow = SimDuration.seconds(366 * 86_400)

/// Whole seconds.
func sliceLength() -> Grammar<SimDuration> {
  positiveDuration().limited(to: "a whole number of seconds") {
    $0.nanoseconds.isMultiple(of: 1_000_000_000)
  }
}

func readSlices(_ fields: inout Fields, length: Grammar<SimDuration>) -> WrittenSlices {
  WrittenSlices(
    target: fields.optional(
      "timeSliceTarget",
      "Share of good requests that makes a slice good; for Timeslices.",
      quantity(number("above 0 and at most 1") { $0 > 0 && $0 <= 1 })
    ),
    length: fields.optional(
      "timeSliceWindow",
      "Length of a slice in whole seconds, a minute unless given; for slices.",
      quantity(length)
    )
  )
}

func thresholdShape() -> Shape<WrittenThreshold> {
  object("Objective", "A threshold and the share of requests to answer within it.") { fields in
    readThreshold(
      &fields,
      value: quantity(positiveDuration()),
      sliceLength: ScenarioLoading.sliceLength()
    )
  }
}

/// Reads the fields of one of the `objectives`.
func readThreshold(
  _ fields: inout Fields,
  value: Shape<SimDuration>,
  sliceLength: Grammar<SimDuration>
) -> WrittenThreshold {
  let isStrict = fields.optional(
    "op",
    "Whether the threshold itself is good (`lte`) or not (`lt`).",
    word([("lte", false), ("lt", true)], standIn: false),
    default: false
  )
  var value = fields.optional("value", "The threshold; none for availability.", value)
  let target = fields.optional(
    "target",
    "Share of good requests.",
    quantity(number("of at least 0 and below 1") { $0 < 1 })
  )
  let percent = fields.optional(
    "targetPercent",
    "Share of good requests in percent.",
    quantity(percentage())
  )
  fields.exactlyOne(of: "target", "targetPercent")
  // Times are whole nanoseconds.
  if isStrict { value = value.map { $0 - SimDuration(nanoseconds: 1) } }
  return WrittenThreshold(
    value: value,
    target: target ?? percent ?? 0.5,
    slices: readSlices(&fields, length: sliceLength)
  )
}

/// Times have a threshold, availability has none.
func checkThresholds(
  _ thresholds: [WrittenThreshold],
  of metric: ObjectiveMetric,
  in fields: Fields
) {
  fields.check { place, reading in
    for (index, threshold) in thresholds.enumerated() {
      let path = place.path["objectives"][index]
      if metric == .availability, threshold.value != nil {
        let message = "an objective on availability has no threshold: whatever is answered is good"
        reading.report(message, at: path["value"])
      }
      if metric != .availability, threshold.value == nil {
        reading.report("the threshold `value` is missing", at: path)
      }
    }
  }
}

extension WrittenBudget {
  /// Slices are described where they are counted, and nowhere else.
  ///
  /// OpenSLO demands their length; without it a minute is meant.
  func check(_ thresholds: [WrittenThreshold], in fields: Fields, needsLength: Bool = false) {
    let all = thresholds.map(\.slices)
    fields.check { place, reading in
      func expect(
        _ field: String,
        isGiven: Bool,
        isGivenToAll: Bool,
        isWanted: Bool,
        for name: String
      ) {
        if isWanted, !isGivenToAll {
          let message = "`budgetingMethod: \(name)` needs a `\(field)`"
          reading.report(message, at: place.path["budgetingMethod"])
        }
        if !isWanted, isGiven {
          let message = "a `\(field)` needs `budgetingMethod: \(name)`"
          reading.report(message, at: place.path[field])
        }
      }
      expect(
        "timeSliceTarget",
        isGiven: slices.target != nil || all.contains { $0.target != nil },
        isGivenToAll: slices.target != nil || all.allSatisfy { $0.target != nil },
        isWanted: method == .timeslices,
        for: "Timeslices"
      )
      let isLengthKnown = slices.length != nil || all.allSatisfy { $0.length != nil }
      expect(
        "timeSliceWindow",
        isGiven: slices.length != nil || all.contains { $0.length != nil },
        isGivenToAll: isLengthKnown || !needsLength,
        isWanted: method != .occurrences,
        for: method == .ratioTimeslices ? "RatioTimeslices" : "Timeslices"
      )
    }
  }

  /// What a threshold counts.
  func method(for threshold: WrittenThreshold) -> BudgetingMethod {
    let length = threshold.slices.length ?? slices.length ?? .seconds(60)
    switch method {
    case .occurrences: return .occurrences
    case .ratioTimeslices: return .ratioTimeslices(slice: length)
    case .timeslices:
      let target = threshold.slices.target ?? slices.target ?? 0.95
      return .timeslices(sliceTarget: target, slice: length)
    }
  }
}

extension WrittenObjective {
  /// One objective for each threshold; from the second on, its number stands behind the name.
  func objectives(
    _ thresholds: [WrittenThreshold],
    _ budget: WrittenBudget,
    alerts: [WrittenAlert]?
  ) -> [WrittenObjective] {
    thresholds.enumerated().map { index, threshold in
      var one = self
      if index > 0 { one.objective.name += "-\(index + 1)" }
      one.objective.threshold = threshold.value
      one.objective.target = threshold.target
      one.objective.timeWindow = budget.timeWindow
      one.objective.budgetingMethod = budget.method(for: threshold)
      one.objective.alerts =
        alerts.map { $0.map { $0.alert(of: budget.timeWindow) } }
        ?? BurnRateAlert.usual(for: budget.timeWindow)
      return one
    }
  }
}
