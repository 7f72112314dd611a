/// The books of one node as scoring reads them.
extension NodeTable {
  func row(of node: Int) -> NodeRow {
    let (cpu, memory) = (ResourceIndex.cpu, ResourceIndex.memory)
    let allocatable = SIMD2(
      Double(self.allocatable(cpu, of: node)),
      Double(self.allocatable(memory, of: node))
    )
    let requested = SIMD2(
      Double(self.requested(cpu, of: node)),
      Double(self.requested(memory, of: node))
    )
    let scored = SIMD2(Double(self.scored(cpu, of: node)), Double(self.scored(memory, of: node)))
    let pods = ResourceIndex.pods
    let freePods = self.allocatable(pods, of: node) - self.requested(pods, of: node)
    return NodeRow(
      free: allocatable - requested,
      scoredFree: allocatable - scored,
      allocatable: allocatable,
      balance: all(allocatable .> 0) ? Int16(plainBalance(requested, of: allocatable)) : 0,
      freePods: Int16(clamping: freePods),
      isPlain: isExact(allocatable) && isExact(requested) && isExact(scored)
        && all(allocatable .> 0)
    )
  }

  /// Whether a hundredfold is exact in a double, so that quotients are truncated as integers are.
  private func isExact(_ amounts: SIMD2<Double>) -> Bool {
    all(amounts .< 0x1p46) && all(amounts .>= 0)
  }
}

/// One hundred less the spread of the two requested shares, in whole hundredths.
///
/// Both resources must be there.
@inline(__always)
func plainBalance(_ requested: SIMD2<Double>, of allocatable: SIMD2<Double>) -> Int {
  let shares = pointwiseMin(requested / allocatable, SIMD2(1, 1))
  return wholePart((1 - abs(shares.x - shares.y) / 2) * 100)
}

extension KindRow {
  init(_ demand: PodDemand) {
    func pair(_ amounts: [Int64]) -> SIMD2<Double> {
      SIMD2(Double(amounts[ResourceIndex.cpu]), Double(amounts[ResourceIndex.memory]))
    }
    requested = pair(demand.requested)
    scored = pair(demand.scored)
    needed = requested.replacing(with: -.greatestFiniteMagnitude, where: requested .<= 0)
    isBestEffort = all(requested .<= 0)
    let fixed = [ResourceIndex.cpu, ResourceIndex.memory, ResourceIndex.pods]
    hasExtras = demand.asked.contains { !fixed.contains($0) }
  }
}
