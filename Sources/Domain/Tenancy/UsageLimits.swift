/// What a gateway lets a tenant ask for in a minute.
package struct UsageLimits: Hashable, Sendable {
  /// How minutes are counted.
  package enum Window: String, CaseIterable, Sendable {
    /// Minutes of the clock, from the beginning of the run; each begins at nothing.
    case fixed
    /// The minute so far, and of the minute before it the share that a minute back still covers.
    case sliding
    /// What was used drains continuously, the whole limit in a minute.
    case bucket
  }

  /// Nil sets no limit.
  package var requestsPerMinute: Int?
  /// Of input and output tokens together; nil sets no limit.
  package var tokensPerMinute: Int?
  package var window: Window
  /// Output tokens that are charged when a request arrives, in place of those of its answer when it
  /// is there; nil charges the answer's.
  package var estimatedOutputTokens: Int?

  package init(
    requestsPerMinute: Int? = nil,
    tokensPerMinute: Int? = nil,
    window: Window = .fixed,
    estimatedOutputTokens: Int? = nil
  ) {
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
    self.window = window
    self.estimatedOutputTokens = estimatedOutputTokens
  }
}
