internal import EventCore
internal import Statistics

extension EndpointRecord {
  /// Adds what another part of the same run has counted.
  package mutating func merge(_ other: EndpointRecord) {
    addCounts(of: other, times: 1)
    latency.merge(other.latency)
    latencyMax = max(latencyMax, other.latencyMax)
    guard let times = other.tokenTimes else { return }
    var sum = tokenTimes ?? TokenTimesRecord()
    sum.toFirst.merge(times.toFirst)
    sum.perToken.merge(times.perToken)
    tokenTimes = sum
  }

  /// What was counted since an earlier state; the longest times stay those of the later one.
  package func since(_ earlier: EndpointRecord) -> EndpointRecord {
    var rest = self
    rest.addCounts(of: earlier, times: -1)
    rest.latency = latency.subtracting(earlier.latency)
    if let now = tokenTimes, let then = earlier.tokenTimes {
      rest.tokenTimes = TokenTimesRecord(
        toFirst: now.toFirst.since(then.toFirst),
        perToken: now.perToken.since(then.perToken)
      )
    }
    return rest
  }

  private mutating func addCounts(of other: EndpointRecord, times sign: Int) {
    arrived += sign * other.arrived
    completed += sign * other.completed
    good += sign * other.good
    cacheHits += sign * other.cacheHits
    rateLimited += sign * other.rateLimited
    requestLimited += sign * other.requestLimited
    tokenLimited += sign * other.tokenLimited
    queueFull += sign * other.queueFull
    noReplica += sign * other.noReplica
    tooLong += sign * other.tooLong
    timedOut += sign * other.timedOut
    lost += sign * other.lost
    unfinished += sign * other.unfinished
    inputTokens += Int64(sign) * other.inputTokens
    outputTokens += Int64(sign) * other.outputTokens
    latencySum += Double(sign) * other.latencySum
    work += Double(sign) * other.work
  }
}

extension TimesRecord {
  package mutating func merge(_ other: TimesRecord) {
    histogram.merge(other.histogram)
    sum += other.sum
    max = Swift.max(max, other.max)
  }

  fileprivate func since(_ earlier: TimesRecord) -> TimesRecord {
    TimesRecord(
      histogram: histogram.subtracting(earlier.histogram),
      sum: sum - earlier.sum,
      max: max
    )
  }
}
