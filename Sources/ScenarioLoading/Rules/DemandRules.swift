internal import Domain
internal import Randomness

/// What requests ask for is what the runtime can give.
func checkDemand(_ scenario: Scenario, _ reading: Reading) {
  for (tenantIndex, tenant) in scenario.tenants.enumerated() {
    for (index, service) in tenant.services.enumerated() {
      let path = ("spec.tenants" as FieldPath)[tenantIndex]["services"][index]
      guard reading.isSound(path["runtime"]) else { continue }
      checkDevice(service, at: path, reading)
      for (number, endpoint) in service.endpoints.enumerated() {
        let place = path["endpoints"][number]
        checkDemand(endpoint, service.runtime, at: place, reading)
        checkLength(endpoint, service.runtime, scenario, at: place, reading)
        if service.scheduling != .priority, reading.isWritten(place["priority"]) {
          reading.warn("has no effect without `scheduler: priority`", at: place["priority"])
        }
      }
    }
  }
}

private func checkDevice(_ service: InferenceService, at path: FieldPath, _ reading: Reading) {
  guard reading.isSound(path["requests"]), !service.runsOnGPU else { return }
  let streams = path["runtime"]["concurrent"]["gpuStreams"]
  if reading.isWritten(streams) {
    reading.report(
      "`gpuStreams` needs a GPU, but the pods request none",
      at: streams,
      help: "request `nvidia.com/gpu` or a MIG slice, or leave `gpuStreams` out"
    )
  }
}

private func checkDemand(
  _ endpoint: Endpoint,
  _ runtime: ServingRuntime,
  at path: FieldPath,
  _ reading: Reading
) {
  guard reading.isSound(path["work"]), reading.isSound(path["items"]) else { return }
  switch (endpoint.demand, runtime) {
  case (.items, .concurrent) where reading.isWritten(path["items"]):
    reading.report(
      "`items` needs a batching runtime; a concurrent one takes `work` in time",
      at: path["items"]
    )
  case (.time, .batching) where reading.isWritten(path["work"]),
    (.tokens, .batching) where reading.isWritten(path["work"]):
    reading.report(
      "a batching runtime takes `items`; its latency curve gives the time of a batch",
      at: path["work"]
    )
  case (.items, .continuousBatching) where reading.isWritten(path["items"]):
    reading.report("continuous batching takes `work` in `tokens`, not `items`", at: path["items"])
  case (.time, .continuousBatching) where reading.isWritten(path["work"]):
    reading.report(
      "continuous batching takes `work` in `tokens`; its steps give the time",
      at: path["work"]
    )
  case (.tokens(let tokens), .concurrent):
    checkTokenTimes(tokens, at: path["work"]["tokens"], reading)
    checkTokens(tokens, endpoint, at: path, reading)
  case (.tokens(let tokens), .continuousBatching):
    for name in ["base", "perInputToken", "perOutputToken"] {
      let field = path["work"]["tokens"][name]
      guard reading.isWritten(field) else { continue }
      reading.report("continuous batching has no `\(name)`; its steps give the time", at: field)
    }
    checkTokens(tokens, endpoint, at: path, reading)
  default:
    break
  }
}

private func checkTokens(
  _ tokens: RequestDemand.TokenDemand,
  _ endpoint: Endpoint,
  at path: FieldPath,
  _ reading: Reading
) {
  guard reading.isSound(path["arrivals"]) else { return }
  if case .trace = endpoint.arrivals { return }
  let given = [("input", tokens.input), ("output", tokens.output)]
  for (name, distribution) in given where distribution == nil {
    reading.report(
      "`tokens` needs the distribution `\(name)`; only a trace brings its own counts",
      at: path["work"]["tokens"][name]
    )
  }
}

private func checkTokenTimes(
  _ tokens: RequestDemand.TokenDemand,
  at path: FieldPath,
  _ reading: Reading
) {
  if tokens.base + tokens.perInputToken + tokens.perOutputToken <= 0 {
    reading.report("needs a `base`, `perInputToken` or `perOutputToken` above 0s", at: path)
  }
  if tokens.prefixReuse != nil {
    reading.report(
      "`prefixReuse` needs continuous batching, which has a cache",
      at: path["prefixReuse"]
    )
  }
}

// MARK: What fits the key-value cache

/// The longest request fits the cache, where it is known how long that is.
private func checkLength(
  _ endpoint: Endpoint,
  _ runtime: ServingRuntime,
  _ scenario: Scenario,
  at path: FieldPath,
  _ reading: Reading
) {
  guard case .continuousBatching(let settings) = runtime, case .tokens(let tokens) = endpoint.demand,
    reading.isSound(path["work"]), reading.isSound(path["arrivals"])
  else { return }
  let given = (tokens.input.map(\.largest), tokens.output.map(\.largest))
  guard let most = longest(given, endpoint.arrivals, scenario.traces) else { return }
  let place = path["work"]["tokens"]
  func report(_ message: String, help: String) {
    if tokens.input == nil || tokens.output == nil {
      // Traces have outliers that nobody wrote.
      reading.warn(message, at: place, help: "requests that are too long will be refused")
    } else {
      reading.report(message, at: place, help: help)
    }
  }
  // The last token made is never stored, and the cache is handed out in whole blocks.
  let blocks = (most.both - 2) / settings.blockTokens + 1
  let room = settings.cacheTokens - settings.adapterTokens
  let held = settings.admission == .lookahead ? room - 2 : room
  if max(blocks * settings.blockTokens, most.both - 1) > held {
    report(
      "a request may have \(most.both) tokens, but the cache holds only \(room)",
      help: "give the runtime more `cacheTokens`"
    )
  }
  if !settings.chunksPrefill, tokens.prefixReuse == nil, most.input > settings.maxStepTokens {
    report(
      "a prompt may have \(most.input) tokens, but a step reads at most \(settings.maxStepTokens)",
      help: "give the runtime more `maxStepTokens`, or `chunkedPrefill: true`"
    )
  }
}

/// Tokens of the longest prompt, and of the longest prompt and answer together.
private struct LongestRequest {
  var input = 0
  var both = 0
}

/// The longest requests; nil where any length is possible.
private func longest(
  _ given: (input: Double??, output: Double??),
  _ arrivals: ArrivalProcess,
  _ traces: [RequestTrace]
) -> LongestRequest? {
  var rows: [(Int32, Int32)] = [(0, 0)]
  if given.input == nil || given.output == nil {
    guard case .trace(let replay) = arrivals, traces.indices.contains(replay.trace) else {
      return nil
    }
    rows = Array(zip(traces[replay.trace].inputTokens, traces[replay.trace].outputTokens))
  }
  var most = LongestRequest()
  for (read, written) in rows {
    guard let input = given.input ?? Double(read), let output = given.output ?? Double(written)
    else { return nil }
    let (prompt, answer) = (max(1, Int(input.rounded())), max(1, Int(output.rounded())))
    most.input = max(most.input, prompt)
    most.both = max(most.both, prompt + answer)
  }
  return most
}

extension Distribution {
  /// The largest value it draws; nil if there is none.
  fileprivate var largest: Double? {
    switch self {
    case .constant(let value): value
    case .uniform(_, let high): high
    case .empirical(let points): points.last?.value
    case .exponential, .gamma, .weibull, .logNormal: nil
    }
  }
}
