import Analysis
import Domain
import EventCore
import Randomness
import Statistics
import TestSupport
import Testing

@Suite struct BurnRateTests {
  /// 20 minutes are measured after one of warm-up; the target is 90 %, so the budget is a tenth.
  private func scenario(
    _ alerts: [BurnRateAlert],
    by method: BudgetingMethod = .occurrences
  ) -> Scenario {
    var scenario = Fixtures.twoTenants()
    scenario.run.duration = .seconds(21 * 60)
    scenario.objectives[0].target = 0.9
    scenario.objectives[0].alerts = alerts
    scenario.objectives[0].budgetingMethod = method
    return scenario
  }

  /// Replications with so many bad of 100 requests in each minute; nil where none arrived.
  private func summary(_ scenario: Scenario, _ bad: [[Int32?]]) -> ObjectiveSummary {
    let replications = bad.enumerated().map { number, minutes in
      let slices = minutes.enumerated().compactMap { minute, bad in
        bad.map { SliceRecord(index: Int32(minute), bad: $0, total: 100) }
      }
      var record = HandMadeRun.replication(
        number + 1,
        .sharedNodes,
        victim: [1],
        good: slices.reduce(0) { $0 + Int($1.total - $1.bad) },
        of: slices.count * 100
      )
      record.objectives[0].slices = slices
      return record
    }
    let run = HandMadeRun.run(scenario, variants: [(.sharedNodes, replications)])
    return summarize(run).variants[0].objectives[0]
  }

  private func alert(
    _ burnRate: Double,
    minutes: Int64,
    short: Int64? = nil,
    holdFor: Int64 = 0
  ) -> BurnRateAlert {
    BurnRateAlert(
      name: "a",
      severity: "page",
      burnRate: burnRate,
      longWindow: .seconds(minutes * 60),
      shortWindow: short.map { .seconds($0 * 60) },
      holdFor: .seconds(holdFor * 60)
    )
  }

  private let quiet = [Int32?](repeating: 0, count: 20)

  /// Two minutes with 60 of 100 bad: at most 120 of 400 within 4 minutes, 30 % ÷ 10 % = 3.
  ///
  /// In the other replication nothing is bad. The window first holds both at the end of minute 11,
  /// which is 12 minutes after the warm-up of one.
  @Test func theHighestRateIsThatOfTheWorstWindow() throws {
    var minutes = quiet
    minutes[10] = 60
    minutes[11] = 60
    let burn = summary(scenario([alert(3, minutes: 4)]), [minutes, quiet]).burnRates[0]
    #expect(burn.reach == .measured && burn.replications == 2 && burn.fired == 1)
    #expect(abs(try #require(burn.highest?.value) - 1.5) < 1e-12)
    #expect(burn.firstFired == .seconds(13 * 60))
    let higher = summary(scenario([alert(3.01, minutes: 4)]), [minutes, quiet]).burnRates[0]
    #expect(higher.fired == 0 && higher.firstFired == nil)
  }

  /// The long window has 3 at the end of minutes 11, 12 and 13; the short one of a minute has 6 at
  /// the end of 10 and 11, and 0 afterwards.
  @Test func bothWindowsMustBurn() {
    var minutes = quiet
    minutes[10] = 60
    minutes[11] = 60
    let both = summary(scenario([alert(3, minutes: 4, short: 1)]), [minutes]).burnRates[0]
    #expect(both.firstFired == .seconds(13 * 60))
    minutes[11] = 0
    minutes[12] = 30
    minutes[13] = 30
    // Now 120 bad are within 4 minutes only at the end of minute 13, when the last had 3 itself.
    let late = summary(scenario([alert(3, minutes: 4, short: 1)]), [minutes]).burnRates[0]
    #expect(late.firstFired == .seconds(15 * 60))
    minutes[13] = 29
    #expect(summary(scenario([alert(3, minutes: 4, short: 1)]), [minutes]).burnRates[0].fired == 0)
  }

  /// The rate holds from the end of minute 11 to that of minute 13: for two minutes, not for three.
  @Test func anAlertWaitsForAsLongAsItSays() {
    var minutes = quiet
    minutes[10] = 60
    minutes[11] = 60
    let two = summary(scenario([alert(3, minutes: 4, holdFor: 2)]), [minutes]).burnRates[0]
    #expect(two.firstFired == .seconds(15 * 60))
    let three = summary(scenario([alert(3, minutes: 4, holdFor: 3)]), [minutes]).burnRates[0]
    #expect(three.fired == 0)
  }

