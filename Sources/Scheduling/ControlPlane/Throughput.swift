internal import Domain
internal import EventCore

/// How long one scheduling cycle takes.
///
/// The base rate is upstream's floor for plain pods on 5,000 nodes, 680 a second; pods that look at
/// other pods are slower by what the same tables say for them (`scheduler_perf`, minimum averages):
/// required affinity 35 a second, required anti-affinity 60, preferred terms 90. For
/// `DoNotSchedule` there is no figure; 5 is the lower end of what affinity costs, assumed.
func schedulingTime(of pod: PodShape, podsPerSecond: Double) -> SimDuration {
  guard podsPerSecond > 0, podsPerSecond < .infinity else { return .zero }
  let affinity = pod.rules.podAffinity
  var factor = 1.0
  if pod.spreadConstraints.contains(where: { $0.whenUnsatisfiable == .doNotSchedule }) {
    factor = 5
  }
  if !affinity.preferred.isEmpty || !affinity.preferredAnti.isEmpty { factor = 680.0 / 90 }
  if !affinity.requiredAnti.isEmpty { factor = 680.0 / 60 }
  if !affinity.required.isEmpty { factor = 680.0 / 35 }
  // A day is longer than any rate worth stating; it keeps sums far from the end of time.
  return .seconds(rounding: min(factor / podsPerSecond, 86_400))
}
