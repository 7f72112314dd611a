package import EventCore

/// Answers kept in front of a service: a share of its requests never reaches a replica.
package struct ResponseCache: Hashable, Sendable {
  /// The share of requests answered from the cache, from 0 to 1.
  package var hitRatio: Double
  /// How long such an answer takes.
  package var latency: SimDuration

  package init(hitRatio: Double, latency: SimDuration) {
    self.hitRatio = hitRatio
    self.latency = latency
  }
}
