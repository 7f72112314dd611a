/// How much of the idle GPUs is of no use to the pods to be expected.
package struct Fragmentation: Hashable, Sendable {
  /// Thousandths of GPUs that nobody uses.
  package var idleMilli: Int64
  /// The part of them that a pod such as the typical ones can't use, in expectation.
  package var fragmentedMilli: Double

  package init(idleMilli: Int64, fragmentedMilli: Double) {
    self.idleMilli = idleMilli
    self.fragmentedMilli = fragmentedMilli
  }

  /// Fragmented as a share of idle; 0 if nothing is idle.
  package var shareOfIdle: Double { idleMilli == 0 ? 0 : fragmentedMilli / Double(idleMilli) }
}

/// What is left of a node.
package struct FreeNode: Hashable, Sendable {
  package var milliCPU: Int64
  /// Thousandths left of each GPU.
  package var gpuMilli: [Int32]
  package var nodeClass: Int

  package init(milliCPU: Int64, gpuMilli: [Int32], nodeClass: Int) {
    self.milliCPU = milliCPU
    self.gpuMilli = gpuMilli
    self.nodeClass = nodeClass
  }
}

/// Measures the fragmentation of a cluster: the sum over its nodes.
///
/// - Complexity: O(nodes × GPUs of a node × typical pods).
package func fragmentation(of nodes: [FreeNode], for typical: TypicalPods) -> Fragmentation {
  let weighted = nodes.reduce(0) { $0 + weightedFragments(of: $1, for: typical) }
  return Fragmentation(
    idleMilli: nodes.reduce(0) { $0 + $1.gpuMilli.reduce(0) { $0 + Int64($1) } },
    fragmentedMilli: Double(weighted) / Double(max(typical.totalWeight, 1))
  )
}

/// *F_n(M)* times the total weight, which makes it a whole number.
///
/// For each typical pod: all that is idle if the pod can't run on the node, and otherwise what is
/// left of GPUs that have too little for it. To a pod without GPUs all idle GPUs are of no use.
///
/// Source: "Beware of Fragmentation" (USENIX ATC '23), section 3.2, and the authors' simulator for
/// pods without GPUs.
package func weightedFragments(of node: FreeNode, for typical: TypicalPods) -> Int64 {
  let idle = node.gpuMilli.reduce(0) { $0 + Int64($1) }
  return zip(typical.pods, typical.weights).reduce(0) { sum, entry in
    let (pod, weight) = entry
    return sum + weight * (idle - usableMilli(of: node, by: pod))
  }
}

/// What is left of GPUs that have enough for the pod, if it can run on the node.
private func usableMilli(of node: FreeNode, by pod: PlacementPod) -> Int64 {
  guard let demand = pod.demands[node.nodeClass], demand.count > 0,
    pod.milliCPU <= node.milliCPU
  else { return 0 }
  let large = node.gpuMilli.filter { $0 >= demand.milliEach }
  return large.count >= demand.count ? large.reduce(0) { $0 + Int64($1) } : 0
}
