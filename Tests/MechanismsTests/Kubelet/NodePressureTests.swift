import Contention
import Testing

/// Who goes first when a node runs short.
@Suite struct NodePressureTests {
  @Test func memoryHighIsWholePages() {
    // 10000 + 0.9 × 10000 = 19000, of which 4 pages of 4096 are whole.
    #expect(memoryHigh(request: 10_000, limit: 20_000) == 16_384)
    #expect(memoryHigh(request: 5, limit: 5) == nil)
    #expect(memoryHigh(request: 0, limit: .max, throttlingFactor: 1e300) == nil)
  }

  @Test func availableMemoryIgnoresInactiveFiles() {
    #expect(memoryAvailable(capacity: 100, usage: 80, inactiveFile: 30) == 50)
    #expect(memoryAvailable(capacity: 100, usage: 10, inactiveFile: 30) == 100)
  }

  @Test func aSmallRequestDiesBeforeALargeOne() {
    let capacity: Int64 = 8 << 30
    // 1000 − 1000 × 1 ÷ 8 = 875, and 1000 − 500 for half of the node.
    let small = oomScoreAdjustment(.burstable, request: 1 << 30, capacity: capacity)
    let large = oomScoreAdjustment(.burstable, request: 4 << 30, capacity: capacity)
    #expect((small, large) == (875, 500))
    #expect(oomScoreAdjustment(.burstable, request: 1, capacity: 0) == 3)
    let pages: Int64 = 2_000_000
    let candidates = [
      OOMCandidate(pages: 500_000, adjustment: large),
      OOMCandidate(pages: 500_000, adjustment: small),
      OOMCandidate(pages: 2_000_000, adjustment: -1000),
    ]
    // 500,000 + 500 × 2,000, against 500,000 + 875 × 2,000; −1000 is never killed.
    #expect(candidates[0].badness(totalPages: pages) == 1_500_000)
    #expect(candidates[1].badness(totalPages: pages) == 2_250_000)
    #expect(oomVictim(of: candidates, totalPages: pages) == 1)
    #expect(oomVictim(of: [candidates[2]], totalPages: pages) == nil)
  }

  @Test func theClassIsNoKey() {
    // A low priority within its request goes after a high one above it.
    let pods = [
      EvictionCandidate(priority: 0, usage: 90, request: 100),
      EvictionCandidate(priority: 1000, usage: 110, request: 100),
      EvictionCandidate(priority: 0, usage: nil, request: 100),
      EvictionCandidate(priority: 2_000_000_000, usage: 900),
      EvictionCandidate(priority: 0, usage: 900, isStatic: true),
    ]
    #expect(evictionOrder(of: pods, under: .memory) == [2, 1, 0])
    // Processes and inodes: priority, then use; requests mean nothing.
    #expect(evictionOrder(of: pods, under: .pid) == [2, 0, 1])
    #expect(evictionOrder(of: pods, under: .inodes) == [2, 0, 1])
  }

  @Test func moreAboveTheRequestGoesFirst() {
    let pods = [
      EvictionCandidate(priority: 0, usage: 300, request: 200),
      EvictionCandidate(priority: 0, usage: 250, request: 100),
      EvictionCandidate(priority: 0, usage: .max, request: .min),
    ]
    #expect(evictionOrder(of: pods, under: .ephemeralStorage) == [2, 1, 0])
    #expect(evictionOrder(of: pods, under: .inodes) == [2, 0, 1])
  }

  @Test func memoryBeforeStorageBeforeInodes() {
    let thresholds = EvictionThresholds()
    let least: Int64 = 100 << 20
    #expect(thresholds.pressure(.init(memoryAvailable: least)) == nil)
    #expect(thresholds.pressure(.init(memoryAvailable: least - 1, nodefsAvailable: 0)) == .memory)
    #expect(
      thresholds.pressure(.init(memoryAvailable: least, imagefsAvailable: 0.149))
        == .ephemeralStorage
    )
    #expect(
      thresholds.pressure(.init(memoryAvailable: least, nodefsInodesFree: 0.049)) == .inodes
    )
  }
}
