internal import Catalogue
internal import Domain
internal import Randomness

/// Names of warnings that results carry on as the pedigree `extrapolated`.
enum RangeWarning {
  static let range = "beyond-calibrated-range"
  static let device = "other-accelerator"
}

/// Warns of workloads that figures were never compared with, and marks those figures.
func warnOfExtrapolation(_ scenario: Scenario, _ reading: Reading) {
  let uses = Dictionary(grouping: scenario.tenants.flatMap(\.uses), by: \.service)
  for (path, template) in scenario.serviceTemplates {
    var service = template
    // Those of a shared service are its users'.
    if service.endpoints.isEmpty {
      service.endpoints = (uses[service.name] ?? []).flatMap(\.endpoints)
    }
    checkCurve(of: service, at: path, reading)
    guard let profile = reading.profiles[path] else { continue }
    checkRange(of: profile, service, in: scenario, at: path, reading)
    checkAccelerator(of: profile, service, in: scenario, at: path, reading)
  }
}

/// A full batch lies on the latency curve.
private func checkCurve(of service: InferenceService, at path: FieldPath, _ reading: Reading) {
  guard case .batching(let batching) = service.runtime, let last = batching.latencyCurve.last
  else { return }
  let sizes = service.endpoints.compactMap { endpoint -> Double? in
    guard case .items(let items) = endpoint.demand else { return nil }
    return max(items.mean * Double(batching.maxBatch), items.quantile(0.99))
  }
  guard let largest = sizes.max(), largest > last.items else { return }
  let curve = path["runtime"]["batching"]["latencyCurve"]
  reading.warn(
    "batches of \(shortly(largest)) items go beyond the last point of the latency curve, "
      + "\(shortly(last.items)); their times are extrapolated",
    at: curve,
    named: RangeWarning.range
  )
  let points = batching.latencyCurve.indices.suffix(2)
  for point in points { reading.extrapolate(curve[point]) }
}

/// Requests are of the sizes that the profile was compared with.
private func checkRange(
  of profile: ServingProfile,
  _ service: InferenceService,
  in scenario: Scenario,
  at path: FieldPath,
  _ reading: Reading
) {
  for limit in profile.range {
    let most: Double?
    switch limit.quantity {
    case .inputTokens, .outputTokens:
      most = service.endpoints.compactMap { tokens(limit.quantity, of: $0, in: scenario) }.max()
    case .sequences:
      most = service.runtime.sequences
    }
    guard let most, most > limit.upTo.value else { continue }
    reading.warn(
      "requests of \(shortly(most)) \(limit.quantity.words) go beyond the range of the profile "
        + "\(quoted(profile.name)), which ends at \(shortly(limit.upTo.value))",
      at: path["runtime"],
      named: RangeWarning.range
    )
    reading.extrapolate(path["runtime"][profile.runtime.rawValue]["steps"])
  }
}

/// The 99th percentile of a request's tokens; nil where requests have none.
private func tokens(
  _ quantity: CalibratedRange.Quantity,
  of endpoint: Endpoint,
  in scenario: Scenario
) -> Double? {
  guard case .tokens(let demand) = endpoint.demand else { return nil }
  let isInput = quantity == .inputTokens
  if let law = isInput ? demand.input : demand.output { return law.quantile(0.99) }
  guard case .trace(let replay) = endpoint.arrivals, scenario.traces.indices.contains(replay.trace)
  else { return nil }
  let trace = scenario.traces[replay.trace]
  let counts = (isInput ? trace.inputTokens : trace.outputTokens).sorted()
  return counts.isEmpty ? nil : Double(counts[(counts.count - 1) * 99 / 100])
}

/// The pods have the accelerators that the profile was taken on.
private func checkAccelerator(
  of profile: ServingProfile,
  _ service: InferenceService,
  in scenario: Scenario,
  at path: FieldPath,
  _ reading: Reading
) {
  guard let gpu = profile.gpu else { return }
  let runtime = path["runtime"]
  guard service.runsOnGPU else {
    let message = "the profile \(quoted(profile.name)) is of a \(gpu), but the pods request no GPU"
    reading.report(message, at: runtime, help: "request `nvidia.com/gpu: \(profile.gpuCount)`")
    return
  }
  let resources = (service.requests + service.limits).names.filter(\.isGPU)
  let pools = scenario.nodePools.filter { pool in
    resources.contains { pool.advertised.amount($0) > 0 }
  }
  let models = Set(pools.compactMap(\.gpus?.model))
  var difference: String?
  if !models.contains(gpu) {
    difference = "its pods find only \(list(models.sorted().map(quoted), "and"))"
  } else if service.gpusPerPod != profile.gpuCount {
    difference = "a pod requests \(service.gpusPerPod)"
  }
  guard let difference else { return }
  reading.warn(
    "the profile \(quoted(profile.name)) is of \(profile.gpuCount) \(gpu), but \(difference)",
    at: runtime,
    named: RangeWarning.device
  )
  reading.extrapolate(runtime)
}

extension ServingRuntime {
  /// Most requests in a batch that is never over.
  fileprivate var sequences: Double? {
    guard case .continuousBatching(let settings) = self else { return nil }
    return Double(settings.maxSequences)
  }
}

extension CalibratedRange.Quantity {
  fileprivate var words: String {
    switch self {
    case .inputTokens: "input tokens"
    case .outputTokens: "output tokens"
    case .sequences: "requests at once"
    }
  }
}

/// A number as a message gives it, without decimals that nobody needs.
private func shortly(_ number: Double) -> String {
  let rounded = number < 100 ? (number * 10).rounded() / 10 : number.rounded()
  return Int64(exactly: rounded).map(String.init) ?? "\(rounded)"
}
