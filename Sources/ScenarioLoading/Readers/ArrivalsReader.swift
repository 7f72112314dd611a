internal import Domain
internal import EventCore
internal import Randomness

/// When requests arrive: a law of gaps at a rate, or a recorded stream.
func arrivalsShape() -> Shape<ArrivalProcess> {
  choice(
    "Arrivals",
    "When requests arrive.",
    variants: [
      Variant("poisson", "Memoryless gaps.", plainRenewal("Poisson", .poisson)),
      Variant("deterministic", "Equal gaps.", plainRenewal("Deterministic", .deterministic)),
      Variant("gamma", "Gamma gaps.", gammaRenewal()),
      Variant("weibull", "Weibull gaps.", weibullRenewal()),
      Variant("onOff", "Poisson within two alternating rates.", poisson(onOffShape())),
      Variant("schedule", "Poisson at a rate that follows a timetable.", poisson(scheduleShape())),
      Variant("trace", "A recorded stream, replayed.", traceShape()),
    ],
    standIn: .renewal(gaps: .poisson, rate: .constant(perSecond: 1))
  )
}

private func poisson(_ profile: Shape<RateProfile>) -> Shape<ArrivalProcess> {
  profile.map { .renewal(gaps: .poisson, rate: $0) }
}

private func plainRenewal(_ name: String, _ gaps: GapLaw) -> Shape<ArrivalProcess> {
  object("\(name)Arrivals", "Arrivals at a rate.") { fields in
    .renewal(gaps: gaps, rate: readProfile(&fields))
  }
}

private func gammaRenewal() -> Shape<ArrivalProcess> {
  object("GammaArrivals", "Gamma gaps; a cv above 1 is burstier than Poisson.") { fields in
    let cv = fields.required("cv", "Standard deviation ÷ mean of a gap.", coefficientOfVariation())
    return .renewal(gaps: .gamma(cv: cv), rate: readProfile(&fields))
  }
}

private func weibullRenewal() -> Shape<ArrivalProcess> {
  object("WeibullArrivals", "Weibull gaps; a shape below 1 is burstier than Poisson.") { fields in
    let shape = fields.required("shape", "Shape of the law of gaps.", weibullShape())
    return .renewal(gaps: .weibull(shape: shape), rate: readProfile(&fields))
  }
}

/// A constant rate, a timetable, or two alternating rates.
private func readProfile(_ fields: inout Fields) -> RateProfile {
  let constant = fields.optional(
    "rate",
    "Mean rate.",
    quantity(rate()).map(RateProfile.constant)
  )
  let schedule = fields.optional("schedule", "A timetable of rates.", scheduleShape())
  let onOff = fields.optional("onOff", "Two alternating rates.", onOffShape())
  fields.exactlyOne(of: "rate", "schedule", "onOff")
  return constant ?? schedule ?? onOff ?? .constant(perSecond: 1)
}

private func onOffShape() -> Shape<RateProfile> {
  func phase(_ name: String, allowsZero: Bool) -> Shape<(rate: Double, length: Distribution)> {
    object("\(name)Phase", "A rate and how long it lasts.") { fields in
      (
        rate: fields.required("rate", "Mean rate.", quantity(rate(allowsZero: allowsZero))),
        length: fields.required("for", "How long it lasts.", distribution(.phase))
      )
    }
  }
  return object("OnOff", "Two alternating rates, beginning with off.") { fields in
    let on = fields.required("on", "The busy phase.", phase("On", allowsZero: false))
    let off = fields.required("off", "The quiet phase.", phase("Off", allowsZero: true))
    return .onOff(
      RateProfile.OnOff(
        onPerSecond: on.rate,
        offPerSecond: off.rate,
        onSeconds: on.length,
        offSeconds: off.length
      )
    )
  }
}

