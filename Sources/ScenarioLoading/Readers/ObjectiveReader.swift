internal import Domain
internal import EventCore

/// An objective whose tenant and endpoints are still names.
struct WrittenObjective {
  var path: FieldPath
  var objective: Objective
  var tenant: String
  var service: String?
  var endpoint: String?
}

/// A service-level objective; each of its `objectives` becomes one of ours.
func objectiveShape() -> Shape<[WrittenObjective]> {
  object("SLO", "A latency objective, in OpenSLO's words.") { fields in
    var written = readSubject(&fields)
    written.objective.metric = fields.required(
      "indicator",
      "What is measured.",
      indicatorShape()
    )
    let windows = fields.optional(
      "timeWindow",
      "The window of the error budget; 28 days unless given.",
      list(of: timeWindowShape(), atLeast: 1),
      default: [.seconds(28 * 86_400)]
    )
    let isTimeslices = fields.optional(
      "budgetingMethod",
      "What the error budget counts.",
      word([("Occurrences", false), ("Timeslices", true)], standIn: false),
      default: false
    )
    let slices = SliceFields(&fields)
    let thresholds = fields.required(
      "objectives",
      "Thresholds and the share of requests to answer within each.",
      list(of: thresholdShape(), atLeast: 1)
    )
    fields.check { place, reading in
      if windows.count > 1 {
        reading.report("only one window is modelled", at: place.path["timeWindow"][1])
      }
      slices.check(isWanted: isTimeslices, given: thresholds.map(\.sliceTarget), place, reading)
    }
    written.objective.timeWindow = windows.first ?? .seconds(1)
    return thresholds.enumerated().map { index, threshold in
      var one = written
      if index > 0 { one.objective.name += "-\(index + 1)" }
      one.objective.threshold = threshold.value
      one.objective.target = threshold.target
      if isTimeslices {
        let target = threshold.sliceTarget ?? slices.target ?? 0.95
        one.objective.budgetingMethod = .timeslices(sliceTarget: target)
      }
      return one
    }
  }
}

/// Reads what an objective is called and what it covers.
private func readSubject(_ fields: inout Fields) -> WrittenObjective {
  let name = fields.required("name", "Name of the objective.", scalar(name()))
  let displayName = fields.optional("displayName", "For readers.", scalar(prose(atMost: 200)))
  let covered = scalar(ScenarioLoading.name())
  let tenant = fields.required("tenant", "Whose requests it covers.", covered)
  let service = fields.optional(
    "service",
    "Service it covers; all of the tenant's unless given.",
    covered
  )
  let endpoint = fields.optional(
    "endpoint",
    "Endpoint it covers; all of the service's unless given.",
    covered
  )
  fields.check { place, reading in
    if endpoint != nil, service == nil {
      reading.report("an `endpoint` needs its `service`", at: place.path["endpoint"])
    }
  }
  return WrittenObjective(
    path: fields.path,
    objective: Objective(
      name: name,
      displayName: displayName,
      tenant: TenantID(0),
      endpoints: [],
      threshold: .zero,
      target: 0,
      timeWindow: .zero
    ),
    tenant: tenant,
    service: service,
    endpoint: endpoint
  )
}

private func indicatorShape() -> Shape<ObjectiveMetric> {
  object("Indicator", "What is measured.") { fields in
    fields.required(
      "metric",
      "Which time of a request.",
      word(of: ObjectiveMetric.self, standIn: .latency)
    )
  }
}

private func timeWindowShape() -> Shape<SimDuration> {
  object("TimeWindow", "The window of the error budget.") { fields in
    let most = SimDuration.seconds(366 * 86_400)
    let length = fields.required("duration", "Its length.", quantity(positiveDuration(to: most)))
    let isRolling = fields.optional("isRolling", "Always true.", truth(), default: true)
    fields.check { place, reading in
      if !isRolling {
        reading.report("only rolling windows are modelled", at: place.path["isRolling"])
      }
    }
    return length
  }
}

private struct Threshold {
  var value: SimDuration
  var target: Double
  var sliceTarget: Double?
}

private func thresholdShape() -> Shape<Threshold> {
  object("Objective", "A threshold and the share of requests to answer within it.") { fields in
    fields.optional("op", "Always `lte`.", word([("lte", ())], standIn: ()), default: ())
    let value = fields.required("value", "The threshold.", quantity(positiveDuration()))
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
    let slices = SliceFields(&fields)
    return Threshold(
      value: value,
      target: target ?? percent ?? 0.5,
      sliceTarget: slices.target
    )
  }
}

/// The fields of the Timeslices method; they may stand in the SLO or in its objectives.
private struct SliceFields {
  var target: Double?

  init(_ fields: inout Fields) {
    target = fields.optional(
      "timeSliceTarget",
      "Share of good requests that makes a slice good; for Timeslices.",
      quantity(number("above 0 and at most 1") { $0 > 0 && $0 <= 1 })
    )
    let length = fields.optional(
      "timeSliceWindow",
      "Length of a slice, always one minute; for Timeslices.",
      quantity(positiveDuration())
    )
    fields.check { place, reading in
      if let length, length != .seconds(60) {
        reading.report("only slices of 1m are modelled", at: place.path["timeSliceWindow"])
      }
    }
  }

  func check(isWanted: Bool, given: [Double?], _ place: Place, _ reading: Reading) {
    if isWanted, target == nil, given.contains(where: { $0 == nil }) {
      let message = "`budgetingMethod: Timeslices` needs a `timeSliceTarget`"
      reading.report(message, at: place.path["budgetingMethod"])
    }
    if !isWanted, target != nil {
      let message = "a `timeSliceTarget` needs `budgetingMethod: Timeslices`"
      reading.report(message, at: place.path["timeSliceTarget"])
    }
  }
}
