import Domain
import EventCore
import Randomness
import Simulation
import Statistics
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One service on one big node, through the whole simulation, against closed forms.
///
/// The measured mean and 95th percentile are taken over independent replications; the closed form
/// must lie within the 99.9 % interval, so that all the comparisons here together fail by chance
/// less than once in fifty sets of seeds; seeds are fixed, so a failure is never by chance.
@Suite struct QueueTheoryTests {
  private struct Measured {
    var mean: [Double]
    var p95: [Double]
  }

  /// Response times in seconds, one entry a replication.
  private func measure(
    workers: Int,
    arrivalRate: Double,
    work: Distribution,
    cores: Int64 = 64,
    replicas: Int = 1,
    balancing: LoadBalancing = .leastRequest,
    seed: UInt64
  ) throws -> Measured {
    var service = Fixtures.service(
      replicas: replicas,
      workers: workers,
      ratePerSecond: arrivalRate,
      work: work
    )
    service.balancing = balancing
    let scenario = Scenario(
      name: "theory",
      run: RunSettings(
        duration: .seconds(4000),
        warmUp: .seconds(400),
        replications: 20,
        seed: seed
      ),
      nodePools: [
        NodePool(name: "big", nodeCount: 1, allocatable: ResourceList([.cpu: cores * 1000]))
      ],
      tenants: [Tenant(name: "only", services: [service])]
    )
    let deployment = Fixtures.deployment(of: scenario)
    let layout = DeviceLayout(deployment, of: scenario)
    var measured = Measured(mean: [], p95: [])
    for replication in 1...scenario.run.replications {
      let record = try simulate(deployment, layout: layout, of: scenario, replication: replication)
      let endpoint = record.endpoints[0]
      measured.mean.append(endpoint.latencySum / Double(endpoint.completed) / 1e9)
      measured.p95.append(Double(try #require(endpoint.latency.quantile(0.95))) / 1e9)
    }
    return measured
  }

  private func expect(
    _ samples: [Double],
    toCover theory: Double,
    _ what: String,
    allowing bias: Double = 0
  ) {
    let count = Double(samples.count)
    let mean = samples.reduce(0, +) / count
    let variance = samples.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    // Student's t, 19 degrees of freedom, 99.9 % two-sided: 3.883.
    let halfWidth = 3.883 * (variance / count).squareRoot() + bias * theory
    #expect(
      abs(mean - theory) <= halfWidth,
      "\(what): theory \(theory), measured \(mean) ± \(halfWidth)"
    )
  }

  /// M/M/1: response times are exponential with rate μ − λ.
  @Test(arguments: [0.3, 0.6, 0.8])
  func oneWorker(utilization: Double) throws {
    let mean = 0.02
    let arrivalRate = utilization / mean
    let measured = try measure(
      workers: 1,
      arrivalRate: arrivalRate,
      work: .exponential(mean: mean),
      seed: 1001
    )
    let rate = 1 / mean - arrivalRate
    expect(measured.mean, toCover: 1 / rate, "mean")
    // The histogram reports upper bounds of buckets, at most 0.1 % too high.
    expect(measured.p95, toCover: -log(0.05) / rate, "p95", allowing: 0.001)
  }

  /// M/M/c: the mean wait is Erlang C ÷ (cμ − λ).
  @Test(arguments: [(4, 0.7), (8, 0.9), (2, 0.6)])
  func manyWorkers(workers: Int, utilization: Double) throws {
    let mean = 0.05
    let arrivalRate = utilization * Double(workers) / mean
    let measured = try measure(
      workers: workers,
      arrivalRate: arrivalRate,
      work: .exponential(mean: mean),
      seed: 1002
    )
    let offered = arrivalRate * mean
    var blocking = 1.0
    for servers in 1...workers {
      blocking = offered * blocking / (Double(servers) + offered * blocking)
    }
    let waiting = blocking / (1 - utilization * (1 - blocking))
    let drain = Double(workers) / mean - arrivalRate
    expect(measured.mean, toCover: mean + waiting / drain, "mean")
    expect(
      measured.p95,
      toCover: p95(waiting: waiting, drain: drain, mean: mean),
      "p95",
      allowing: 0.001
    )
  }

  /// Solves P(response > t) = 0.05 for M/M/c by bisection; the response is a service time plus,
  /// with probability `waiting`, an exponential wait of rate `drain`.
  private func p95(waiting: Double, drain: Double, mean: Double) -> Double {
    let rate = 1 / mean
    func tail(_ t: Double) -> Double {
      let both = (rate * exp(-drain * t) - drain * exp(-rate * t)) / (rate - drain)
      return (1 - waiting) * exp(-rate * t) + waiting * both
    }
    var low = 0.0
    var high = 100 * mean
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if tail(middle) > 0.05 { low = middle } else { high = middle }
    }
    return high
  }

