/// In which order a replica takes the requests that wait for it.
///
/// A *flow* is what fairness is among: the requests of one tenant at one replica. Within a flow,
/// requests keep the order of their arrival.
package enum RequestScheduling: Hashable, Sendable {
  /// First come, first served, whoever sent it.
  case firstComeFirstServed
  /// The highest priority first, then the order of arrival; what has begun is not interrupted.
  case priority
  /// The flow that has had least service for its weight, measured in device time or items.
  ///
  /// Start-time fair queueing (Goyal, Vin and Cheng, 1996).
  case weightedFair
  /// The flow with the smallest virtual token counter, divided by its weight.
  ///
  /// Source: Sheng et al., "Fairness in Serving Large Language Models", OSDI 2024.
  case virtualTokenCounter(TokenCosts)

  /// What a token adds to its flow's counter.
  package struct TokenCosts: Hashable, Sendable {
    package var perInputToken: Double
    package var perOutputToken: Double
    /// Whether a flow's counter is divided by its tenant's weight (weighted VTC).
    package var isWeighted: Bool

    package init(
      perInputToken: Double = 1,
      perOutputToken: Double = 2,
      isWeighted: Bool = false
    ) {
      self.perInputToken = perInputToken
      self.perOutputToken = perOutputToken
      self.isWeighted = isWeighted
    }
  }
}
