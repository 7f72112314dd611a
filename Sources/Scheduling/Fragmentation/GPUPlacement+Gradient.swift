internal import EventCore

/// FGD: the node, and the GPU, whose fragments grow least.
extension GPUPlacement {
  /// The fragments of a node as it is, times the total weight.
  mutating func currentFragments(of node: Int) -> Int64 {
    let row = usable.row(nodeClass: Int(nodeClass[node]), milliCPU: milliCPU[node])
    var sum = usable.totalWeight * Int64(idle[node])
    for size in 0..<usable.sizes {
      let large = larger[node * usable.sizes + size]
      sum -= usable.weight(row, size: size, gpus: large.count) * Int64(large.milli)
    }
    return sum
  }

  /// FGD's score of a node for a kind that fits it, and for a share the GPU that has it.
  ///
  /// - Complexity: O(GPUs of the node × sizes of typical pods).
  mutating func gradientChoice(_ kind: Int, on node: Int) -> (score: Int, gpu: Int) {
    let demand = demand(of: kind, on: node)
    let row = usable.row(
      nodeClass: Int(nodeClass[node]),
      milliCPU: milliCPU[node] - kinds[kind].milliCPU
    )
    guard demand.isShare else {
      return (gradient.score(fragments[node] - fragmentsAfter(demand, node, row)), 0)
    }
    let rest = Int64(idle[node] - demand.milliEach)
    var best = (score: -1, gpu: 0)
    for gpu in 0..<Int(gpus[node]) {
      guard isRoomy(gpu, on: node, for: demand), isFirst(gpu, withItsRestOn: node) else { continue }
      let left = left[node * mostGPUs + gpu]
      let change = Change(from: left, to: left - demand.milliEach, gpus: 1)
      let after = usable.totalWeight * rest - usableAfter(change, node, row)
      let score = gradient.score(fragments[node] - after)
      if score > best.score { best = (score, gpu) }
    }
    return best
  }

  /// So many GPUs that have one amount left and come to have another.
  private struct Change {
    var from: Int32
    var to: Int32
    var gpus: Int32
  }

  /// Whether no GPU before it has as much left; what has scores the same.
  private mutating func isFirst(_ gpu: Int, withItsRestOn node: Int) -> Bool {
    let left = left[node * mostGPUs + gpu]
    for earlier in 0..<gpu where self.left[node * mostGPUs + earlier] == left {
      if allowed >> UInt64(earlier) & 1 == 1 { return false }
    }
    return true
  }

  /// What typical pods can use of a node after a change of its GPUs, times their weights.
  @inline(__always)
  private mutating func usableAfter(_ change: Change, _ node: Int, _ row: Int) -> Int64 {
    var sum: Int64 = 0
    for size in 0..<usable.sizes {
      let milli = usable.milli(ofSize: size)
      var large = larger[node * usable.sizes + size]
      if milli <= change.from {
        large.add(change.from, times: -change.gpus)
        if milli <= change.to { large.add(change.to, times: change.gpus) }
      }
      sum += usable.weight(row, size: size, gpus: large.count) * Int64(large.milli)
    }
    return sum
  }

  /// The fragments of a node with a pod that takes no share or more than one.
  private mutating func fragmentsAfter(_ demand: GPUDemand, _ node: Int, _ row: Int) -> Int64 {
    let idle = usable.totalWeight * Int64(idle[node] - demand.milli)
    if demand.count == 0 || demand.milliEach == GPUDemand.wholeGPU {
      let change = Change(from: GPUDemand.wholeGPU, to: 0, gpus: demand.count)
      return idle - usableAfter(change, node, row)
    }
    var sum: Int64 = 0
    let taken = chooseTightest(demand, on: node)
    for size in 0..<usable.sizes {
      let milli = usable.milli(ofSize: size)
      var large = larger[node * usable.sizes + size]
      for place in 0..<taken {
        let left = left[node * mostGPUs + Int(chosen[place])]
        if left >= milli { large.add(left, times: -1) }
        let rest = left - demand.milliEach
        if rest >= milli { large.add(rest, times: 1) }
      }
      sum += usable.weight(row, size: size, gpus: large.count) * Int64(large.milli)
    }
    return idle - sum
  }
}
