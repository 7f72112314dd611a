package import Domain

/// The PreferNoSchedule taints of a node that the pod would rather avoid.
package func untoleratedSoftTaints(_ taints: [Taint], _ tolerations: [Toleration]) -> Int64 {
  let soft = tolerations.filter { $0.effect == nil || $0.effect == .preferNoSchedule }
  let untolerated = taints.filter { taint in
    taint.effect == .preferNoSchedule && !soft.contains { $0.tolerates(taint) }
  }
  return Int64(untolerated.count)
}

/// The score from 0 to 100 of a node, relative to the feasible node with the most such taints.
package func taintTolerationScore(untolerated: Int64, most: Int64) -> Int64 {
  most == 0 ? 100 : 100 - 100 * untolerated / most
}
