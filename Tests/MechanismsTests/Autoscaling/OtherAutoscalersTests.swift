import Autoscaling
import EventCore
import Testing

/// KEDA, the cluster autoscaler and Karpenter beyond the conformance cases.
@Suite struct OtherAutoscalersTests {
  private func keda(
    _ scaler: KEDAScaler,
    _ isActive: Bool,
    _ current: Int,
    active: Int64? = nil,
    created: Int64 = 3600
  ) -> Int {
    scaler.replicas(
      isActive: isActive,
      current: current,
      sinceLastActive: active.map { SimDuration.seconds($0) },
      sinceCreation: .seconds(created)
    )
  }

  @Test func activationIsStrict() {
    #expect(!isActive([(value: 5, activationThreshold: 5)]))
    #expect(isActive([(value: 0, activationThreshold: 0), (value: 5.1, activationThreshold: 5)]))
  }

  @Test func kedaMovesZeroAndIdleOnly() {
    let idle = KEDAScaler(minReplicas: 4, idleReplicas: 1)
    #expect(keda(idle, true, 1) == 4)
    #expect(keda(idle, true, 9) == 9)
    #expect(keda(idle, false, 9, active: 300) == 9)
    #expect(keda(idle, false, 9, active: 301) == 1)
    // Already idle: it stays, although it is below the minimum.
    #expect(keda(idle, false, 1, active: 301) == 1)
    #expect(keda(KEDAScaler(minReplicas: 3), false, 1, active: 1) == 3)
    #expect(keda(KEDAScaler(), true, 0) == 1)
  }

  @Test func initialCooldownCountsFromCreation() {
    let scaler = KEDAScaler(initialCooldown: .seconds(600))
    #expect(keda(scaler, false, 2, created: 600) == 2)
    #expect(keda(scaler, false, 2, created: 601) == 0)
  }

  @Test func itsHorizontalAutoscalerKnowsNoZero() {
    #expect(KEDAScaler().horizontalBounds == 1...100)
    #expect(KEDAScaler(minReplicas: 3, maxReplicas: 2).horizontalBounds == 3...3)
  }

  @Test func sidecarsRunBesideLaterSteps() {
    // Containers 30 + sidecar 20 = 50; the last step runs beside the sidecar: 20 + 40 = 60.
    let steps = [
      InitStep(request: 45), InitStep(request: 20, restartsAlways: true), InitStep(request: 40),
    ]
    #expect(podRequest(containers: [10, 20], steps: steps, overhead: 5) == 65)
    #expect(podRequest(containers: [.max, .max], steps: []) == .max)
  }

  @Test func longTerminatingPodsAreGone() throws {
    let leaving = ResidentPod(cpu: 500, memory: 0, sinceDeletion: .seconds(60))
    let gone = ResidentPod(cpu: 250, memory: 0, sinceDeletion: .seconds(61))
    let found = try #require(
      NodeUtilization(cpu: 1000, memory: 1000, pods: [leaving, gone])
    )
    #expect(found.cpu == 0.5)
    #expect(!found.isBelow())
    #expect(found.isBelow(threshold: 0.51))
  }

  @Test func ignoredPodsLeaveBothSides() throws {
    let pods = [
      ResidentPod(cpu: 300, memory: 0), ResidentPod(kind: .daemonSet, cpu: 400, memory: 0),
    ]
    let found = try #require(
      NodeUtilization(cpu: 1000, memory: 1000, pods: pods, ignoring: .init(daemonSets: true))
    )
    // 300 of 1000 − 400.
    #expect(found.share == 0.5)
    #expect(NodeUtilization(cpu: 0, memory: 1000, pods: []) == nil)
  }

  @Test func unreadyGPUsCountAsUnused() throws {
    // The driver is not up yet: whatever its cpu is asked for, the node may go.
    let pods = [ResidentPod(cpu: 900, memory: 900)]
    let found = try #require(NodeUtilization(cpu: 1000, memory: 1000, gpu: 0, pods: pods))
    #expect(found.share == 0)
    #expect(found.isBelow())
    #expect(NodeUtilization(cpu: 1000, memory: 0, pods: pods) == nil)
  }

  @Test func balancedApproval() {
    // 10 % of the cost for 20 % of the disruption is exactly one half.
    #expect(approves(savings: 10, ofTotalCost: 100, disruption: 4, ofTotalDisruption: 20, k: 2))
    #expect(!approves(savings: 9.9, ofTotalCost: 100, disruption: 4, ofTotalDisruption: 20, k: 2))
    #expect(!approves(savings: 0, ofTotalCost: 0, disruption: 0, ofTotalDisruption: 0, k: 2))
  }

  @Test func disruptionAddsUp() {
    // 2²⁷ of deletion cost and 2²⁵ of priority are one each.
    let pod = evictionCost(deletionCost: 134_217_728, priority: 33_554_432)
    #expect(pod == 3)
    #expect(disruptionCost(evicting: [pod, 1]) == 5)
  }
}
