internal import Domain
internal import EventCore

/// How a replica turns queued requests into work: as the service says, or as a profile does.
func runtimeShape() -> Shape<ServingRuntime> { profiled(ownRuntimeShape()) }

private func ownRuntimeShape() -> Shape<ServingRuntime> {
  choice(
    "Runtime",
    "How a replica turns queued requests into work.",
    variants: [
      Variant("concurrent", "Several requests at once.", concurrentShape()),
      Variant("batching", "One batch at a time.", batchingShape().map(ServingRuntime.batching)),
      Variant(
        "continuousBatching",
        "Requests join and leave the batch at every step.",
        continuousBatchingShape().map(ServingRuntime.continuousBatching)
      ),
    ],
    standIn: .concurrent(workers: 1, threadsPerRequest: 1, gpuStreams: 1)
  )
}

private func concurrentShape() -> Shape<ServingRuntime> {
  object("Concurrent", "Up to so many requests at once.") { fields in
    .concurrent(
      workers: fields.required(
        "workers",
        "Requests served at once.",
        quantity(wholeNumber(1...100_000))
      ),
      threadsPerRequest: fields.optional(
        "threadsPerRequest",
        "CPU threads each request keeps busy.",
        quantity(wholeNumber(1...1024)),
        default: 1
      ),
      gpuStreams: fields.optional(
        "gpuStreams",
        "Requests a GPU runs side by side at full speed.",
        quantity(wholeNumber(1...100_000)),
        default: 1
      )
    )
  }
}

private func batchingShape() -> Shape<ServingRuntime.Batching> {
  object("Batching", "One batch at a time; requests wait for company.") { fields in
    ServingRuntime.Batching(
      maxBatch: fields.required(
        "maxBatch",
        "Most requests in one batch.",
        quantity(wholeNumber(1...100_000))
      ),
      maxQueueDelay: fields.optional(
        "maxQueueDelay",
        "Longest wait of a batch's first request for company.",
        quantity(duration()),
        default: .zero
      ),
      latencyCurve: fields.required(
        "latencyCurve",
        "Time that a batch takes, by its items.",
        latencyCurveShape()
      ),
      threads: fields.optional(
        "threads",
        "CPU threads a batch keeps busy.",
        quantity(wholeNumber(1...1024)),
        default: 1
      )
    )
  }
}

private func latencyCurveShape() -> Shape<[ServingRuntime.LatencyPoint]> {
  let point: Shape<ServingRuntime.LatencyPoint> = object(
    "LatencyPoint",
    "A measured point of a latency curve."
  ) { fields in
    ServingRuntime.LatencyPoint(
      items: fields.required(
        "items",
        "Items in the batch.",
        quantity(DistributionUnit.count.value)
      ),
      latency: fields.required("latency", "Time it takes.", quantity(positiveDuration()))
    )
  }
  return list(of: point, atLeast: 1).checked { points, place, reading in
    for (index, pair) in zip(points, points.dropFirst()).enumerated() {
      let next = place.path[index + 1]
      if pair.1.items <= pair.0.items {
        reading.report("must be above the `items` before it", at: next["items"])
      }
      // The last slope continues for ever, so a falling one would end below zero.
      if pair.1.latency < pair.0.latency {
        reading.report("must be at least the `latency` before it", at: next["latency"])
      }
    }
  }
}
