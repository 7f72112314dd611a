internal import Domain

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
