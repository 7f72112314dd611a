package import Domain

/// A ResourceQuota of a namespace with what is already charged to it.
package struct ResourceQuota: Sendable {
  package let name: String
  package let hard: [QuotaKey: Int64]
  package private(set) var used: [QuotaKey: Int64]
  private let scopes: [QuotaScope]
  /// The limited counters in the order in which messages name them.
  private let keys: [QuotaKey]

  package init(
    name: String,
    hard: [QuotaKey: Int64],
    used: [QuotaKey: Int64],
    scopes: [QuotaScope] = []
  ) {
    self.name = name
    self.hard = hard
    self.used = used
    self.scopes = scopes
    keys = hard.keys.sorted()
  }

  /// A quota to which nothing is charged yet.
  package init(name: String, hard: [QuotaKey: Int64]) {
    self.init(name: name, hard: hard, used: hard.mapValues { _ in 0 })
  }

  /// Why the pod, in place of the old one if it is an update, can't be charged; nil if it can.
  package func refusal(of pod: PodSpec, replacing old: PodSpec? = nil) -> QuotaRefusal? {
    guard matches(pod) else { return nil }
    let unspecified = keys.filter { $0.mustBeSpecified && !$0.isSpecified(by: pod) }
    if !unspecified.isEmpty { return .mustSpecify(quota: name, unspecified) }
    let counters = keys.filter(\.countsPods)
    if counters.contains(where: { used[$0] == nil }) {
      return .statusUnknown(quota: name, counters)
    }
    let increases = keys.filter { increase($0, pod, old) > 0 }
    let exceeded = increases.filter { key in
      used[key, default: 0].addingSaturated(increase(key, pod, old)) > hard[key, default: 0]
    }
    guard !exceeded.isEmpty else { return nil }
    return .exceeded(
      quota: name,
      exceeded.map { key in
        QuotaRefusal.Excess(
          key: key,
          requested: increase(key, pod, old),
          used: used[key, default: 0],
          limited: hard[key, default: 0]
        )
      }
    )
  }

  /// Charges what the pod adds; only the quota's own controller ever gives back.
  package mutating func charge(_ pod: PodSpec, replacing old: PodSpec? = nil) {
    guard matches(pod) else { return }
    for key in keys where key.countsPods {
      let increase = max(0, increase(key, pod, old))
      used[key] = used[key, default: 0].addingSaturated(increase)
    }
  }

  /// Gives back what the pod was charged, as the quota's controller does when it is gone.
  package mutating func release(_ pod: PodSpec) {
    guard matches(pod) else { return }
    for key in keys { used[key, default: 0] -= key.usage(of: pod) }
  }

  private func matches(_ pod: PodSpec) -> Bool { scopes.allSatisfy { $0.matches(pod) } }

  private func increase(_ key: QuotaKey, _ pod: PodSpec, _ old: PodSpec?) -> Int64 {
    key.usage(of: pod).subtractingSaturated(old.map(key.usage) ?? 0)
  }
}

/// Admits a pod past all quotas of its namespace and charges it, or says which one refuses.
package func admit(
  _ pod: PodSpec,
  replacing old: PodSpec? = nil,
  chargingTo quotas: inout [ResourceQuota]
) -> QuotaRefusal? {
  for quota in quotas {
    if let refusal = quota.refusal(of: pod, replacing: old) { return refusal }
  }
  for index in quotas.indices { quotas[index].charge(pod, replacing: old) }
  return nil
}

/// Why a quota refuses a pod.
package enum QuotaRefusal: Sendable, Hashable {
  case exceeded(quota: String, [Excess])
  case mustSpecify(quota: String, [QuotaKey])
  case statusUnknown(quota: String, [QuotaKey])

  /// One counter that would pass its hard limit.
  package struct Excess: Sendable, Hashable {
    package var key: QuotaKey
    package var requested: Int64
    package var used: Int64
    package var limited: Int64
  }

  /// The API server's words.
  package var message: String {
    switch self {
    case .exceeded(let quota, let excesses):
      func list(_ amount: KeyPath<Excess, Int64>) -> String {
        excesses.map { $0.key.text(of: $0[keyPath: amount]) }.joined(separator: ",")
      }
      let requested = list(\.requested)
      return "exceeded quota: \(quota), requested: \(requested), used: \(list(\.used)), "
        + "limited: \(list(\.limited))"
    case .mustSpecify(let quota, let keys):
      return "failed quota: \(quota): must specify \(Self.names(keys))"
    case .statusUnknown(let quota, let keys):
      return "status unknown for quota: \(quota), resources: \(Self.names(keys))"
    }
  }

  private static func names(_ keys: [QuotaKey]) -> String {
    keys.map(\.rawValue).joined(separator: ",")
  }
}
