import Analysis
import Decisions
import Randomness
import Testing

/// The search for the load at which an objective breaks, on objectives whose break is known.
@Suite struct BreakSearchTests {
  /// A verdict that passes below one load, fails from another and is open between.
  private func search(
    passBelow: Double,
    failFrom: Double,
    grid: [Double],
    precision: Double
  ) -> (BreakSearch, tries: Int) {
    func verdict(_ factor: Double) -> Verdict {
      factor < passBelow ? .pass : factor >= failFrom ? .fail : .inconclusive
    }
    var points = grid.map { BreakSearch.Point(factor: $0, verdict: verdict($0)) }
    var tries = 0
    while let next = BreakSearch(points).next(precision: precision), tries < 100 {
      points.append(BreakSearch.Point(factor: next, verdict: verdict(next)))
      tries += 1
    }
    return (BreakSearch(points), tries)
  }

  /// Both ends are known to within the precision, wherever the break and however wide the band.
  @Test func findsBothEnds() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomStream(seed: seed, purpose: "break search")
    for _ in 0..<200 {
      let passBelow = Double.random(in: 0.05...7, using: &random)
      let failFrom = passBelow * Double.random(in: 1...1.1, using: &random)
      let (found, tries) = search(
        passBelow: passBelow,
        failFrom: failFrom,
        grid: [0, 0.5, 1, 2, 4, 8],
        precision: 0.01
      )
      let note: Comment =
        "seed \(seed): passes below \(passBelow), fails from \(failFrom): \(found.points)"
      let pass = try #require(found.lastPass, note)
      let fail = try #require(found.firstFail, note)
      #expect(pass < passBelow && pass >= passBelow * 0.99 - 1e-9, note)
      #expect(fail >= failFrom && fail * 0.99 <= failFrom + 1e-9, note)
      // 2 × log₂(0.5 ÷ 0.05 ÷ 0.01) halvings at the most, and a few for the way down to zero.
      #expect(tries <= 30, note)
    }
  }

  @Test func saysThatItNeverBreaks() {
    let (found, tries) = search(passBelow: 100, failFrom: 100, grid: [0, 1, 8], precision: 0.05)
    #expect(found.firstFail == nil && found.lastPass == 8 && tries == 0)
  }

  @Test func saysThatItFailsAlone() {
    let (found, tries) = search(passBelow: 0, failFrom: 0, grid: [0, 1, 8], precision: 0.05)
    #expect(found.firstFail == 0 && found.lastPass == nil && tries == 0)
    #expect(BreakPoint(objective: 0, search: found).answer == .always)
  }

  @Test func noticesThatMoreLoadHelps() {
    let found = BreakSearch([
      .init(factor: 4, verdict: .pass), .init(factor: 0, verdict: .pass),
      .init(factor: 1, verdict: .fail), .init(factor: 2, verdict: .inconclusive),
    ])
    #expect(found.lastPass == 0 && found.firstFail == 1 && found.passesAgain == 4)
  }

  @Test func keepsTheKindsOfAnswersApart() {
    func answer(_ verdicts: [Verdict]) -> BreakPoint.Answer {
      let points = verdicts.enumerated().map {
        BreakSearch.Point(factor: Double($0.offset), verdict: $0.element)
      }
      return BreakPoint(objective: 0, search: BreakSearch(points)).answer
    }
    #expect(answer([.pass, .pass]) == .never)
    #expect(answer([.fail, .fail]) == .always)
    #expect(answer([.pass, .inconclusive, .fail]) == .between(pass: 0, fail: 2))
    #expect(answer([.inconclusive, .fail]) == .undecidedBelow(fail: 1))
    #expect(answer([.pass, .inconclusive]) == .undecidedAbove(pass: 0))
    #expect(answer([.inconclusive, .inconclusive]) == .undecidedAbove(pass: nil))
    // A pass above an open load doesn't make up for it, but it is the highest.
    #expect(answer([.inconclusive, .pass]) == .never)
  }
}
