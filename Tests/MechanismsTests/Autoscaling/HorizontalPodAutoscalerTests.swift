import Autoscaling
import EventCore
import Testing

/// Several metrics, bounds, windows and rates together.
@Suite struct HorizontalPodAutoscalerTests {
  private let plain = HorizontalPodAutoscaler(bounds: 1...10)

  @Test func theMostOfSeveralMetricsCounts() {
    #expect(recommendation([3, 7, 5], current: 4) == 7)
    #expect(recommendation([], current: 4) == nil)
    #expect(recommendation([nil, nil], current: 4) == nil)
  }

  @Test func aFailedMetricStopsScalingDownOnly() {
    #expect(recommendation([nil, 7], current: 4) == 7)
    #expect(recommendation([nil, 4], current: 4) == 4)
    #expect(recommendation([nil, 3], current: 4) == nil)
  }

  @Test func boundsAreMendedWithoutMetrics() {
    let history = ScalingHistory()
    #expect(
      plain.decide(current: 12, proposals: [], history: history)
        == .scale(to: .init(10, .tooMany), recommended: nil)
    )
    let atLeast = HorizontalPodAutoscaler(bounds: 3...10)
    #expect(
      atLeast.decide(current: 2, proposals: [], history: history)
        == .scale(to: .init(3, .tooFew), recommended: nil)
    )
    #expect(plain.decide(current: 0, proposals: [5], history: history) == .disabled)
    #expect(plain.decide(current: 2, proposals: [nil], history: history) == .unknown)
  }

  @Test func withoutBehaviorTwiceOrFour() {
    let history = ScalingHistory()
    #expect(
      plain.decide(current: 3, proposals: [9], history: history)
        == .scale(to: .init(6, .scaleUpRate), recommended: 9)
    )
    #expect(
      plain.decide(current: 1, proposals: [9], history: history)
        == .scale(to: .init(4, .scaleUpRate), recommended: 9)
    )
    // Down waits for the highest recommendation of 300 s, one of exactly that age included.
    let past = ScalingHistory(recommendations: [.init(replicas: 5, age: .seconds(300))])
    #expect(
      plain.decide(current: 6, proposals: [2], history: past)
        == .scale(to: .init(5, .none), recommended: 2)
    )
  }

  @Test func fromZeroWhereZeroIsAllowed() {
    let scaler = HorizontalPodAutoscaler(bounds: 0...10)
    #expect(
      scaler.decide(current: 0, proposals: [2], history: ScalingHistory())
        == .scale(to: .init(2, .none), recommended: 2)
    )
  }

  @Test func stabilizeThenLimitThenClamp() {
    var scaler = HorizontalPodAutoscaler(bounds: 1...100, behavior: HPABehavior())
    // Up at once, by the larger of 20 + 4 and 20 × 2.
    #expect(
      scaler.decide(current: 20, proposals: [90], history: ScalingHistory())
        == .scale(to: .init(40, .scaleUpRate), recommended: 90)
    )
    // Down no further than what was recommended within 300 s; exactly 300 s ago is forgotten.
    let past = ScalingHistory(recommendations: [
      .init(replicas: 15, age: .seconds(299)), .init(replicas: 19, age: .seconds(300)),
    ])
    #expect(
      scaler.decide(current: 20, proposals: [5], history: past)
        == .scale(to: .init(15, .none), recommended: 5)
    )
    // At most 10 % in 60 s: 20 at the start of the period, 1 gone already, ⌊20 × 0.9⌋ = 18.
    scaler.behavior?.scaleDown.policies = [.init(.percent(10), period: .seconds(60))]
    let history = ScalingHistory(downs: [.init(change: 1, age: .seconds(30))])
    #expect(
      scaler.decide(current: 19, proposals: [5], history: history)
        == .scale(to: .init(18, .scaleDownRate), recommended: 5)
    )
  }

  @Test func theLeastOfPolicies() {
    var behavior = HPABehavior()
    behavior.scaleUp.selection = .least
    behavior.scaleDown = ScalingRules(
      selection: .least,
      policies: [
        .init(.pods(3), period: .seconds(60)), .init(.percent(50), period: .seconds(60)),
      ]
    )
    let history = ScalingHistory()
    // Up: min(20 + 4, 40) = 24. Down: max(20 − 3, 10) = 17.
    #expect(
      limited(90, current: 20, bounds: 1...100, history: history, behavior)
        == .init(24, .scaleUpRate)
    )
    #expect(
      limited(1, current: 20, bounds: 1...100, history: history, behavior)
        == .init(17, .scaleDownRate)
    )
    behavior.scaleDown.selection = .disabled
    #expect(
      limited(1, current: 20, bounds: 1...100, history: history, behavior)
        == .init(20, .scaleDownRate)
    )
  }

  @Test func percentagesAreRoundedAsDoubles() {
    // 100 × (1 + 10 ÷ 100) is 110.00000000000001 in binary, so upstream allows 111.
    var behavior = HPABehavior()
    behavior.scaleUp.policies = [.init(.percent(10), period: .seconds(60))]
    let found = limited(500, current: 100, bounds: 1...1000, history: ScalingHistory(), behavior)
    #expect(found == .init(111, .scaleUpRate))
  }
}
