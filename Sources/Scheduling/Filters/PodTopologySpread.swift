internal import Domain

/// Topology spread with `DoNotSchedule`.
extension TopologyRules {
  /// Why a node would make pods too uneven; nil if it wouldn't.
  ///
  /// `minima` are the fewest matching pods in any domain, by constraint; `value` the pods of an
  /// input in the node's domain, -1 where the node lacks the key.
  @inline(__always)
  func spreadRefusal(_ minima: [Int32], _ value: (_ input: Int) -> Int32) -> Refusal? {
    for (index, constraint) in hardSpread.enumerated() {
      let count = value(constraint.input)
      if count < 0 { return .lacksSpreadKey }
      if exceedsSkew(constraint, matching: count, least: minima[index]) { return .spread }
    }
    return nil
  }

  @inline(__always)
  private func exceedsSkew(_ constraint: HardSpread, matching count: Int32, least: Int32) -> Bool {
    let least = constraint.lacksDomains ? 0 : Int(least)
    return Int(count) + constraint.ownMatch - least > constraint.maxSkew
  }
}
