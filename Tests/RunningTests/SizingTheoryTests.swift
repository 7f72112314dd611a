import Domain
import EventCore
import Foundation
import Randomness
import Running
import TestSupport
import Testing

/// Sizes against answers that queueing theory gives in closed form.
@Suite struct SizingTheoryTests {
  /// Erlang's C formula: the share of requests that wait at `servers` offered `load` erlangs.
  private func shareThatWaits(servers: Int, load: Double) -> Double {
    // The recursion of his B formula: B(0) = 1, B(n) = aB(n−1) ÷ (n + aB(n−1)).
    let blocked = (1...servers).reduce(1.0) { $1 == 0 ? $0 : load * $0 / (Double($1) + load * $0) }
    return blocked / (1 - load / Double(servers) * (1 - blocked))
  }

  /// P(T ≤ t) of M/M/c, first come first served: the wait is 0, or exponential with rate cμ − λ.
  private func answered(within time: Double, servers: Int, rate: Double, work: Double) -> Double {
    let service = 1 / work
    let waits = shareThatWaits(servers: servers, load: rate * work)
    let drain = Double(servers) * service - rate
    let alone = exp(-service * time)
    let apart = drain - service
    // A wait and a service after each other; where their rates agree, the limit.
    let both =
      abs(apart) < 1e-9
      ? (1 + service * time) * alone
      : (drain * alone - service * exp(-drain * time)) / apart
    return 1 - (1 - waits) * alone - waits * both
  }

  /// λ = 40/s and 50 ms of work are 2 erlangs; 90 % within 150 ms.
  ///
  /// Erlang C, worked out:
  /// 3 servers wait with 4/9 and answer 1 − e⁻³(1 + 4/9 × 3) = 88.4 %,
  /// 4 servers wait with 0.174 and answer 94.2 %: four are enough, three are not.
  @Test func oneReplicaIsEnoughFromTheServersThatErlangAsksFor() async throws {
    let needed = try #require(
      (3...9).first { answered(within: 0.15, servers: $0, rate: 40, work: 0.05) >= 0.9 }
    )
    #expect(needed == 4)
    #expect(abs(answered(within: 0.15, servers: 3, rate: 40, work: 0.05) - 0.884) < 5e-4)
    for workers in 3...5 {
      let scenario = scenario(
        rate: 40,
        work: 0.05,
        workers: workers,
        threshold: .milliseconds(150)
      )
      let replicas = try await replicas(of: scenario)
      #expect((replicas == 1) == (workers >= needed), "\(workers) workers: \(replicas) replicas")
    }
  }

  /// Requests that come to R replicas in turn have gaps of R exponential phases, so each replica is
  /// E_R/M/1: its response time is exponential with rate μ(1 − σ), where
  /// σ = (λ ÷ (λ + μ(1 − σ)))^R (Kleinrock, Queueing Systems I, 6.4).
  @Test(arguments: [(200.0, 0.06), (100, 0.07)])
  func replicasInTurn(rate: Double, within time: Double) async throws {
    let work = 0.02
    func answered(_ replicas: Int) -> Double {
      guard rate * work < Double(replicas) else { return 0 }
      var sigma = 0.0
      // Converges from below to the root less than 1.
      for _ in 0..<10_000 {
        sigma = pow(rate / (rate + (1 - sigma) / work), Double(replicas))
      }
      return 1 - exp(-(1 - sigma) / work * time)
    }
    let needed = try #require((1...100).first { answered($0) >= 0.9 })
    // Far enough from the target on both sides to be told apart by 8 × 100,000 requests.
    #expect(answered(needed) > 0.904 && answered(needed - 1) < 0.896)
    let scenario = scenario(
      rate: rate,
      work: work,
      workers: 1,
      threshold: SimDuration(nanoseconds: Int64(time * 1e9))
    )
    #expect(try await replicas(of: scenario) == needed)
  }

  private func replicas(of scenario: Scenario) async throws -> Int {
    let sized = try await sizeHardware(
      of: scenario,
      under: .sharedNodes,
      limits: SizingLimits(mostNodes: 1000, replications: 8, confidence: 0.95, workers: 2),
      scaling: [ServiceID(0)]
    )
    let record = try #require(sized.record)
    #expect(record.isMet, "\(record.unmet)")
    let replicas = try #require(record.replicas.first?.replicas)
    // Four pods of one core have a place on a node of four cores, and don't touch each other.
    #expect(record.pools.map(\.nodes) == [(replicas + 3) / 4])
    return replicas
  }

  private func scenario(
    rate: Double,
    work: Double,
    workers: Int,
    threshold: SimDuration
  ) -> Scenario {
    var service = Fixtures.service(
      workers: workers,
      ratePerSecond: rate,
      work: .exponential(mean: work)
    )
    service.balancing = .roundRobin
    var scenario = Fixtures.twoTenants()
    scenario.tenants = [Tenant(name: "only", services: [service])]
    scenario.nodePools[0].allocatable[.cpu] = 4000
    scenario.objectives = [
      Objective(
        name: "latency",
        tenants: [TenantID(0)],
        endpoints: [EndpointID(0)],
        threshold: threshold,
        target: 0.9,
        timeWindow: .seconds(28 * 86_400)
      )
    ]
    scenario.run = RunSettings(duration: .seconds(660), warmUp: .seconds(60), seed: 11)
    return scenario
  }
}
