/// How far a run has come.
package struct Progress: Sendable {
  /// Replications carried out or taken over, over all patterns.
  package var done: Int
  /// Of those, how many an earlier run had finished.
  package var takenOver: Int
  package var total: Int
  package var elapsed: Duration

  /// The time left if the rest goes as fast as what this run has done; nil before it has done any.
  package var remaining: Duration? {
    let carriedOut = done - takenOver
    guard carriedOut > 0 else { return nil }
    return elapsed / carriedOut * (total - done)
  }

  package init(done: Int, takenOver: Int, total: Int, elapsed: Duration) {
    self.done = done
    self.takenOver = takenOver
    self.total = total
    self.elapsed = elapsed
  }
}
