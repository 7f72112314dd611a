package import Domain
internal import EventCore

/// When replications stop.
func stoppingShape() -> Shape<StoppingRule> {
  object("Precision", "How well which numbers are to be known before replications stop.") {
    fields in
    let goal = readGoal(&fields, isPart: true)
    let goals = fields.optional(
      "goals",
      "Several numbers, all of which are to be known well enough.",
      list(of: goalShape(), atLeast: 1)
    )
    fields.exactlyOneSet(of: [["metric", "halfWidth"], ["goals"]])
    let least = fields.optional(
      "min",
      "Replications before the precision is looked at.",
      quantity(wholeNumber(2...10_000)),
      default: 10
    )
    let most = fields.optional(
      "max",
      "Replications at most.",
      quantity(wholeNumber(2...10_000)),
      default: max(200, least)
    )
    fields.check { place, reading in
      if most < least {
        reading.report("must be at least the `min` of \(least)", at: place.path["max"])
      }
      if goals != nil {
        for name in ["tenant", "patterns"] where place.node[name] != nil {
          reading.report("`\(name)` belongs into each of the `goals`", at: place.path[name])
        }
      }
    }
    return StoppingRule(goals: goals ?? [goal], least: least, most: most)
  }
}

private func goalShape() -> Shape<PrecisionGoal> {
  object("PrecisionGoal", "How well a number is to be known.") { fields in
    readGoal(&fields, isPart: false)
  }
}

/// Reads the fields of a goal; as part of a rule they may be absent, for the goals may be listed.
private func readGoal(_ fields: inout Fields, isPart: Bool) -> PrecisionGoal {
  let metricShape = word(of: Metric.self, standIn: .p95)
  let widthShape = quantity(halfWidth())
  let metric: Metric?
  let width: WrittenHalfWidth?
  let about = "Which number."
  let aim =
    "Half-width of its interval: `5%` of its value, or in its unit, as in `10ms`; ratios in points."
  if isPart {
    metric = fields.optional("metric", about, metricShape)
    width = fields.optional("halfWidth", aim, widthShape)
  } else {
    metric = fields.required("metric", about, metricShape)
    width = fields.required("halfWidth", aim, widthShape)
  }
  let tenant = fields.optional(
    "tenant",
    "Whose numbers count; every tenant's unless given.",
    scalar(name())
  )
  let patterns = fields.optional(
    "patterns",
    "Patterns that are to reach it; all that are run unless given.",
    list(of: word(of: IsolationPattern.self, standIn: .sharedNodes), atLeast: 1)
  )
  var goal = PrecisionGoal(
    metric: metric ?? .p95,
    halfWidth: .relative(0.05),
    tenant: tenant,
    patterns: patterns
  )
  guard let metric, let width else { return goal }
  do throws(GrammarProblem) {
    goal.halfWidth = try width.of(metric)
  } catch {
    let problem = error
    fields.check { place, reading in
      reading.report(problem.message, at: place.path["halfWidth"], help: problem.help)
    }
  }
  return goal
}

/// A half-width as written, before the unit of its metric is known.
private enum WrittenHalfWidth {
  case percent(Double)
  case time(SimDuration)
  case bare(Double)

  /// What it means for a metric; a percentage of a ratio is points of it.
  func of(_ metric: Metric) throws(GrammarProblem) -> PrecisionGoal.HalfWidth {
    switch (self, metric.unit) {
    case (.percent(let share), .ratio): return .absolute(share)
    case (.percent(let share), _): return .relative(share)
    case (.time(let time), .milliseconds): return .absolute(time.inSeconds * 1000)
    case (.time(let time), .minutes): return .absolute(time.inSeconds / 60)
    case (.bare(let number), .ratio), (.bare(let number), .currency), (.bare(let number), .pods):
      return .absolute(number)
    case (_, .milliseconds), (_, .minutes):
      throw GrammarProblem(
        "`\(metric.rawValue)` is a time: needs a percentage or a duration, such as `5%` or `10ms`"
      )
    case (.time, _):
      throw GrammarProblem("`\(metric.rawValue)` is no time: needs a percentage or a number")
    }
  }
}

private func halfWidth() -> Grammar<WrittenHalfWidth> {
  Grammar(
    schema: ScalarSchema(kinds: [.string, .number]),
    standIn: .percent(0.05),
    parse: { text throws(GrammarProblem) in
      if text.hasSuffix("%") {
        guard let share = Decimal(text.dropLast())?.hundredth.double, share > 0 else {
          throw GrammarProblem("must be a percentage above 0, found \(quoted(text))")
        }
        return .percent(share)
      }
      if let number = Decimal(text)?.double {
        guard number > 0 else { throw GrammarProblem("must be above 0, found \(quoted(text))") }
        return .bare(number)
      }
      let time = try parseDuration(text)
      guard time > .zero else {
        throw GrammarProblem("must be above 0, found \(quoted(text))")
      }
      return .time(time)
    }
  )
}

/// Reads a goal as a command line gives it, such as `p95=5%`.
package func parsePrecisionGoal(_ text: String) throws(GrammarProblem) -> PrecisionGoal {
  let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
  guard parts.count == 2 else {
    throw GrammarProblem("needs a metric and a half-width, as in p95=5%, found \(quoted(text))")
  }
  let name = String(parts[0])
  guard let metric = Metric(rawValue: name) else {
    let names = Metric.allCases.map(\.rawValue)
    throw GrammarProblem(
      "\(quoted(name)) is no metric; there are \(list(names, "and"))",
      help: didYouMean(name, among: names)
    )
  }
  let width = try halfWidth().parse(String(parts[1]))
  return PrecisionGoal(metric: metric, halfWidth: try width.of(metric))
}
