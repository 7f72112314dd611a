package import Domain

/// How much of what its parent can lend a queue or cohort has borrowed, divided by its weight.
///
/// It is the share of *borrowed* capacity: within its nominal quota it is always 0. Shares are
/// fractions and compared as such.
///
/// Source: kubernetes-sigs/kueue `pkg/cache/scheduler/fair_sharing.go` at ff69552.
package struct DominantShare: Sendable {
  /// Of the dominant resource, over all flavors; 0 without one.
  package var borrowed: Int64
  package var lendable: Int64
  package var weight: FairWeight
  /// Where the ratio is largest; of several, the one whose name comes first.
  package var resource: ResourceName?
  /// Whether anything is used above the quota, lendable or not.
  package var isBorrowing: Bool

  package init(
    borrowed: Int64 = 0,
    lendable: Int64 = 1,
    weight: FairWeight,
    resource: ResourceName? = nil,
    isBorrowing: Bool = false
  ) {
    self.borrowed = borrowed
    self.lendable = lendable
    self.weight = weight
    self.resource = resource
    self.isBorrowing = isBorrowing
  }

  /// Whether nothing counts as borrowed.
  package var isZero: Bool { borrowed == 0 }

  /// Whether it borrows with a weight of 0, which no finite share comes up to.
  var isInfinite: Bool { borrowed > 0 && weight.isZero }

  /// The share in thousandths, rounded up, as Kueue reports it; the largest integer for infinity.
  package var reported: Int64 {
    if isInfinite { return .max }
    guard borrowed > 0 else { return 0 }
    let dividend = borrowedByWeight.multipliedFullWidth(by: 1000)
    let divisor = lendableByWeight
    guard dividend.high < divisor else { return .max }
    let (quotient, remainder) = divisor.dividingFullWidth(dividend)
    let rounded = remainder > 0 ? quotient + 1 : quotient
    return Int64(clamping: rounded)
  }

  private var borrowedByWeight: UInt128 { UInt128(borrowed) * UInt128(weight.denominator) }

  private var lendableByWeight: UInt128 { UInt128(lendable) * UInt128(weight.numerator) }
}

extension DominantShare: Comparable {
  package static func < (lhs: Self, rhs: Self) -> Bool { lhs.order(against: rhs) < 0 }

  package static func == (lhs: Self, rhs: Self) -> Bool { lhs.order(against: rhs) == 0 }

  /// −1, 0 or 1; infinite shares are compared without their weight.
  private func order(against other: Self) -> Int {
    switch (isInfinite, other.isInfinite) {
    case (true, false): return 1
    case (false, true): return -1
    case (true, true):
      return Self.order(
        UInt128(borrowed).multipliedFullWidth(by: UInt128(other.lendable)),
        UInt128(other.borrowed).multipliedFullWidth(by: UInt128(lendable))
      )
    case (false, false):
      if isZero || other.isZero { return (isZero ? 0 : 1) - (other.isZero ? 0 : 1) }
      return Self.order(
        borrowedByWeight.multipliedFullWidth(by: other.lendableByWeight),
        other.borrowedByWeight.multipliedFullWidth(by: lendableByWeight)
      )
    }
  }

  private typealias Product = (high: UInt128, low: UInt128.Magnitude)

  private static func order(_ first: Product, _ second: Product) -> Int {
    if first.high != second.high { return first.high < second.high ? -1 : 1 }
    return first.low == second.low ? 0 : first.low < second.low ? -1 : 1
  }
}

extension CohortTree {
  /// The dominant share of a queue or cohort; 0 for roots.
  ///
  /// What is `requested` is added to the usage of this very node, without passing it on upwards.
  ///
  /// - Complexity: O(flavors of resources).
  package func dominantShare(of node: Int, adding requested: QuotaUsage? = nil) -> DominantShare {
    var share = DominantShare(weight: weight(of: node))
    guard parents[node] >= 0 else { return share }
    let cohort = parents[node] - queues.count
    for (resource, range) in resourceRanges.enumerated() {
      let borrowed = borrowed(by: node, range, adding: requested)
      guard borrowed > 0 else { continue }
      share.isBorrowing = true
      let lendable = lendables[cohort * resourceRanges.count + resource]
      guard lendable > 0, isLarger(borrowed, lendable, than: share) else { continue }
      share.borrowed = borrowed
      share.lendable = lendable
      share.resource = flavorResources[range.lowerBound].resource
    }
    return share
  }

  private func isLarger(_ borrowed: Int64, _ lendable: Int64, than share: DominantShare) -> Bool {
    let ours = borrowed.multipliedFullWidth(by: share.lendable)
    let theirs = share.borrowed.multipliedFullWidth(by: lendable)
    return (ours.high, ours.low) > (theirs.high, theirs.low)
  }

  /// What a node uses above its subtree's quota in the flavors it has a quota for.
  private func borrowed(
    by node: Int,
    _ flavorResources: Range<Int>,
    adding requested: QuotaUsage?
  ) -> Int64 {
    var sum: Int64 = 0
    for flavorResource in flavorResources {
      let here = index(node, flavorResource)
      guard limits.isDefined[here] else { continue }
      var used = usage[here]
      if let requested {
        for entry in requested.entries where entry.flavorResource == flavorResource {
          used = used.addingSaturated(entry.amount)
        }
      }
      sum = sum.addingSaturated(max(0, used.subtractingSaturated(limits.subtree[here])))
    }
    return sum
  }
}
