/// In which order a replica takes the requests that wait for it.
///
/// A *flow* is what fairness is among: the requests of one tenant at one replica. Within a flow,
/// requests keep the order of their arrival.
package enum RequestScheduling: Hashable, Sendable {
  /// First come, first served, whoever sent it.
  case firstComeFirstServed
  /// The highest priority first, then the order of arrival; what has begun is not interrupted.
  case priority
  /// The flow that has had least service for its weight, measured in device time or items; where
  /// service is tokens, an output token counts for two input tokens.
  ///
  /// Start-time fair queueing (Goyal, Vin and Cheng, 1996).
  case weightedFair
  /// The flow with the smallest virtual token counter, divided by its weight.
  ///
  /// Source: Sheng et al., "Fairness in Serving Large Language Models", OSDI 2024.
  case virtualTokenCounter(TokenCosts)

  /// What a token adds to its flow's counter.
  package struct TokenCosts: Hashable, Sendable, BitwiseCopyable {
    package var perInputToken: Double
    package var perOutputToken: Double
    /// Whether a flow's counter is divided by its tenant's weight (weighted VTC).
    package var isWeighted: Bool
    package var lift: CounterLift
    package var charging: OutputCharging

    package init(
      perInputToken: Double = 1,
      perOutputToken: Double = 2,
      isWeighted: Bool = false,
      lift: CounterLift = .toWaitingOrLast,
      charging: OutputCharging = .perToken
    ) {
      self.perInputToken = perInputToken
      self.perOutputToken = perOutputToken
      self.isWeighted = isWeighted
      self.lift = lift
      self.charging = charging
    }
  }

  /// How far the counter of a flow is lifted when a request finds none of its flow waiting.
  package enum CounterLift: Hashable, Sendable, BitwiseCopyable {
    /// Not at all: a flow that was away catches up, at the cost of the others (LCF in the paper).
    case none
    /// To the smallest counter of the flows that wait, if any do, as the authors' artifact does.
    case toWaiting
    /// The same, or if none waits, to the counter of the flow that last ceased to wait: Algorithm 2
    /// of the paper, which its bound on unfairness needs.
    case toWaitingOrLast
  }

  /// When output tokens are charged to their flow's counter.
  package enum OutputCharging: Hashable, Sendable, BitwiseCopyable {
    /// As they are made.
    case perToken
    /// When the request joins, as many as are expected of it; corrected when it leaves.
    case expected
    /// When the request joins, the moving average of its flow; corrected when it leaves. A finished
    /// request weighs one part in `window`.
    case average(window: Int)
  }
}
