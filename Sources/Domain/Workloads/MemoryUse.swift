package import EventCore

/// What a container uses of its node's memory while its process runs.
package struct MemoryUse: Hashable, Sendable {
  /// Bytes from the start of its process: weights, runtime, caches.
  package var base: Int64
  /// Bytes beside it for each request in service; 0 for batch workloads.
  package var perRequest: Int64
  /// Bytes beside it for each request that waits at the replica; at most `perRequest`.
  package var perWaiting: Int64
  /// Bytes per second by which the use grows from the start of the process: a leak, a cache, a
  /// training job that loads its data.
  package var growthPerSecond: Double
  /// Where `base` and growth together end; nil lets them grow on.
  package var growsTo: Int64?

  package init(
    base: Int64,
    perRequest: Int64 = 0,
    perWaiting: Int64 = 0,
    growthPerSecond: Double = 0,
    growsTo: Int64? = nil
  ) {
    self.base = base
    self.perRequest = perRequest
    self.perWaiting = perWaiting
    self.growthPerSecond = growthPerSecond
    self.growsTo = growsTo
  }
}

/// What happens between a pod's arrival on its node, or the restart of its container, and its
/// first request.
package struct Startup: Hashable, Sendable {
  /// Bytes that the node pulls from the registry unless it has the image; 0 pulls nothing.
  package var image: Int64
  /// Bytes that each start of the process loads.
  package var weights: Int64
  package var weightsFrom: WeightSource
  /// Time that no bandwidth shortens: process start, compilation, warm-up calls.
  package var compile: SimDuration
  /// Whether the pods of the beginning start cold too.
  package var startsCold: Bool

  package init(
    image: Int64 = 0,
    weights: Int64 = 0,
    weightsFrom: WeightSource = .registry,
    compile: SimDuration = .zero,
    startsCold: Bool = false
  ) {
    self.image = image
    self.weights = weights
    self.weightsFrom = weightsFrom
    self.compile = compile
    self.startsCold = startsCold
  }

  /// Where a model's weights are loaded from.
  package enum WeightSource: String, CaseIterable, Sendable {
    /// A store behind the same egress as the registry: over the network, past the disk.
    case registry
    /// The node's own disk.
    case disk
  }
}
