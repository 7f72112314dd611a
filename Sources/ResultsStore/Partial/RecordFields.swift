internal import Domain
internal import EventCore

extension ReplicationRecord {
  /// A record to read another one into.
  static var blank: Self {
    Self(
      pattern: .sharedNodes,
      replication: 0,
      seed: 0,
      events: 0,
      endpoints: [],
      objectives: [],
      pods: [],
      usage: [],
      enforcement: [],
      workloadDigest: 0,
      outcomeDigest: 0
    )
  }

  /// Every field, in the order in which a file holds them.
  mutating func fields(_ coder: inout some RecordCoder) throws(RecordDamage) {
    try word(&pattern, &coder)
    try coder.count(&replication)
    try coder.bits(&seed)
    try coder.bits(&events)
    try coder.bits(&workloadDigest)
    try coder.bits(&outcomeDigest)
    try coder.list(&endpoints, blank: EndpointRecord()) { one, coder throws(RecordDamage) in
      try one.fields(&coder)
    }
    try coder.list(&objectives, blank: ObjectiveRecord()) { one, coder throws(RecordDamage) in
      try one.fields(&coder)
    }
    try coder.list(&pods, blank: PodRecord()) { one, coder throws(RecordDamage) in
      try coder.real(&one.cpuSeconds)
      try coder.real(&one.gpuSeconds)
      try coder.count(&one.deaths)
      try coder.count(&one.evictions)
      try optional(&one.readyAt, &coder)
    }
    try coder.list(&usage, blank: .blank) { one, coder throws(RecordDamage) in
      try one.fields(&coder)
    }
    try coder.list(&podEvents, blank: .blank) { one, coder throws(RecordDamage) in
      try one.fields(&coder)
    }
    try coder.list(&enforcement, blank: .blank) { one, coder throws(RecordDamage) in
      try one.fields(&coder)
    }
    try coder.list(&batches, blank: BatchRecord()) { one, coder throws(RecordDamage) in
      try one.fields(&coder)
    }
  }
}

extension BatchRecord {
  fileprivate mutating func fields(_ coder: inout some RecordCoder) throws(RecordDamage) {
    try coder.list(&endpoints, blank: EndpointRecord()) { one, coder throws(RecordDamage) in
      try one.fields(&coder)
    }
    try coder.list(&objectives, blank: ObjectiveRecord()) { one, coder throws(RecordDamage) in
      try one.fields(&coder)
    }
  }
}

extension EndpointRecord {
  fileprivate mutating func fields(_ coder: inout some RecordCoder) throws(RecordDamage) {
    try coder.count(&arrived)
    try coder.count(&completed)
    try coder.count(&good)
    try coder.count(&cacheHits)
    try coder.count(&rateLimited)
    try coder.count(&requestLimited)
    try coder.count(&tokenLimited)
    try coder.count(&queueFull)
    try coder.count(&noReplica)
    try coder.count(&tooLong)
    try coder.count(&timedOut)
    try coder.count(&lost)
    try coder.count(&unfinished)
    try coder.histogram(&latency)
    try coder.real(&latencySum)
    try length(&latencyMax, &coder)
    // A billion requests of a billion tokens; tables add up those of all replications.
    try coder.count(&inputTokens, upTo: 1 << 60)
    try coder.count(&outputTokens, upTo: 1 << 60)
    try coder.real(&work)
    try coder.bits(&workloadDigest)
    var hasTokens: Int64 = tokenTimes == nil ? 0 : 1
    try coder.count(&hasTokens, upTo: 1)
    guard hasTokens == 1 else { return }
    var times = tokenTimes ?? TokenTimesRecord()
    try times.toFirst.fields(&coder)
    try times.perToken.fields(&coder)
    tokenTimes = times
  }
}

extension TimesRecord {
  fileprivate mutating func fields(_ coder: inout some RecordCoder) throws(RecordDamage) {
    try coder.histogram(&histogram)
    try coder.real(&sum)
    try length(&max, &coder)
  }
}

extension ObjectiveRecord {
  fileprivate mutating func fields(_ coder: inout some RecordCoder) throws(RecordDamage) {
    try coder.count(&good)
    try coder.count(&total)
    try coder.count(&minutes)
    try coder.count(&badMinutes)
    let blank = SliceRecord(index: 0, bad: 0, total: 0)
    try coder.list(&slices, blank: blank) { one, coder throws(RecordDamage) in
      try small(&one.index, &coder)
      try small(&one.bad, &coder)
      try small(&one.total, &coder)
    }
  }
}

