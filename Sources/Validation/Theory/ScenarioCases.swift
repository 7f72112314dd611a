internal import Domain
internal import EventCore
internal import Randomness

/// The queues that scenarios can express.
///
/// The mean service is 20 ms.
func scenarioCases(_ effort: TheoryEffort) -> [TheoryCase] {
  theoryLoads.flatMap { load -> [TheoryCase] in
    [
      markovian(servers: 1, load, effort), markovian(servers: 4, load, effort),
      constantWork(servers: 1, load, effort), constantWork(servers: 4, load, effort),
      generalWork(load, effort), sharing(cv: 0, load, effort), sharing(cv: 2, load, effort),
      lossSystem(load, effort), finiteRoom(load, effort), inTurn(load, effort),
      inBatches(load, effort),
    ]
  }
}

private let service = 0.02

private func queue(
  servers: Int,
  work: Distribution,
  cv: Double,
  _ load: Double,
  _ effort: TheoryEffort
) -> ScenarioQueue {
  let lengths = effort.lengths(load: load, servers: Double(servers), cv: cv)
  return ScenarioQueue(
    runtime: .concurrent(workers: servers, threadsPerRequest: 1, gpuStreams: 1),
    demand: .time(work),
    rate: load * Double(servers) / service,
    warmUp: lengths.warmUp * service,
    end: lengths.end * service
  )
}

private func time(_ name: String, _ seconds: Double, allowance: Double = 0) -> TheoryCase.Figure {
  TheoryCase.Figure(name: name, unit: "s", predicted: seconds, allowance: allowance)
}

/// The histogram answers with upper ends of buckets, at most 0.1 % too high.
private func p95(_ seconds: Double) -> TheoryCase.Figure {
  time("p95 response", seconds, allowance: 0.001)
}

private func scenarioCase(
  _ name: String,
  _ load: Double,
  _ queue: ScenarioQueue,
  _ figures: [TheoryCase.Figure],
  _ choose: @escaping @Sendable (ScenarioQueue.Observation) -> [Double]
) -> TheoryCase {
  TheoryCase(queue: name, load: load, isScenario: true, figures: figures) { seed, replication in
    choose(try queue.observe(seed: seed, replication: replication))
  }
}

private func markovian(servers: Int, _ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  let work = Distribution.exponential(mean: service)
  let queue = queue(servers: servers, work: work, cv: 1, load, effort)
  let mean = QueueFormulas.meanOfMMc(servers: servers, rate: queue.rate, service: service)
  let tail = QueueFormulas.p95OfMMc(servers: servers, rate: queue.rate, service: service)
  return scenarioCase("M/M/\(servers)", load, queue, [time("mean response", mean), p95(tail)]) {
    [$0.mean, $0.p95]
  }
}

private func constantWork(servers: Int, _ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  let queue = queue(servers: servers, work: .constant(service), cv: 0, load, effort)
  let mean = QueueFormulas.meanOfMDc(servers: servers, rate: queue.rate, service: service)
  guard servers == 1 else {
    return scenarioCase("M/D/\(servers)", load, queue, [time("mean response", mean)]) { [$0.mean] }
  }
  let tail = QueueFormulas.p95OfMD1(rate: queue.rate, service: service)
  return scenarioCase("M/D/1", load, queue, [time("mean response", mean), p95(tail)]) {
    [$0.mean, $0.p95]
  }
}

private func generalWork(_ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  let queue = queue(servers: 1, work: .gamma(mean: service, cv: 2), cv: 2, load, effort)
  let mean = QueueFormulas.meanOfMG1(rate: queue.rate, service: service, cv: 2)
  return scenarioCase("M/G/1 cv 2", load, queue, [time("mean response", mean)]) { [$0.mean] }
}

/// All requests share one core: S ÷ (1 − ρ), whatever the law of the work.
private func sharing(cv: Double, _ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  let work: Distribution = cv == 0 ? .constant(service) : .gamma(mean: service, cv: cv)
  var queue = queue(servers: 1, work: work, cv: cv, load, effort)
  queue.runtime = .concurrent(workers: 10_000, threadsPerRequest: 1, gpuStreams: 1)
  queue.cores = 1
  let name = cv == 0 ? "M/D/1 sharing" : "M/G/1 sharing cv 2"
  return scenarioCase(name, load, queue, [time("mean response", service / (1 - load))]) {
    [$0.mean]
  }
}

/// Four servers and no queue: Erlang B, whatever the law of the work.
private func lossSystem(_ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  var queue = queue(servers: 4, work: .gamma(mean: service, cv: 2), cv: 2, load, effort)
  queue.queueCapacity = 0
  let blocking = QueueFormulas.erlangB(servers: 4, offered: 4 * load)
  let figure = TheoryCase.Figure(name: "refused", unit: "", predicted: blocking)
  return scenarioCase("M/G/4/4 cv 2", load, queue, [figure]) { [$0.refused] }
}

private func finiteRoom(_ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  let work = Distribution.exponential(mean: service)
  var queue = queue(servers: 1, work: work, cv: 1, load, effort)
  queue.queueCapacity = 2
  let theory = QueueFormulas.lossOfMM1K(room: 3, rate: queue.rate, service: service)
  let refused = TheoryCase.Figure(name: "refused", unit: "", predicted: theory.blocking)
  return scenarioCase("M/M/1/3", load, queue, [refused, time("mean response", theory.mean)]) {
    [$0.refused, $0.mean]
  }
}

/// Two replicas in turn: each of them sees every second arrival.
private func inTurn(_ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  let work = Distribution.exponential(mean: service)
  var queue = queue(servers: 1, work: work, cv: 1, load, effort)
  let mean = QueueFormulas.meanOfE2M1(rate: queue.rate, service: service)
  queue.rate *= 2
  queue.replicas = 2
  queue.balancing = .roundRobin
  return scenarioCase("E2/M/1 × 2", load, queue, [time("mean response", mean)]) { [$0.mean] }
}

/// Batches of up to four, as many as wait, each of the same length.
private func inBatches(_ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  var queue = queue(servers: 1, work: .constant(service), cv: 1, load, effort)
  queue.runtime = .batching(
    ServingRuntime.Batching(
      maxBatch: 4,
      maxQueueDelay: .zero,
      latencyCurve: [
        ServingRuntime.LatencyPoint(items: 1, latency: .milliseconds(20)),
        ServingRuntime.LatencyPoint(items: 4, latency: .milliseconds(20)),
      ]
    )
  )
  queue.demand = .items(.constant(1))
  queue.rate *= 4
  let mean = QueueFormulas.meanOfBulkService(most: 4, rate: queue.rate, service: service)
  return scenarioCase("M/D[1,4]/1", load, queue, [time("mean response", mean)]) { [$0.mean] }
}
