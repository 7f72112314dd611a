package import EventCore

/// What an idle batching replica does with its queue, as Triton's dynamic batcher decides it.
///
/// A full batch starts at once; otherwise the oldest request waits for company until the longest
/// delay has passed, then whatever is queued starts.
package enum BatchDecision: Sendable, Equatable {
  /// Nothing is queued.
  case rest
  /// Take this many requests from the head of the queue.
  case start(Int)
  /// Decide again at this instant, or when a request arrives.
  case wait(until: SimTime)

  package init(
    queued: Int,
    oldestQueuedAt: SimTime,
    now: SimTime,
    maxBatch: Int,
    maxQueueDelay: SimDuration
  ) {
    let deadline = oldestQueuedAt + maxQueueDelay
    self =
      if queued == 0 {
        .rest
      } else if queued >= maxBatch {
        .start(maxBatch)
      } else if now >= deadline {
        .start(queued)
      } else {
        .wait(until: deadline)
      }
  }
}
