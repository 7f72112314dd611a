import Domain
import EventCore
import Randomness
import Simulation
import TestSupport
import Testing

/// Non-preemptive priorities through the whole simulation, against Cobham's formula.
@Suite struct PriorityTheoryTests {
  /// M/M/1 with classes in order of priority: the mean wait of class k is
  /// W₀ ÷ ((1 − σₖ₋₁)(1 − σₖ)), with W₀ = Σ λᵢ E[S²] ÷ 2 and σₖ the load of classes up to k
  /// (Cobham, 1954).
  @Test(arguments: [[10.0, 10, 10], [5, 20, 20], [25, 10, 12]])
  func waitsByPriority(rates: [Double]) throws {
    let work = 0.02
    var scenario = Fixtures.sharedScenario(
      rates: rates,
      // The file's order is not that of priority: cat, ann, bob.
      priorities: [5, -1, 100],
      scheduling: .priority,
      work: .exponential(mean: work),
      duration: .seconds(4000)
    )
    scenario.run.warmUp = .seconds(400)
    let order = [2, 0, 1]
    let deployment = Fixtures.deployment(of: scenario)
    let layout = DeviceLayout(deployment, of: scenario)
    var waits: [[Double]] = [[], [], []]
    for replication in 1...20 {
      let record = try simulate(deployment, layout: layout, of: scenario, replication: replication)
      for (place, endpoint) in record.endpoints.enumerated() {
        waits[place].append(endpoint.latencySum / Double(endpoint.completed) / 1e9 - work)
      }
    }
    // E[S²] = 2 × mean².
    let residual = rates.reduce(0, +) * work * work
    var before = 0.0
    for place in order {
      let upTo = before + rates[place] * work
      let theory = residual / ((1 - before) * (1 - upTo))
      expect(waits[place], toCover: theory, "tenant \(place)")
      before = upTo
    }
  }

  private func expect(_ samples: [Double], toCover theory: Double, _ what: String) {
    let count = Double(samples.count)
    let mean = samples.reduce(0, +) / count
    let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    // Student's t, 19 degrees of freedom, 99.9 % two-sided: 3.883.
    let halfWidth = 3.883 * (variance / count).squareRoot()
    #expect(
      abs(mean - theory) <= halfWidth,
      "\(what): theory \(theory), measured \(mean) ± \(halfWidth)"
    )
  }
}
