import Autoscaling
import EventCore
import Testing

/// What one metric asks for, beyond the conformance cases.
@Suite struct ReplicaCalculatorTests {
  private func pods(_ usages: Int64?...) -> [MetricPod] {
    usages.map { MetricPod(request: 1000, usage: $0) }
  }

  @Test func aPercentageIsCutBeforeItIsDivided() throws {
    // ⌊100 × 1099 ÷ 2000⌋ = 54, and 54 ÷ 50 = 1.08 is within a tenth; 54.95 ÷ 50 would be too.
    let calculator = ReplicaCalculator()
    let kept = try calculator.utilization(of: pods(549, 550), target: 50, current: 2)
    #expect(kept == .init(replicas: 2, measured: 54))
    // 55.5 is cut to 55: 55 ÷ 50 = 1.1, a hair more than a tenth in binary, so ⌈1.1 × 2⌉ = 3.
    let moved = try calculator.utilization(of: pods(555, 555), target: 50, current: 2)
    #expect(moved == .init(replicas: 3, measured: 55))
  }

  @Test func eachDirectionHasItsTolerance() throws {
    let careful = ReplicaCalculator(tolerance: .init(up: 0, down: 0.5))
    // 51 ÷ 50 is above 1: ⌈1.02 × 2⌉ = 3. 26 ÷ 50 = 0.52 is within a half.
    #expect(
      try careful.utilization(of: pods(510, 510), target: 50, current: 2).replicas == 3
    )
    #expect(
      try careful.utilization(of: pods(260, 260), target: 50, current: 2).replicas == 2
    )
  }

  @Test func pendingPodsHoldBackScalingUpOnly() throws {
    var starting = MetricPod(phase: .pending, request: 1000)
    starting.isReady = false
    let calculator = ReplicaCalculator()
    // 100 ÷ 50 = 2 alone; with a pod at 0: ⌊100 × 2000 ÷ 3000⌋ = 66, ⌈1.32 × 3⌉ = 4.
    let busy = pods(1000, 1000) + [starting]
    #expect(try calculator.utilization(of: busy, target: 50, current: 3).replicas == 4)
    // 20 ÷ 50 = 0.4: the pending pod is left out, ⌈0.4 × 2⌉ = 1.
    let idle = pods(200, 200) + [starting]
    #expect(try calculator.utilization(of: idle, target: 50, current: 3).replicas == 1)
  }

  @Test func memoryCountsPodsThatAreNotReady() throws {
    let unready = MetricPod(isReady: false, request: 1000, usage: 1000)
    let all = pods(1000) + [unready]
    let calculator = ReplicaCalculator()
    // Cpu: 100 ÷ 50 of one ready pod; with the other at 0 it is 50 ÷ 50, so nothing moves.
    #expect(try calculator.utilization(of: all, target: 50, current: 2).replicas == 2)
    // Memory: both count, ⌈2 × 2⌉ = 4.
    let memory = try calculator.utilization(of: all, target: 50, current: 2, isCPU: false)
    #expect(memory.replicas == 4)
  }

  @Test func readinessOfCpuSamples() throws {
    var rules = ReadinessRules()
    rules.sampleAge = .seconds(10)
    rules.sampleWindow = .seconds(30)
    let calculator = ReplicaCalculator(readiness: rules)
    func replicas(_ pod: MetricPod) throws -> Int {
      try calculator.utilization(of: pods(1000) + [pod], target: 50, current: 2).replicas
    }
    // Within 5 min of its start a sample counts once its window began after readiness: 40 s.
    func started(_ seconds: Int64, ready: Int64, isReady: Bool = true) -> MetricPod {
      MetricPod(
        isReady: isReady,
        request: 1000,
        usage: 1000,
        sinceStart: .seconds(seconds),
        sinceReadyTransition: .seconds(ready)
      )
    }
    // Left out: 50 ÷ 50 with a pod at 0, nothing moves. Counted: ⌈2 × 2⌉ = 4.
    #expect(try replicas(started(299, ready: 39)) == 2)
    #expect(try replicas(started(299, ready: 40)) == 4)
    #expect(try replicas(started(300, ready: 0)) == 4)
    // Later an unready pod is left out only if it was never ready: changed within 30 s of start.
    #expect(try replicas(started(400, ready: 371, isReady: false)) == 2)
    #expect(try replicas(started(400, ready: 370, isReady: false)) == 4)
  }

  @Test func aMissingRequestOrNoSampleSaysNothing() {
    let calculator = ReplicaCalculator()
    #expect(throws: ReplicaCalculator.Failure.missingRequest) {
      try calculator.utilization(of: [MetricPod(usage: 1)], target: 50, current: 1)
    }
    #expect(throws: ReplicaCalculator.Failure.noMetrics) {
      try calculator.utilization(of: pods(nil, nil), target: 50, current: 2)
    }
    #expect(throws: ReplicaCalculator.Failure.noMetrics) {
      try calculator.podAverage(of: pods(nil), targetMilli: 1, current: 1)
    }
  }

  @Test func averageOfPodsIsCutToAThousandth() throws {
    // (1000 + 1001 + 1001) ÷ 3 = 1000.67, cut to 1000: exactly the target.
    let proposal = try ReplicaCalculator(tolerance: .init(0))
      .podAverage(of: pods(1000, 1001, 1001), targetMilli: 1000, current: 3)
    #expect(proposal == .init(replicas: 3, measured: 1000))
  }

  @Test func valueMultipliesReadyPods() {
    let calculator = ReplicaCalculator()
    // ⌈30 ÷ 10 × 2⌉ = 6 although there are 4 replicas; ⌈25 ÷ 10⌉ = 3 from nothing.
    let up = calculator.value(metricMilli: 30, targetMilli: 10, current: 4, readyPods: 2)
    #expect(up.replicas == 6)
    let first = calculator.value(metricMilli: 25, targetMilli: 10, current: 0, readyPods: 0)
    #expect(first.replicas == 3)
  }

  @Test func averageValueIsSharedOut() {
    let calculator = ReplicaCalculator()
    // 100 ÷ (30 × 3) = 1.11: ⌈100 ÷ 30⌉ = 4, and ⌈100 ÷ 3⌉ = 34 each was measured.
    let up = calculator.averageValue(metricMilli: 100, targetMilli: 30, current: 3)
    #expect(up == .init(replicas: 4, measured: 34))
    // Without replicas there is nothing to share among.
    let first = calculator.averageValue(metricMilli: 100, targetMilli: 30, current: 0)
    #expect(first == .init(replicas: 4, measured: nil))
  }

  @Test func extremesStayWithinThirtyTwoBits() throws {
    let huge = pods(.max, .max)
    let proposal = try ReplicaCalculator().utilization(of: huge, target: 1, current: 2)
    #expect(proposal.replicas == Int(Int32.max))
    let none = ReplicaCalculator()
      .value(metricMilli: 0, targetMilli: 0, current: 3, readyPods: .max)
    #expect(none.replicas == 0)
  }
}
