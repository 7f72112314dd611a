/// What it costs Karpenter to evict a pod: 1, more or less by its deletion cost and priority, from
/// −10 to 10.
///
/// Source: `EvictionCost` in `pkg/utils/disruption/disruption.go` of Karpenter at 2266468.
package func evictionCost(deletionCost: Double?, priority: Int64?) -> Double {
  var cost = 1.0
  if let deletionCost { cost += deletionCost / 134_217_728 }
  if let priority { cost += Double(priority) / 33_554_432 }
  return min(max(cost, -10), 10)
}

/// What it costs to disrupt a node: 1, and the costs of its pods.
package func disruptionCost(evicting costs: [Double]) -> Double { costs.reduce(1, +) }

/// The "balanced" policy: whether a move saves enough for what it disturbs.
///
/// Both are taken as shares of the whole cluster's; a saving share of at least one *k*-th of the
/// share of disruption is approved.
package func approves(
  savings: Double,
  ofTotalCost totalCost: Double,
  disruption: Double,
  ofTotalDisruption totalDisruption: Double,
  k: Double
) -> Bool {
  // Multiplied out, so that a cluster without cost or disruption divides nothing by zero.
  savings > 0 && savings * totalDisruption * k >= disruption * totalCost
}