  /// An hour doesn't fit into 20 minutes, and a minute holds no slice of five.
  @Test func whatCannotBeLookedAtIsNotGuessed() {
    let long = summary(scenario([alert(1, minutes: 60)]), [quiet]).burnRates[0]
    #expect(long.highest == nil && long.missing == "n/a (needs 1 h, has 20 min)")
    let five = BudgetingMethod.timeslices(sliceTarget: 0.9, slice: .seconds(300))
    let short = summary(scenario([alert(1, minutes: 10, short: 1)], by: five), [quiet]).burnRates[0]
    #expect(short.missing == "n/a (a window is shorter than a slice of 5 min)")
    let silent = summary(scenario([alert(1, minutes: 5)]), [Array(repeating: nil, count: 20)])
    #expect(silent.burnRates[0].missing == "n/a (no request arrived)")
  }

  /// Of four slices two are below 90 %: 0.5 ÷ 0.1 = 5.
  ///
  /// Their shares of bad are 0.2, 0.3, 0.05 and
  /// 0: 0.1375 ÷ 0.1 = 1.375.
  @Test func slicesBurnAsTheyAreBudgeted() throws {
    let minutes: [Int32?] = [20, 30, 5, 0]
    let slice = SimDuration.seconds(60)
    let byCount = summary(
      scenario([alert(1, minutes: 4)], by: .timeslices(sliceTarget: 0.9, slice: slice)),
      [minutes]
    )
    #expect(abs(try #require(byCount.burnRates[0].highest?.value) - 5) < 1e-12)
    let byShare = summary(
      scenario([alert(1, minutes: 4)], by: .ratioTimeslices(slice: slice)),
      [minutes]
    )
    #expect(abs(try #require(byShare.burnRates[0].highest?.value) - 1.375) < 1e-12)
    #expect(abs(try #require(byShare.goodRatio?.value) - 0.8625) < 1e-12)
    #expect(byShare.trials == 4)
  }

  /// 2 % of 30 days in an hour is 0.02 × 720 = 14.4, and so on: the table of the SRE workbook.
  @Test func theUsualAlertsAreThoseOfTheWorkbook() {
    let alerts = BurnRateAlert.usual(for: .seconds(30 * 86_400))
    let expected = [14.4, 6, 3, 1]
    for (alert, rate) in zip(alerts, expected) { #expect(abs(alert.burnRate - rate) < 1e-12) }
    #expect(alerts.map(\.shortWindow) == [300, 1800, 7200, 21_600].map { .seconds($0) })
    #expect(alerts.map(\.longWindow) == [3600, 21_600, 86_400, 259_200].map { .seconds($0) })
  }

  /// Against a twin that adds up every window anew.
  @Test(arguments: 0..<40)
  func agreesWithTheSlowWay(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: "burn-rates")
    let minutes: [Int32?] = (0..<20).map { _ in
      random.uniform() < 0.2 ? nil : Int32(random.uniform() * 100)
    }
    let long = 1 + Int64(random.uniform() * 10)
    let short = 1 + Int64(random.uniform() * Double(long - 1))
    let threshold = 3 + random.uniform() * 5
    var highest = -1.0
    var firedAt: Int64?
    for end in long...20 {
      func rate(_ length: Int64) -> Double {
        let window = minutes[Int(end - length)..<Int(end)].compactMap { $0 }
        guard !window.isEmpty else { return -1 }
        return Double(window.reduce(0, +)) / Double(window.count * 100) / (1 - 0.9)
      }
      highest = max(highest, rate(long))
      if firedAt == nil, rate(long) >= threshold, rate(short) >= threshold { firedAt = end }
    }
    let burn = summary(scenario([alert(threshold, minutes: long, short: short)]), [minutes])
      .burnRates[0]
    #expect(abs(try #require(burn.highest?.value) - highest) < 1e-9, "seed \(seed)")
    #expect(burn.firstFired == firedAt.map { .seconds(($0 + 1) * 60) }, "seed \(seed)")
  }

  /// The worst minute is that with most bad requests, wherever it is.
  @Test func theWorstSliceIsNamed() {
    var minutes = quiet
    minutes[3] = 7
    var other = quiet
    other[5] = 9
    other[6] = 9
    let worst = summary(scenario([]), [minutes, other]).worstSlice
    #expect(worst == WorstSlice(replication: 2, start: .seconds(6 * 60), bad: 9, total: 100))
    #expect(summary(scenario([]), [quiet]).worstSlice == nil)
  }
}
