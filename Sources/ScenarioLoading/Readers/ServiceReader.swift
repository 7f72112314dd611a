internal import Domain
internal import EventCore
internal import Randomness

/// A served model version.
func serviceShape() -> Shape<InferenceService> {
  object("Service", "Replicas of one served model version behind a load balancer.") { fields in
    InferenceService(
      name: fields.required("name", "Name of the service.", scalar(name())),
      model: fields.optional("model", "The model served.", scalar(prose(atMost: 200)), default: ""),
      version: fields.optional("version", "Its version.", scalar(prose(atMost: 63)), default: "1"),
      replicas: fields.podCount(),
      requests: fields.podRequests(),
      limits: fields.podLimits(),
      nodeSelector: fields.podNodeSelector(),
      tolerations: fields.podTolerations(),
      terms: fields.podTerms(),
      runtime: fields.required("runtime", "How a replica works.", runtimeShape()),
      queueCapacity: fields.optional(
        "queue",
        "Requests waiting at one replica.",
        queueShape(),
        default: 1_000_000
      ),
      balancing: fields.optional(
        "balancing",
        "How a request finds its replica.",
        word(of: LoadBalancing.self, standIn: .leastRequest),
        default: .leastRequest
      ),
      scheduling: fields.optional(
        "scheduler",
        "The order in which a replica takes the requests that wait.",
        requestSchedulingShape(),
        default: .firstComeFirstServed
      ),
      endpoints: fields.required(
        "endpoints",
        "Classes of requests.",
        list(of: endpointShape(), atLeast: 1)
      )
    )
  }
}

private func queueShape() -> Shape<Int> {
  object("Queue", "Requests waiting at one replica.") { fields in
    fields.required(
      "capacity",
      "Requests one replica holds beyond those it serves; the next is refused.",
      quantity(wholeNumber(0...1_000_000))
    )
  }
}

/// A neighbour that computes rather than serves.
func batchShape() -> Shape<BatchWorkload> {
  object("Batch", "A workload that computes rather than serves.") { fields in
    BatchWorkload(
      name: fields.required("name", "Name of the workload.", scalar(name())),
      replicas: fields.podCount(),
      requests: fields.podRequests(),
      limits: fields.podLimits(),
      nodeSelector: fields.podNodeSelector(),
      tolerations: fields.podTolerations(),
      terms: fields.podTerms(),
      threads: fields.optional(
        "threads",
        "CPU threads each pod keeps busy.",
        quantity(wholeNumber(1...1024)),
        default: 1
      ),
      activity: fields.optional("activity", "When it computes.", activityShape(), default: .always)
    )
  }
}

private func activityShape() -> Shape<BatchWorkload.Activity> {
  let onOff: Shape<BatchWorkload.Activity> = object("ActivityPhases", "Alternating phases.") {
    fields in
    .onOff(
      activeSeconds: fields.required("active", "Length of work.", distribution(.phase)),
      idleSeconds: fields.required("idle", "Length of rest.", distribution(.phase))
    )
  }
  return choice(
    "Activity",
    "When a batch workload computes.",
    words: [("always", .always)],
    variants: [Variant("onOff", "Alternates, all replicas together.", onOff)],
    standIn: .always
  )
}

/// What services and batch workloads say of their pods in the same words.
extension Fields {
  fileprivate mutating func podCount() -> Int {
    required("replicas", "Pods.", quantity(wholeNumber(0...10_000)))
  }

  fileprivate mutating func podRequests() -> ResourceList {
    required("requests", "What each pod requests.", resources(.pod))
  }

  fileprivate mutating func podLimits() -> ResourceList {
    let meaning = "What each pod may use at most."
    return optional("limits", meaning, resources(.pod), default: ResourceList())
  }

  fileprivate mutating func podNodeSelector() -> [String: String] {
    optional("nodeSelector", "Labels a node must have.", labels(), default: [:])
  }

  fileprivate mutating func podTolerations() -> [Toleration] {
    let meaning = "Taints the pods put up with."
    return optional("tolerations", meaning, list(of: tolerationShape()), default: [])
  }
}
