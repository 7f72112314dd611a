internal import Edge
internal import EventCore

extension ConformanceTopic {
  /// Envoy's local rate limit, in both forms.
  static let tokenBucket = ConformanceTopic("token_bucket") {
    (inputs: BucketInputs, expected: BucketExpected) in
    let interval = try duration(milliseconds: inputs.fillIntervalMs)
    let perFill = inputs.tokensPerFill ?? 1
    guard interval > .zero, perFill >= 0, inputs.maxTokens >= 0 else {
      throw Mismatch(description: "no bucket is filled like that")
    }
    switch inputs.refill {
    case "interval":
      var bucket = IntervalTokenBucket(
        size: inputs.maxTokens,
        tokensPerFill: perFill,
        interval: interval
      )
      try expected.compare(inputs.allowed { bucket.admits(at: $0) })
    case "continuous":
      var bucket = TokenBucket(
        size: Double(inputs.maxTokens),
        tokensPerSecond: Double(perFill) / interval.inSeconds
      )
      try expected.compare(inputs.allowed { bucket.admits(at: $0) })
    case let form: throw Mismatch(description: "unknown form of refill '\(form)'")
    }
  }
}

private struct BucketInputs: Decodable {
  struct Arrival: Decodable {
    var tMs: Int64
    var requests: Int
  }

  var refill: String
  var maxTokens: Int64
  var tokensPerFill: Int64?
  var fillIntervalMs: Int64
  var arrivals: [Arrival]

  /// How many of the requests of each instant are admitted.
  func allowed(_ admits: (SimTime) -> Bool) throws -> [Int] {
    var last = SimTime.start
    return try arrivals.map { arrival in
      let instant = SimTime.start + (try duration(milliseconds: arrival.tMs))
      guard instant >= last, 0...1_000_000 ~= arrival.requests else {
        throw Mismatch(description: "arrivals out of order, or a million at once")
      }
      last = instant
      return (0..<arrival.requests).count { _ in admits(instant) }
    }
  }
}

private struct BucketExpected: Decodable {
  var allowed: [Int]

  func compare(_ found: [Int]) throws { try expectEqual(found, allowed, "allowed") }
}
