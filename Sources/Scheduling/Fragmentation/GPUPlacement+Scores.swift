internal import Domain
internal import EventCore

/// The scores of nodes, whole numbers from 0 to 100.
///
/// Fractions are cut off, as Kubernetes' scores are whole; that makes ties frequent, and the rule
/// for ties part of the policy. Source of the formulas: the authors' simulator,
/// hkust-adsl/kubernetes-scheduler-simulator, `pkg/simulator/plugin`.
extension GPUPlacement {
  /// The score of a node for a kind of pod; 0 if these books have no room for it there.
  package mutating func scoreIfRoomy(_ kind: Int, on node: Int) -> Int {
    fits(kind, on: node) ? score(kind, on: node) : 0
  }

  /// The score of a node for a kind of pod that fits it.
  package mutating func score(_ kind: Int, on node: Int) -> Int {
    let demand = demand(of: kind, on: node)
    switch policy {
    case .random: return 0
    case .dotProduct: return dotProduct(kind, node, demand)
    case .gpuClustering: return clustering(node, demand)
    case .gpuPacking: return packing(node, demand)
    case .bestFit: return bestFit(kind, node, demand)
    case .fgd: return gradientChoice(kind, on: node).score
    }
  }

  /// The smaller the product of what is asked for and what is left, the better (Tetris).
  private mutating func dotProduct(_ kind: Int, _ node: Int, _ demand: GPUDemand) -> Int {
    let cpu =
      Double(milliCPU[node]) / largestCPU * (Double(kinds[kind].milliCPU) / largestCPU)
    let gpu =
      Double(idle[node]) / Double(largestGPU) * (Double(demand.milli) / Double(largestGPU))
    return Int(100 * (1 - (cpu + gpu) / 2))
  }

  /// The less is left afterwards, the better.
  private mutating func bestFit(_ kind: Int, _ node: Int, _ demand: GPUDemand) -> Int {
    let cpu = Double(milliCPU[node] - kinds[kind].milliCPU) / largestCPU * 0.5
    let gpu = Double(idle[node] - demand.milli) / Double(largestGPU) * 0.5
    return Int((1 - (cpu + gpu)) * 100)
  }

  /// Best beside pods of the same group only, then beside such and others, then on a node without
  /// GPU pods, last beside others; the fuller the better within each.
  private mutating func clustering(_ node: Int, _ demand: GPUDemand) -> Int {
    guard demand.count > 0 else { return 0 }
    let fullness = Int(25 * (largestGPU - Int64(idle[node])) / largestGPU)
    if members[node * (mostGPUs + 1) + demand.group] > 0 {
      return fullness + (groups[node] == 1 ? 75 : 50)
    }
    return fullness + (groups[node] == 0 ? 25 : 0)
  }

  /// Best on GPUs in use, then on idle GPUs of a node in use, last on an idle node.
  private mutating func packing(_ node: Int, _ demand: GPUDemand) -> Int {
    guard demand.count > 0 else { return 0 }
    var whole = 0
    for gpu in 0..<Int(gpus[node]) where left[node * mostGPUs + gpu] == GPUDemand.wholeGPU {
      whole += 1
    }
    if whole == Int(gpus[node]) { return max(100 / 3 - whole, whole) }
    var wholeTaken = 0
    var hundredths = 0
    for place in 0..<chooseTightest(demand, on: node) {
      let left = left[node * mostGPUs + Int(chosen[place])]
      wholeTaken += left == GPUDemand.wholeGPU ? 1 : 0
      hundredths += Int(left) * 100 / Int(GPUDemand.wholeGPU)
    }
    return wholeTaken > 0 ? max(100 / 2 - wholeTaken, 100 / 3) : max(100 - hundredths / 10, 100 / 2)
  }
}
