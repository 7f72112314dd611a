internal import Domain

/// Hard limits of a namespace, keyed as in a Kubernetes ResourceQuota.
func quotaShape() -> Shape<[QuotaKey: Int64]> {
  let schema = {
    Schema.map(keyPattern: quotaPattern, values: quantity(cpuQuantity()).schema())
  }
  return keyed(schema: schema, shapeOf: counterShape)
    .checked { amounts, place, reading in
      for (bare, full) in fullNames where amounts[bare] != nil && amounts[full] != nil {
        reading.report("`\(bare)` and `\(full)` are the same counter", at: place.path[bare])
      }
    }
    .map { amounts in
      let pairs = amounts.map { (QuotaKey(fullNames[$0.key] ?? $0.key), $0.value) }
      return Dictionary(pairs) { first, _ in first }
    }
}

/// Kubernetes reads a bare resource as its requests.
private let fullNames = ["cpu": "requests.cpu", "memory": "requests.memory"]

private let quotaPattern =
  "^(pods|cpu|memory|(requests|limits)\\.(cpu|memory|ephemeral-storage)"
  + "|requests\\.[a-z0-9.-]+/[A-Za-z0-9._-]+)$"

private func counterShape(_ key: String) throws(GrammarProblem) -> Shape<Int64> {
  switch fullNames[key] ?? key {
  case "pods":
    return quantity(countQuantity())
  case "requests.cpu", "limits.cpu":
    return quantity(cpuQuantity(most: 1_000_000_000))
  case "requests.memory", "limits.memory", "requests.ephemeral-storage",
    "limits.ephemeral-storage":
    return quantity(bytesQuantity(most: 1 << 60))
  case let counter where counter.hasPrefix("requests.") && counter.contains("/"):
    if let problem = qualifiedNameProblem(String(counter.dropFirst(9))) { throw problem }
    return quantity(countQuantity())
  default:
    throw unknownCounter(key)
  }
}

private func unknownCounter(_ key: String) -> GrammarProblem {
  let known = [
    "pods", "requests.cpu", "limits.cpu", "requests.memory", "limits.memory",
    "requests.ephemeral-storage", "limits.ephemeral-storage", "requests.nvidia.com/gpu",
  ]
  let accepted = list(known.map { "`\($0)`" }, "and")
  let isDevice = key.contains("/")
  return GrammarProblem(
    "\(quoted(key)) is not a counter of a quota; known are \(accepted)",
    help: isDevice
      ? "devices are counted by requests only, as in `requests.nvidia.com/gpu`"
      : didYouMean(key, among: known)
  )
}

/// Bounds per pod; a LimitRange of type Pod has no defaults.
func podLimitRangeShape() -> Shape<LimitRange> {
  object("PodLimitRange", "Bounds per pod, as Kubernetes' LimitRange of type Pod.") { fields in
    fields.limitRangeBounds()
  }
}

/// Bounds and defaults per container.
func limitRangeShape() -> Shape<LimitRange> {
  object("LimitRange", "Bounds and defaults per container, as Kubernetes' LimitRange.") { fields in
    var range = fields.limitRangeBounds()
    range.defaultLimits = fields.amounts("default", "Limits of containers that state none.")
    range.defaultRequests = fields.amounts(
      "defaultRequest",
      "Requests of containers that state none."
    )
    return range
  }
}

extension Fields {
  fileprivate mutating func amounts(_ name: String, _ summary: String) -> ResourceList {
    optional(name, summary, resources(.pod), default: ResourceList())
  }

  fileprivate mutating func limitRangeBounds() -> LimitRange {
    LimitRange(
      min: amounts("min", "Smallest request."),
      max: amounts("max", "Largest limit."),
      maxLimitRequestRatioMilli: optional(
        "maxLimitRequestRatio",
        "Largest limit divided by request.",
        ratios(),
        default: ResourceList()
      )
    )
  }
}
