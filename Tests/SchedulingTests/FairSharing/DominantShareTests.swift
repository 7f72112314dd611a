import Domain
import Scheduling
import Testing

@Suite struct DominantShareTests {
  private func share(_ borrowed: Int64, of lendable: Int64, weight: String) -> DominantShare {
    DominantShare(
      borrowed: borrowed,
      lendable: lendable,
      weight: exactly(weight),
      resource: .cpu,
      isBorrowing: borrowed > 0
    )
  }

  @Test(arguments: [
    (2, 10, "1", 200),  // 1000 × 2 ÷ 10
    (2, 10, "0.1", 2000),
    (1, 3, "1", 334),  // ⌈333.3…⌉
    (1, 3, "0.99", 337),  // ⌈336.7…⌉
    (0, 3, "0", 0),
    (1, 3, "0", Int64.max),
    (Int64.max, 1, "1e-18", Int64.max),
  ])
  func reported(borrowed: Int64, lendable: Int64, weight: String, expected: Int64) {
    #expect(share(borrowed, of: lendable, weight: weight).reported == expected)
  }

  /// With floating point 0.1 + 0.2 > 0.3; here a third of three is one.
  @Test func comparedAsFractions() {
    #expect(share(1, of: 3, weight: "0.1") == share(10, of: 3, weight: "1"))
    #expect(share(1, of: 3, weight: "0.99") > share(1, of: 3, weight: "1"))
    let (big, bigger) = (Int64(1) << 60, (Int64(1) << 60) + 1)
    #expect(share(big, of: bigger, weight: "1") < share(bigger, of: big, weight: "1"))
    #expect(share(big, of: bigger, weight: "3") < share(bigger, of: bigger, weight: "3"))
  }

  @Test func weightZeroIsAboveAllAndComparedByRatio() {
    let (small, large) = (share(1, of: 9, weight: "0"), share(2, of: 9, weight: "0"))
    #expect(small < large)
    #expect(share(.max, of: 1, weight: "1e-9") < small)
    #expect(share(0, of: 9, weight: "0") == share(0, of: 1, weight: "5"))
    #expect(share(0, of: 9, weight: "0") < share(1, of: 9, weight: "5"))
  }

  @Test func severalResourcesAndFlavors() throws {
    func quota(_ amount: Int64) -> FlavorQuota { FlavorQuota(nominal: amount) }
    let (spot, demand) = (
      FlavorResource(flavor: "spot", resource: .gpu),
      FlavorResource(flavor: "on-demand", resource: .gpu)
    )
    var tree = try CohortTree(queues: [
      ClusterQueue(
        name: "a",
        cohort: "all",
        quotas: [spot: quota(2), demand: quota(2), Trees.cpu: quota(4)]
      ),
      ClusterQueue(
        name: "b",
        cohort: "all",
        quotas: [spot: quota(4), demand: quota(2), Trees.cpu: quota(6)]
      ),
    ])
    // 3 spot beyond 2 and none of the 2 on demand used; 10 GPUs can be lent over both flavors.
    tree.charge(try #require(tree.usage([spot: 5, Trees.cpu: 7])), to: 0)
    let both = tree.dominantShare(of: 0)
    #expect(both.reported == 300)  // 3 ÷ 10 of either: the first name decides
    #expect(both.resource == .cpu)
    tree.charge(try #require(tree.usage([spot: 1])), to: 0)
    #expect(tree.dominantShare(of: 0).resource == .gpu)
    #expect(tree.dominantShare(of: 0).reported == 400)
    #expect(tree.dominantShare(of: 2).reported == 0, "roots have no share")
  }
}

@Suite struct FairWeightTests {
  @Test(arguments: [
    ("2", 2, 1), ("0.5", 1, 2), ("0.99", 99, 100), ("0", 0, 1), ("0.000", 0, 1), ("10.50", 21, 2),
    ("1e3", 1000, 1), ("25e-1", 5, 2), ("2.0", 2, 1), ("5.", 5, 1),
  ])
  func read(text: String, numerator: UInt64, denominator: UInt64) throws {
    let weight = try #require(FairWeight(decimal: text))
    #expect(weight.numerator == numerator)
    #expect(weight.denominator == denominator)
  }

  @Test(arguments: [
    "", ".", "-1", "+1", "1e", "1e99", "0.0000000000000000000001", "99999999999999999999", "x",
    "1.2.3", "٣", "nan", "inf",
  ])
  func refused(text: String) { #expect(FairWeight(decimal: text) == nil) }
}
