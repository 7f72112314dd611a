internal import Domain
internal import EventCore

/// The longest times with which a request meets every objective of its endpoint.
struct GoodLimits: BitwiseCopyable {
  private static let never = SimDuration(nanoseconds: -1)
  private static let always = SimDuration(nanoseconds: .max)

  private var whole = Self.always
  private var toFirst = Self.always
  private var perToken = Self.always
  /// Whether requests have tokens with times of their own.
  private var emitsTokens: Bool

  private init(emitsTokens: Bool) { self.emitsTokens = emitsTokens }

  /// The limit of the response time where no other time matters; below zero where one does.
  var latencyAlone: SimDuration { emitsTokens ? Self.never : whole }

  /// Whether a request with these times is good.
  func admit(
    _ times: (whole: SimDuration, toFirst: SimDuration, perToken: SimDuration)
  ) -> Bool {
    times.whole <= whole && times.toFirst <= toFirst && times.perToken <= perToken
  }

  private mutating func tighten(to objective: Objective) {
    // Availability has no threshold: whatever is answered is good.
    guard let threshold = objective.threshold else { return }
    if objective.metric == .latency { whole = min(whole, threshold) }
    if objective.metric == .timeToFirstToken { toFirst = min(toFirst, threshold) }
    if objective.metric == .timePerOutputToken { perToken = min(perToken, threshold) }
  }

  /// Returns the limits of each endpoint; one without objectives has none.
  static func ofEndpoints(of scenario: Scenario, _ roster: Roster) -> [GoodLimits] {
    var limits = roster.endpoints.map { entry in
      GoodLimits(emitsTokens: roster.services[entry.service.index].service.runtime.emitsTokens)
    }
    for objective in scenario.objectives {
      for endpoint in objective.endpoints { limits[endpoint.index].tighten(to: objective) }
    }
    return limits
  }
}
