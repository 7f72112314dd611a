package import Domain

/// Why a node can't take a pod, as one filter says it.
package enum Refusal: Sendable, Hashable {
  case untoleratedTaint(key: String, value: String)
  case nodeAffinity
  /// Every resource that is short; unresolvable if one is so even on the empty node.
  case shortages([ResourceName], isUnresolvable: Bool)
  case lacksSpreadKey
  case spread
  case podAffinity
  case podAntiAffinity
  case existingAntiAffinity

  /// Whether preempting the node's pods can't help: `UnschedulableAndUnresolvable`.
  package var isUnresolvable: Bool {
    switch self {
    case .untoleratedTaint, .nodeAffinity, .lacksSpreadKey, .podAffinity: true
    case .shortages(_, let isUnresolvable): isUnresolvable
    case .spread, .podAntiAffinity, .existingAntiAffinity: false
    }
  }

  /// The scheduler's words; one for each resource that is short.
  package var messages: [String] {
    switch self {
    case .untoleratedTaint(let key, let value):
      ["node(s) had untolerated taint {\(key): \(value)}"]
    case .nodeAffinity: ["node(s) didn't match Pod's node affinity/selector"]
    case .shortages(let names, _): names.map(insufficientReason)
    case .lacksSpreadKey:
      ["node(s) didn't match pod topology spread constraints (missing required label)"]
    case .spread: ["node(s) didn't match pod topology spread constraints"]
    case .podAffinity: ["node(s) didn't match pod affinity rules"]
    case .podAntiAffinity: ["node(s) didn't match pod anti-affinity rules"]
    case .existingAntiAffinity: ["node(s) didn't satisfy existing pods anti-affinity rules"]
    }
  }

  /// The plugin whose queueing hints decide when to try again.
  package var cause: RefusalCauses {
    switch self {
    case .untoleratedTaint, .nodeAffinity: []
    case .shortages: .resources
    case .lacksSpreadKey, .spread: .spread
    case .podAffinity, .podAntiAffinity, .existingAntiAffinity: .podAffinity
    }
  }
}

/// Which filters refused nodes; those that only node events could change are left out.
package struct RefusalCauses: OptionSet, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let resources = RefusalCauses(rawValue: 1)
  package static let spread = RefusalCauses(rawValue: 2)
  package static let podAffinity = RefusalCauses(rawValue: 4)
}

/// How many nodes gave each reason.
package struct RefusalCounts: Sendable {
  private var counts: [String: Int] = [:]

  package init() {}

  package mutating func add(_ message: String, nodes: Int = 1) {
    if nodes > 0 { counts[message, default: 0] += nodes }
  }

  /// The line `kubectl describe pod` shows, as upstream's `FitError` writes it.
  package func text(nodes: Int) -> String {
    guard nodes > 0 else { return "no nodes available to schedule pods" }
    let reasons = counts.map { reason, count in "\(count) \(reason)" }.sorted()
    return "0/\(nodes) nodes are available: \(reasons.joined(separator: ", "))."
  }
}
