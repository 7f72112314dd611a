/// One step of a pod's start, for one resource.
package struct InitStep: Sendable {
  package var request: Int64
  /// A sidecar: it stays on beside everything that starts later.
  package var restartsAlways: Bool

  package init(request: Int64, restartsAlways: Bool = false) {
    self.request = request
    self.restartsAlways = restartsAlways
  }
}

/// What a pod as a whole requests of a resource: its containers and sidecars together, or the
/// largest step of its start, whichever is more.
///
/// Source: `PodRequests` in `k8s.io/component-helpers/resource`.
package func podRequest(containers: [Int64], steps: [InitStep], overhead: Int64 = 0) -> Int64 {
  var sidecars: Int128 = 0
  var largestStep: Int128 = 0
  for step in steps {
    let request = Int128(step.request)
    if step.restartsAlways { sidecars += request }
    largestStep = max(largestStep, step.restartsAlways ? sidecars : sidecars + request)
  }
  let running = containers.reduce(sidecars) { $0 + Int128($1) }
  return Int64(clamping: max(running, largestStep) + Int128(overhead))
}