extension UsageSample {
  fileprivate static var blank: Self {
    Self(
      tenant: TenantID(0),
      minute: 0,
      arrived: 0,
      completed: 0,
      refused: 0,
      timedOut: 0,
      latencyP95: nil,
      queued: 0,
      cpuCores: 0,
      gpus: 0,
      memoryRequested: Bytes(0),
      replicas: 0
    )
  }

  fileprivate mutating func fields(_ coder: inout some RecordCoder) throws(RecordDamage) {
    try owner(&tenant, &coder)
    try coder.count(&minute)
    try coder.count(&arrived)
    try coder.count(&completed)
    try coder.count(&refused)
    try coder.count(&timedOut)
    try coder.count(&lost)
    var hasP95: Int64 = latencyP95 == nil ? 0 : 1
    try coder.count(&hasP95, upTo: 1)
    if hasP95 == 1 {
      var p95 = latencyP95 ?? .zero
      try length(&p95, &coder)
      latencyP95 = p95
    }
    try coder.count(&queued)
    try coder.real(&cpuCores)
    try coder.real(&gpus)
    var memory = memoryRequested.value
    try coder.count(&memory, upTo: .max)
    memoryRequested = Bytes(memory)
    var used = memoryUsed.value
    try coder.count(&used, upTo: .max)
    memoryUsed = Bytes(used)
    try coder.count(&restarts)
    try coder.count(&replicas)
  }
}

extension PodEventRecord {
  fileprivate static var blank: Self { Self(time: .start, kind: .ready, pod: PodID(0)) }

  fileprivate mutating func fields(_ coder: inout some RecordCoder) throws(RecordDamage) {
    var moment: SimTime? = time
    try optional(&moment, &coder)
    time = moment ?? .start
    try word(&kind, &coder)
    var index = Int64(pod.index)
    try coder.count(&index, upTo: Int64(Int32.max))
    pod = PodID(Int(index))
    // 0 stands for no node.
    var place = Int64((node?.index ?? -1) + 1)
    try coder.count(&place, upTo: Int64(Int32.max))
    node = place == 0 ? nil : NodeID(Int(place - 1))
    try coder.count(&lost)
    try coder.real(&seconds)
    try coder.text(&cause)
  }
}

extension EnforcementRecord {
  fileprivate static var blank: Self {
    Self(rule: .resourceQuota, tenant: TenantID(0), subject: "", count: 0, boundSeconds: 0)
  }

  fileprivate mutating func fields(_ coder: inout some RecordCoder) throws(RecordDamage) {
    try word(&rule, &coder)
    var hasTenant: Int64 = tenant == nil ? 0 : 1
    try coder.count(&hasTenant, upTo: 1)
    var owning = tenant ?? TenantID(0)
    try owner(&owning, &coder)
    tenant = hasTenant == 1 ? owning : nil
    try coder.text(&subject)
    // No word stands for no taker.
    var taker = takenBy ?? ""
    try coder.text(&taker)
    takenBy = taker.isEmpty ? nil : taker
    try coder.count(&count)
    try coder.real(&boundSeconds)
  }
}

/// One word of an enumeration, spelt out: its place among the others may change.
private func word<Word: RawRepresentable<String>>(
  _ value: inout Word,
  _ coder: inout some RecordCoder
) throws(RecordDamage) {
  var text = value.rawValue
  try coder.text(&text)
  guard let read = Word(rawValue: text) else { throw RecordDamage() }
  value = read
}

private func small(
  _ value: inout Int32,
  _ coder: inout some RecordCoder
) throws(RecordDamage) {
  var wide = Int64(value)
  try coder.count(&wide, upTo: Int64(Int32.max))
  value = Int32(wide)
}

private func owner(
  _ tenant: inout TenantID,
  _ coder: inout some RecordCoder
) throws(RecordDamage) {
  var index = Int64(tenant.index)
  try coder.count(&index, upTo: Int64(Int32.max))
  tenant = TenantID(Int(index))
}

private func optional(
  _ time: inout SimTime?,
  _ coder: inout some RecordCoder
) throws(RecordDamage) {
  // 0 stands for none.
  var nanoseconds = time.map { $0.nanoseconds + 1 } ?? 0
  try coder.count(&nanoseconds, upTo: .max)
  time = nanoseconds == 0 ? nil : SimTime(nanoseconds: nanoseconds - 1)
}

private func length(
  _ duration: inout SimDuration,
  _ coder: inout some RecordCoder
) throws(RecordDamage) {
  var nanoseconds = duration.nanoseconds
  try coder.count(&nanoseconds, upTo: .max)
  duration = SimDuration(nanoseconds: nanoseconds)
}
