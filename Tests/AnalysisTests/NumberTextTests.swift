import Analysis
import Domain
import Statistics
import Testing

@Suite struct NumberTextTests {
  @Test func groupsAndRounds() {
    #expect(NumberText.fixed(1_234_567.891, places: 2) == "1,234,567.89")
    #expect(NumberText.fixed(-0.001, places: 2) == "0.00")
    #expect(NumberText.fixed(-1234.5, places: 0) == "−1,235")
    #expect(NumberText.fixed(0.05, places: 3) == "0.050")
    #expect(NumberText.fixed(.nan, places: 1) == "n/a")
    #expect(NumberText.count(1000) == "1,000" && NumberText.count(999) == "999")
    #expect(NumberText.count(-1_000_000) == "−1,000,000" && NumberText.count(0) == "0")
    #expect(NumberText.money(Money(micros: 2_482_499_999)) == "2,482")
    #expect(NumberText.money(Money(micros: 12_345_000)) == "12.35")
    #expect(NumberText.percent(0.95) == "95 %" && NumberText.percent(0.999) == "99.9 %")
  }

  /// Down is down, but a binary 0.57 is still 57 %.
  @Test func roundsAgainstTheClaim() {
    #expect(NumberText.fixed(0.94996 * 100, places: 2, .down) == "94.99")
    #expect(NumberText.fixed(0.57 * 100, places: 2, .down) == "57.00")
    #expect(NumberText.fixed(0.29 * 100, places: 2, .down) == "29.00")
    #expect(NumberText.bound(0.94996, .up, 0.95) == "94.996 %")
    #expect(NumberText.bound(0.999951, .down, 0.99995) == "99.995 %")
    #expect(NumberText.bound(0.95, .down, 0.95) == "95.00 %")
  }

  @Test func anEstimateHasThePlacesItsIntervalJustifies() {
    func text(_ value: Double, _ margin: Double?) -> String {
      let low = margin.map { value - $0 }
      let high = margin.map { value + $0 }
      return EstimateText(
        Estimate(value: value, low: low, high: high, confidence: 0.95, replications: 3)
      ).joined
    }
    #expect(text(612.34, 40) == "612 ± 40")
    #expect(text(23.456, 1.25) == "23.5 ± 1.3")
    #expect(text(0.8123, 0.021) == "0.812 ± 0.021")
    #expect(text(300, 0) == "300 ± 0")
    #expect(text(12.345, nil) == "12.3")
  }
}
