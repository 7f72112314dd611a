import Domain
import Scheduling
import Testing

/// Time-slicing and MPS beyond the conformance cases.
@Suite struct GPUSharingTests {
  @Test func onlySomeClustersRefuseTwoReplicas() {
    #expect(admitsReplicas(2, failsAboveOne: false))
    #expect(!admitsReplicas(2, failsAboveOne: true))
    #expect(admitsReplicas(1, failsAboveOne: true))
  }

  @Test func wholePercentagesLoseSome() throws {
    let ampere = ComputeCapability(major: 8, minor: 0)
    // 100 = 3 × 33 + 1 = 48 × 2 + 4.
    for (replicas, percent, lost) in [(3, 33, 1), (48, 2, 4), (4, 25, 0)] as [(Int64, Int64, Int64)]
    {
      let division = try MPSDivision(replicas: replicas, memoryBytes: 80 << 30, ampere)
      #expect(division.activeThreadPercent == percent)
      #expect(division.percentLost == lost)
      #expect(division.pinnedMemoryMiB == 80 * 1024 / replicas)
      #expect(division.admits(1) && !division.admits(2))
    }
  }

  @Test func clientsByComputeCapability() throws {
    for (text, most) in [("7.0", 16), ("7.4", 16), ("7.5", 48), ("10.0", 48)] as [(String, Int64)] {
      let capability = try #require(ComputeCapability(text))
      #expect(throws: MPSDivision.Failure.tooManyReplicas(most: most)) {
        try MPSDivision(replicas: most + 1, memoryBytes: 0, capability)
      }
      #expect(try MPSDivision(replicas: most, memoryBytes: 0, capability).replicas == most)
    }
    #expect(ComputeCapability("8") == nil)
    #expect(throws: MPSDivision.Failure.noReplicas) {
      try MPSDivision(replicas: 0, memoryBytes: 0, ComputeCapability(major: 8, minor: 0))
    }
  }
}
