internal import Domain

/// A further quota of a namespace, about some of its pods.
func scopedQuotaShape() -> Shape<ScopedQuota> {
  object("ScopedQuota", "A quota about some of a namespace's pods.") { fields in
    let name = fields.required("name", "Name of the quota.", scalar(name()))
    let hard = fields.required("hard", "Hard limits, as in `quota`.", quotaShape())
    let scopes = fields.optional(
      "scopes",
      "What a pod must be to count; all unless given.",
      list(of: word(plainScopes, standIn: .notTerminating)),
      default: []
    )
    let selected = fields.optional(
      "scopeSelector",
      "The same with conditions.",
      scopeSelectorShape(),
      default: []
    )
    let quota = ScopedQuota(name: name, hard: hard, scopes: scopes + selected)
    fields.check { place, reading in checkScopes(of: quota, at: place.path, reading) }
    return quota
  }
}

private let plainScopes: [(String, ScopedQuota.Scope)] = [
  ("Terminating", .terminating),
  ("NotTerminating", .notTerminating),
  ("BestEffort", .bestEffort),
  ("NotBestEffort", .notBestEffort),
  ("PriorityClass", .priorityClass(.exists)),
  ("CrossNamespacePodAffinity", .crossNamespacePodAffinity),
]

private func scopeSelectorShape() -> Shape<[ScopedQuota.Scope]> {
  object("ScopeSelector", "Conditions that a pod must meet to count.") { fields in
    fields.required("matchExpressions", "The conditions.", list(of: scopeShape(), atLeast: 1))
  }
}

private func scopeShape() -> Shape<ScopedQuota.Scope> {
  object("ScopeRequirement", "One condition that a pod must meet to count.") { fields in
    let scope = fields.required(
      "scopeName",
      "What the condition is about.",
      word(plainScopes, standIn: .notTerminating)
    )
    let comparison = fields.required(
      "operator",
      "How the pod's priority class is compared; the other scopes need `Exists`.",
      word([("In", 0), ("NotIn", 1), ("Exists", 2), ("DoesNotExist", 3)], standIn: 2)
    )
    let values = fields.optional(
      "values",
      "Names of priority classes, for `In` and `NotIn`.",
      list(of: scalar(name())),
      default: []
    )
    fields.check { place, reading in
      if scope != .priorityClass(.exists), comparison != 2 {
        reading.report("needs `Exists`; only `PriorityClass` compares", at: place.path["operator"])
      } else if comparison < 2, values.isEmpty {
        reading.report("`In` and `NotIn` need at least one of `values`", at: place)
      } else if comparison >= 2, !values.isEmpty {
        let message = "`values` can stand only beside `In` and `NotIn`"
        reading.report(message, at: place.path["values"])
      }
    }
    guard scope == .priorityClass(.exists) else { return scope }
    switch comparison {
    case 0: return .priorityClass(.isOneOf(values))
    case 1: return .priorityClass(.isNoneOf(values))
    case 2: return scope
    default: return .priorityClass(.doesNotExist)
    }
  }
}

/// As the API server's validation of a quota's scopes.
private func checkScopes(of quota: ScopedQuota, at path: FieldPath, _ reading: Reading) {
  func exclude(_ one: ScopedQuota.Scope, _ other: ScopedQuota.Scope, _ names: String) {
    guard quota.scopes.contains(one), quota.scopes.contains(other) else { return }
    reading.report("no pod is both \(names)", at: path["scopes"])
  }
  exclude(.terminating, .notTerminating, "`Terminating` and `NotTerminating`")
  exclude(.bestEffort, .notBestEffort, "`BestEffort` and `NotBestEffort`")
  guard quota.scopes.contains(.bestEffort) else { return }
  for key in quota.hard.keys.sorted() where key != .pods {
    // Pods of this class request neither cpu nor memory.
    let message = "a quota with the scope `BestEffort` can limit `pods` only"
    let isBare = !reading.isWritten(path["hard"][key.rawValue])
    let name = isBare ? String(key.rawValue.dropFirst("requests.".count)) : key.rawValue
    reading.report(message, at: path["hard"][name])
  }
}
