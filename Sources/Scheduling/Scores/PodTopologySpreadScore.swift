#if canImport(Glibc)
internal import Glibc
#else
internal import Darwin
#endif

/// What PodTopologySpread counts against a node for its pods: the more of them, the more.
///
/// There is a term for each constraint whose key the node has, in order: the matching pods, the
/// weight of its key and its `maxSkew`.
package func topologySpreadRaw(_ terms: [(count: Int, weight: Double, maxSkew: Int)]) -> Int {
  var sum = 0.0
  for term in terms { sum += topologySpreadTerm(term.count, term.weight, term.maxSkew) }
  return roundedHalfAway(sum)
}

/// One constraint's part; a larger `maxSkew` waters down the differences between domains.
@inline(__always)
func topologySpreadTerm(_ count: Int, _ weight: Double, _ maxSkew: Int) -> Double {
  Double(count) * weight + Double(maxSkew - 1)
}

/// The weight of a key with so many domains.
package func topologyWeight(domains: Int) -> Double { log(Double(domains + 2)) }

/// PodTopologySpread's score from 0 to 100, relative to the feasible nodes.
package func topologySpreadScore(_ raw: Int, least: Int, most: Int) -> Int {
  most == 0 ? 100 : 100 * (most + least - raw) / most
}

/// The nearest whole number; a half goes away from 0.
@inline(__always)
func roundedHalfAway(_ number: Double) -> Int {
  if number < 0 { return -roundedHalfAway(magnitude: -number) }
  return roundedHalfAway(magnitude: number)
}

@inline(__always)
private func roundedHalfAway(magnitude: Double) -> Int {
  let whole = Int(min(magnitude, 0x1p60))
  return magnitude - Double(whole) >= 0.5 ? whole + 1 : whole
}

/// The weights of keys by number of domains, worked out once.
struct TopologyWeights {
  private let weights: [Double]

  init(upTo domains: Int) { weights = (0...domains).map { topologyWeight(domains: $0) } }

  func weight(domains: Int) -> Double { weights[domains] }
}
