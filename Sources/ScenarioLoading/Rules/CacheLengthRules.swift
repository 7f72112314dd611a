internal import Domain
internal import Randomness

/// The longest request fits the cache, where it is known how long that is.
func checkLength(
  _ endpoint: Endpoint,
  _ runtime: ServingRuntime,
  _ scenario: Scenario,
  at path: FieldPath,
  _ reading: Reading
) {
  guard case .continuousBatching(let settings) = runtime,
    case .tokens(let tokens) = endpoint.demand,
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
  if room <= 0 {
    reading.report(
      "an adapter of \(settings.adapterTokens) tokens leaves nothing of the cache's "
        + "\(settings.cacheTokens)",
      at: place,
      help: "give the runtime more `cacheTokens`"
    )
  } else if max(blocks * settings.blockTokens, most.both - 1) > held {
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

/// As `checkLength`, once the traces are there that bring token counts.
func checkTraceLengths(_ scenario: Scenario, _ reading: Reading) {
  let areSound = scenario.serviceTemplates.allSatisfy { reading.isSound($0.path["runtime"]) }
  for template in scenario.endpointTemplates where areSound {
    guard let service = template.service, case .tokens(let tokens) = template.endpoint.demand,
      tokens.input == nil || tokens.output == nil
    else { continue }
    checkLength(template.endpoint, service.runtime, scenario, at: template.path, reading)
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
