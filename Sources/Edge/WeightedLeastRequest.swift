#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin
#endif

/// The weight of a host under Envoy's LEAST_REQUEST with unequal weights: less by its active
/// requests.
///
/// The bias says how much active requests count; 0 turns them off, 1 is the default. Source:
/// `EdfLoadBalancerBase` of Envoy at 00c7146.
package func leastRequestWeight(_ weight: Double, active: Int, bias: Double = 1) -> Double {
  if bias == 0 { return weight }
  let load = Double(active) + 1
  return bias == 1 ? weight / load : weight / pow(load, bias)
}