private func scheduleShape() -> Shape<RateProfile> {
  let point: Shape<RateProfile.RatePoint> = object("RatePoint", "The rate from an instant on.") {
    fields in
    RateProfile.RatePoint(
      at: SimTime.start
        + fields.required("at", "Time since the start of the run.", quantity(duration())),
      perSecond: fields.required("rate", "Mean rate.", quantity(rate(allowsZero: true)))
    )
  }
  return object("Schedule", "A timetable of rates.") { fields in
    let points = fields.required("points", "The timetable.", list(of: point, atLeast: 1))
    let isLinear = fields.optional(
      "interpolation",
      "What the rate does between points.",
      word([("step", false), ("linear", true)], standIn: false),
      default: false
    )
    let period = fields.optional(
      "repeatEvery",
      "When the timetable begins again.",
      quantity(positiveDuration())
    )
    fields.check { place, reading in
      checkSchedule(points, period: period, at: place.path, reading)
    }
    return .schedule(points: points, isLinear: isLinear, period: period)
  }
}

private func checkSchedule(
  _ points: [RateProfile.RatePoint],
  period: SimDuration?,
  at path: FieldPath,
  _ reading: Reading
) {
  guard let first = points.first, let last = points.last else { return }
  if first.at != .start {
    reading.report("the first point must be at 0s", at: path["points"][0]["at"])
  }
  for (index, pair) in zip(points, points.dropFirst()).enumerated() where pair.1.at <= pair.0.at {
    reading.report("must be later than the point before it", at: path["points"][index + 1]["at"])
  }
  if points.allSatisfy({ $0.perSecond <= 0 }) {
    reading.report("needs a rate above 0/s somewhere", at: path["points"])
  }
  if let period, SimTime.start + period <= last.at {
    reading.report("must be later than the last point", at: path["repeatEvery"])
  } else if let period, period < .milliseconds(1) {
    reading.report("must be at least 1ms", at: path["repeatEvery"])
  }
}

private func traceShape() -> Shape<ArrivalProcess> {
  object("Trace", "A recorded request stream, replayed.") { fields in
    let file = fields.required(
      "file",
      "Path relative to the scenario's folder or the data folder.",
      scalar(relativePath())
    )
    let format = fields.optional(
      "format",
      "Format of the file; by its extension unless given.",
      word(of: TraceFormat.self, standIn: .azureLLM)
    )
    let speed = fields.optional(
      "speed",
      "How many times faster than recorded.",
      quantity(number("from 0.001 to 1000") { (0.001...1000).contains($0) }),
      default: 1
    )
    let every = fields.optional(
      "every",
      "Takes every so-many-th request.",
      quantity(wholeNumber(1...1_000_000)),
      default: 1
    )
    let offset = fields.optional(
      "offset",
      "Number of the first request taken, from 0.",
      quantity(wholeNumber(0...100_000_000)),
      default: 0
    )
    let startsAtRandom = fields.optional(
      "start",
      "Where each replication begins.",
      word([("beginning", false), ("random", true)], standIn: false),
      default: false
    )
    let repeats = fields.optional("repeat", "Begins again at its end.", truth(), default: false)
    let trace = request(file, format: format, every: every, offset: offset, fields)
    return .trace(
      TraceReplay(
        trace: trace,
        speed: speed,
        every: every,
        offset: offset,
        startsAtRandom: startsAtRandom,
        repeats: repeats
      )
    )
  }
}

/// Notes that a trace is wanted and returns its index; the file is read after the scenario.
private func request(
  _ file: String,
  format: TraceFormat?,
  every: Int,
  offset: Int,
  _ fields: Fields
) -> Int {
  var index = 0
  fields.check { place, reading in
    guard reading.isSound(place.path["file"]), reading.isSound(place.path["format"]) else { return }
    guard let format = format ?? TraceFormat(extensionOf: file) else {
      let known = list(TraceFormat.allCases.map { "`\($0.rawValue)`" }, "or")
      let message = "the ending of \(quoted(file)) doesn't tell its format; give `format`: \(known)"
      reading.report(message, at: place.path["file"])
      return
    }
    let use = TraceUse(path: place.path, every: every, offset: offset)
    index = reading.request(file, format: format, for: use)
  }
  return index
}
