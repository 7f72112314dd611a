import Contention
import EventCore
import Randomness
import Testing

/// Transfers over a star of links, against arithmetic and against a slow twin.
@Suite struct StarTransfersTests {
  private func at(_ seconds: Double) -> SimTime { .start + .seconds(rounding: seconds) }

  /// Eight nodes pull 10 bytes each from a registry of 2 bytes a second: 8 × 10 / 2 seconds.
  @Test func aStormTakesNTimesAsLong() {
    let leaves = Array(repeating: StarTransfers.Leaf(network: 1, disk: 5), count: 8)
    var star = StarTransfers(root: 2, leaves: leaves)
    for node in 0..<8 { star.start(node, bytes: 10, over: .pull, on: node, at: .start) }
    #expect(star.rate(over: .pull, on: 3) == 2.0 / 8)
    #expect(star.nextFinish == at(8 * 10 / 2))
    let ended = star.finishNext(at: star.nextFinish)
    #expect(ended.heldBack == SIMD4(40, 0, 0, 0))
    #expect(star.nextFinish == at(40))
  }

  /// Two on one node share its 4, one on another is behind a disk of 1: the last gets 12 − 4 − 1.
  @Test func whoIsHeldBackLeavesTheRest() {
    var star = StarTransfers(
      root: 12,
      leaves: [.init(network: 4), .init(network: 100, disk: 1), .init(network: 100)]
    )
    star.start(0, bytes: 100, over: .stream, on: 0, at: .start)
    star.start(1, bytes: 100, over: .stream, on: 0, at: .start)
    star.start(2, bytes: 100, over: .pull, on: 1, at: .start)
    star.start(3, bytes: 100, over: .stream, on: 2, at: .start)
    #expect(star.rate(over: .stream, on: 0) == 4.0 / 2)
    #expect(star.rate(over: .pull, on: 1) == 1)
    #expect(star.rate(over: .stream, on: 2) == 12.0 - 4 - 1)
  }

  /// 10 bytes at 5 a second; after a second another one takes half: 1 + 5 / 2.5 seconds.
  @Test func whoComesLaterSlowsTheOthers() {
    var star = StarTransfers(root: 5, leaves: [.init(), .init()])
    star.start(0, bytes: 10, over: .stream, on: 0, at: .start)
    #expect(star.nextFinish == at(2))
    star.start(1, bytes: 10, over: .stream, on: 1, at: at(1))
    #expect(star.nextFinish == at(1 + 5 / 2.5))
    #expect(star.finishNext(at: at(3)).transfer == 0)
    // The other one has 5 of 10 left and the registry for itself.
    #expect(star.nextFinish == at(3 + 1))
    #expect(star.cancel(1, over: .stream, on: 1, at: at(3.5))?.transfer == 1)
    #expect(star.nextFinish == .never)
  }

  @Test func nothingHoldsBackWithoutLimits() {
    var star = StarTransfers(leaves: [.init()])
    star.start(7, bytes: 1e12, over: .pull, on: 0, at: at(3))
    #expect(star.nextFinish == at(3))
    #expect(star.finishNext(at: at(3)).heldBack == .zero)
  }

  /// A single transfer: its node, its path, its bytes left.
  private struct Flow {
    var leaf: Int
    var path: StarTransfers.Path
  }

  /// Rates of single transfers, raised in small groups by the textbook: all rise until a link of
  /// someone's is full.
  private func slowRates(
    _ flows: [Flow],
    root: Double,
    _ leaves: [StarTransfers.Leaf]
  ) -> [Double] {
    var links: [(capacity: Double, users: [Int])] = [
      (root, flows.indices.filter { flows[$0].path != .read })
    ]
    for (leaf, bounds) in leaves.enumerated() {
      let mine = flows.indices.filter { flows[$0].leaf == leaf }
      links.append((bounds.network, mine.filter { flows[$0].path != .read }))
      links.append((bounds.disk, mine.filter { flows[$0].path != .stream }))
    }
    var rates = Array(repeating: Double.nan, count: flows.count)
    while rates.contains(where: \.isNaN) {
      let levels = links.map { link -> Double in
        let rising = link.users.filter { rates[$0].isNaN }
        let used = link.users.filter { !rates[$0].isNaN }.reduce(0.0) { $0 + rates[$1] }
        return rising.isEmpty ? .infinity : (link.capacity - used) / Double(rising.count)
      }
      guard let least = levels.indices.min(by: { levels[$0] < levels[$1] }) else { break }
      for user in links[least].users where rates[user].isNaN { rates[user] = levels[least] }
    }
    return rates
  }

  @Test(arguments: UInt64(0)..<200)
  func ratesAgreeWithTheSlowTwin(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: "star")
    let count = Int.random(in: 1...6, using: &random)
    func bound() -> Double { Double(Int.random(in: 1...40, using: &random)) }
    let leaves = (0..<count).map { _ in StarTransfers.Leaf(network: bound(), disk: bound()) }
    let root = bound() * 3
    var star = StarTransfers(root: root, leaves: leaves)
    var flows: [Int: Flow] = [:]
    var now = SimTime.start
    for step in 0..<60 {
      now = min(star.nextFinish, now + .milliseconds(Int64.random(in: 0...2000, using: &random)))
      if star.nextFinish <= now {
        flows[star.finishNext(at: now).transfer] = nil
      } else if flows.count > 12, let number = flows.keys.min(), let flow = flows[number] {
        flows[number] = nil
        #expect(star.cancel(number, over: flow.path, on: flow.leaf, at: now) != nil)
      } else {
        let path = StarTransfers.Path.allCases.randomElement(using: &random) ?? .pull
        let flow = Flow(leaf: Int.random(in: 0..<count, using: &random), path: path)
        flows[step] = flow
        star.start(step, bytes: bound() * 4, over: path, on: flow.leaf, at: now)
      }
      let numbers = flows.keys.sorted()
      let slow = slowRates(numbers.compactMap { flows[$0] }, root: root, leaves)
      for (number, rate) in zip(numbers, slow) {
        guard let flow = flows[number] else { continue }
        let fast = star.rate(over: flow.path, on: flow.leaf)
        #expect(abs(fast - rate) < 1e-9 * root, "seed \(seed), step \(step)")
      }
    }
  }
}
