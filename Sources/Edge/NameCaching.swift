package import EventCore

/// A cache of names between a client and the authority, such as CoreDNS, NodeLocal DNS or a JVM.
package struct NameCache: Sendable {
  /// How long it keeps an answer at most.
  package var longest: SimDuration
  /// How long it keeps an answer at least, whatever time to live that has.
  package var shortest: SimDuration
  /// Whether it keeps an answer anew from when it was fetched, instead of passing on what was left
  /// of its time to live.
  package var restarts: Bool

  package init(longest: SimDuration, shortest: SimDuration = .zero, restarts: Bool = false) {
    self.longest = longest
    self.shortest = shortest
    self.restarts = restarts
  }

  /// CoreDNS's cache plugin as its README has it: answers up to an hour, at least 5 s.
  package static let coreDNS = NameCache(longest: .seconds(3600), shortest: .seconds(5))
}

/// How long after a record has changed the last client may still see the old one.
///
/// The caches stand from the authority to the client. One that passes on what is left of the time
/// to live forgets when the one before it does, unless it keeps every answer for a while at least;
/// one that starts the time anew adds its own. So the worst age is the sum over caches that
/// restart, else the longest alone. The delay until the authority knows comes on top.
package func worstNameAge(timeToLive: SimDuration, caches: [NameCache]) -> SimDuration {
  var age: Int128 = 0
  for cache in caches {
    let kept = min(max(timeToLive, cache.shortest), cache.longest)
    age =
      cache.restarts
      ? age + Int128(kept.nanoseconds)
      : max(age + Int128(cache.shortest.nanoseconds), Int128(kept.nanoseconds))
  }
  return SimDuration(nanoseconds: Int64(clamping: age))
}
