internal import Edge
internal import EventCore
internal import Randomness
internal import Traffic

/// What decides about a request before any replica is asked: rate limits, limits per minute, and
/// caches.
extension ClusterSimulation {
  /// Refuses a request or answers it from the cache; returns whether it did.
  ///
  /// Whether the cache has the answer is drawn first and always, so that it is the same whatever
  /// the limits make of the request.
  @inline(never)
  mutating func settlesAtEdge(_ demand: DrawnDemand, at endpoint: Int) -> Bool {
    let latency = endpoints[endpoint].cache?.draw()
    if let reason = refusal(of: demand, isCached: latency != nil, at: endpoint) {
      recorder.refuse(at: endpoint, now, for: reason)
      return true
    }
    guard let latency else { return false }
    recorder.answerFromCache(at: endpoint, now, latency: latency, demand)
    return true
  }

  /// Charges the tokens of an answer to the accounts of its endpoint.
  @inline(never)
  mutating func chargeAnswer(_ tokens: Int32, at endpoint: Int) {
    let pair = accountsOfEndpoint[endpoint]
    if pair.ofUse >= 0 { accounts[Int(pair.ofUse)].charge(outputTokens: tokens, at: now) }
    if pair.ofTenant >= 0 { accounts[Int(pair.ofTenant)].charge(outputTokens: tokens, at: now) }
  }

  /// The token bucket is asked first, then the accounts; these charge only if both admit.
  private mutating func refusal(
    of demand: DrawnDemand,
    isCached: Bool,
    at endpoint: Int
  ) -> Refusal? {
    if endpoints[endpoint].bucket?.admits(at: now) == false { return .rateLimit }
    let pair = accountsOfEndpoint[endpoint]
    let input = isCached ? nil : demand.inputTokens
    if let reason = refusal(by: pair.ofUse, input) ?? refusal(by: pair.ofTenant, input) {
      return reason
    }
    if pair.ofUse >= 0 { accounts[Int(pair.ofUse)].charge(inputTokens: input, at: now) }
    if pair.ofTenant >= 0 { accounts[Int(pair.ofTenant)].charge(inputTokens: input, at: now) }
    return nil
  }

  private mutating func refusal(by account: Int32, _ inputTokens: Int32?) -> Refusal? {
    guard account >= 0 else { return nil }
    return switch accounts[Int(account)].verdict(inputTokens: inputTokens, at: now) {
    case .admitted: nil
    case .tooManyRequests: .requestLimit
    case .tooManyTokens: .tokenLimit
    }
  }
}