  /// M/D/1: the mean wait is ρ ÷ (2 μ (1 − ρ)); the distribution of the wait is Erlang's series.
  @Test(arguments: [0.5, 0.8])
  func constantWork(utilization: Double) throws {
    let work = 0.01
    let arrivalRate = utilization / work
    let measured = try measure(
      workers: 1,
      arrivalRate: arrivalRate,
      work: .constant(work),
      seed: 1003
    )
    let wait = utilization * work / (2 * (1 - utilization))
    expect(measured.mean, toCover: work + wait, "mean")
    var low = 0.0
    var high = 50 * work
    for _ in 0..<100 {
      let middle = (low + high) / 2
      if waitIsAtMost(middle, utilization: utilization, work: work) < 0.95 {
        low = middle
      } else {
        high = middle
      }
    }
    expect(measured.p95, toCover: work + high, "p95", allowing: 0.001)
  }

  /// P(wait ≤ t) in M/D/1: (1 − ρ) Σ_{k=0}^{⌊t/D⌋} (λ(kD − t))^k e^{λ(t − kD)} ÷ k! (Erlang 1909).
  private func waitIsAtMost(_ time: Double, utilization: Double, work: Double) -> Double {
    let arrivalRate = utilization / work
    var sum = 0.0
    for term in 0...Int(time / work) {
      let x = arrivalRate * (Double(term) * work - time)
      let magnitude = exp(Double(term) * log(max(abs(x), 1e-300)) - x - lgamma(Double(term) + 1))
      sum += (term == 0 ? exp(-x) : (term % 2 == 0 || x > 0 ? magnitude : -magnitude))
    }
    return (1 - utilization) * sum
  }

  /// M/G/1 processor sharing: the mean response is E[S] ÷ (1 − ρ), whatever the law of the work.
  @Test(arguments: [
    Distribution.exponential(mean: 0.02), .constant(0.02), .gamma(mean: 0.02, cv: 2),
    .uniform(low: 0, high: 0.04),
  ])
  func processorSharing(work: Distribution) throws {
    let utilization = 0.7
    let measured = try measure(
      workers: 2000,
      arrivalRate: utilization / 0.02,
      work: work,
      cores: 1,
      seed: 1004
    )
    expect(measured.mean, toCover: 0.02 / (1 - utilization), "mean")
  }

  /// Two replicas in turn on Poisson arrivals: each is an E₂/M/1 queue, whose response is
  /// exponential with mean E[S] ÷ (1 − σ), σ the root of σ = A*(μ(1 − σ)) for Erlang-2 gaps.
  @Test func roundRobin() throws {
    let mean = 0.02
    let utilization = 0.8
    let arrivalRate = 2 * utilization / mean
    let measured = try measure(
      workers: 1,
      arrivalRate: arrivalRate,
      work: .exponential(mean: mean),
      replicas: 2,
      balancing: .roundRobin,
      seed: 1005
    )
    var root = 0.5
    for _ in 0..<500 {
      let transform = arrivalRate / (arrivalRate + (1 - root) / mean)
      root = transform * transform
    }
    expect(measured.mean, toCover: mean / (1 - root), "mean")
    expect(measured.p95, toCover: -log(0.05) * mean / (1 - root), "p95", allowing: 0.001)
  }
}
