internal import Edge
internal import EventCore

extension ConformanceTopic {
  /// Small formulas of gateways and of the API server.
  static let trafficMisc = ConformanceTopic(
    "traffic_misc",
    kinds: [
      "ejection_time": ejectionTime,
      "ejection_allowed": ejectionAllowed,
      "retry_backoff_range_ms": retryBackoff,
      "lr_weight": leastRequestWeight,
      "p2c": twoChoices,
      "apf_nominal": nominalSeats,
    ]
  )

  private static let ejectionTime = ConformanceTopic("ejection_time") {
    (inputs: EjectionTimeInputs, expected: EjectionTimeExpected) in
    var detection = OutlierDetection()
    detection.baseEjectionTime = try duration(seconds: inputs.baseSeconds)
    detection.maxEjectionTime = try duration(seconds: inputs.maxSeconds)
    let time = detection.ejectionTime(timesEjected: inputs.timesEjected)
    try expectEqual(time, try duration(seconds: expected.seconds), "ejection time")
  }

  private static let ejectionAllowed = ConformanceTopic("ejection_allowed") {
    (inputs: EjectionInputs, expected: EjectionExpected) in
    var detection = OutlierDetection()
    detection.maxEjectionPercent = inputs.maxPercent
    detection.alwaysEjectsOne = inputs.alwaysEjectOneHost == true
    let allowed = detection.allowsEjection(hosts: inputs.hosts, ejected: inputs.ejected)
    try expectEqual(allowed, expected.allowed, "allowed")
  }

  private static let retryBackoff = ConformanceTopic("retry_backoff_range_ms") {
    (inputs: RetryInputs, expected: RetryExpected) in
    let backoff = RetryBackoff(
      base: try duration(milliseconds: inputs.baseMs),
      maximum: try duration(milliseconds: inputs.maxMs)
    )
    let longest = backoff.longest(retry: inputs.retry)
    let range = try expected.range.map { try duration(milliseconds: $0) }
    try expectEqual([.zero, longest], range, "range")
  }

  private static let leastRequestWeight = ConformanceTopic("lr_weight") {
    (inputs: WeightInputs, expected: WeightExpected) in
    let weight = Edge.leastRequestWeight(inputs.weight, active: inputs.active, bias: inputs.bias)
    try expectClose(weight, expected.weight, within: 1e-9, "weight")
  }

  private static let twoChoices = ConformanceTopic("p2c") {
    (inputs: ChoiceInputs, expected: ChoiceExpected) in
    guard inputs.sampled.count >= 2 else {
      throw Mismatch(description: "sampled are \(inputs.sampled.count), two at least are compared")
    }
    let active = try inputs.sampled.map { name in
      try known(inputs.activeRequests[name], "no host '\(name)'")
    }
    // With a larger `choice_count` each further host meets the best so far.
    let chosen = active.indices.dropFirst().reduce(0) { best, next in
      prefersSecond(firstActive: active[best], secondActive: active[next]) ? next : best
    }
    try expectEqual(inputs.sampled[chosen], expected.chosen, "chosen")
  }

  private static let nominalSeats = ConformanceTopic("apf_nominal") {
    (inputs: SeatInputs, expected: SeatExpected) in
    let levels = inputs.shares.sorted { $0.key < $1.key }
      .map { PriorityLevel(name: $0.key, shares: $0.value) }
    var found: [String: Int64] = [:]
    for (level, seats) in zip(levels, seats(of: levels, total: inputs.serverConcurrency)) {
      found[level.name] = seats.nominal
    }
    try expectEqual(found, expected.seats, "seats")
  }
}

private struct EjectionTimeInputs: Decodable {
  var baseSeconds: Int64
  var maxSeconds: Int64
  var timesEjected: Int
}

private struct EjectionTimeExpected: Decodable {
  var seconds: Int64
}

private struct EjectionInputs: Decodable {
  var hosts: Int
  var ejected: Int
  var maxPercent: Int
  var alwaysEjectOneHost: Bool?
}

private struct EjectionExpected: Decodable {
  var allowed: Bool
}

private struct RetryInputs: Decodable {
  var baseMs: Int64
  var maxMs: Int64
  var retry: Int
}

private struct RetryExpected: Decodable {
  var range: [Int64]
}

private struct WeightInputs: Decodable {
  var weight: Double
  var active: Int
  var bias: Double
}

private struct WeightExpected: Decodable {
  var weight: Double
}

private struct ChoiceInputs: Decodable {
  var activeRequests: [String: Int32]
  var sampled: [String]
}

private struct ChoiceExpected: Decodable {
  var chosen: String
}

private struct SeatInputs: Decodable {
  var serverConcurrency: Int64
  var shares: [String: Int64]
}

private struct SeatExpected: Decodable {
  var seats: [String: Int64]
}
