internal import Domain
internal import Edge
internal import EventCore
internal import Randomness

/// The accounts that count an endpoint's requests; -1 for none.
struct AccountPair: BitwiseCopyable {
  var ofUse: Int32 = -1
  var ofTenant: Int32 = -1

  var isEmpty: Bool { ofUse < 0 && ofTenant < 0 }
}

/// The accounts of limits per minute, and which of them count each endpoint.
struct AccountBook {
  var accounts: [UsageAccount] = []
  var ofEndpoint: [AccountPair]

  init(_ scenario: Scenario, _ roster: Roster, isEnforced: Bool) {
    ofEndpoint = Array(repeating: AccountPair(), count: roster.endpoints.count)
    guard isEnforced else { return }
    var ofTenant: [Int32] = []
    var ofUses: [[Int32]] = []
    for tenant in scenario.tenants {
      ofTenant.append(open(tenant.limits))
      ofUses.append(tenant.uses.map { open($0.limits) })
    }
    for (index, entry) in roster.endpoints.enumerated() {
      let tenant = entry.tenant.index
      ofEndpoint[index].ofTenant = ofTenant[tenant]
      if let use = entry.use { ofEndpoint[index].ofUse = ofUses[tenant][use] }
    }
  }

  private mutating func open(_ limits: UsageLimits?) -> Int32 {
    guard let limits else { return -1 }
    accounts.append(UsageAccount(limits))
    return Int32(accounts.count - 1)
  }
}

/// The cache before an endpoint's replicas.
struct CacheState: BitwiseCopyable {
  /// Draws below this are hits; nil if all are.
  private let threshold: UInt64?
  private let latency: SimDuration
  private var hits: RandomStream

  init(_ cache: ResponseCache, hits: RandomStream) {
    threshold = cache.hitRatio >= 1 ? nil : UInt64(max(0, cache.hitRatio) * 0x1p64)
    latency = cache.latency
    self.hits = hits
  }

  /// Draws whether the cache has the answer; returns how long that takes, or nil if it hasn't.
  mutating func draw() -> SimDuration? {
    let draw = hits.next()
    guard let threshold else { return latency }
    return draw < threshold ? latency : nil
  }
}
