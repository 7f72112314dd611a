internal import Randomness

/// Queues that no scenario can express, with a mean service of one second.
func networkCases(_ effort: TheoryEffort) -> [TheoryCase] {
  theoryLoads.flatMap { load in
    [
      tandem(load, effort), jackson(load, effort), byPriority(load, effort),
      inTurns(load, effort), polling(load, effort),
    ]
  }
}

private func figure(_ name: String, _ seconds: Double, allowance: Double = 0) -> TheoryCase.Figure {
  TheoryCase.Figure(name: name, unit: "s", predicted: seconds, allowance: allowance)
}

private func networkCase(
  _ name: String,
  _ load: Double,
  _ network: QueueNetwork,
  cv: Double = 1,
  _ effort: TheoryEffort,
  _ figures: [TheoryCase.Figure],
  _ choose: @escaping @Sendable (NetworkObservation) -> [Double]
) -> TheoryCase {
  let lengths = effort.lengths(load: load, cv: cv)
  return TheoryCase(queue: name, load: load, isScenario: false, figures: figures) { seed, number in
    choose(
      run(network, warmUp: lengths.warmUp, until: lengths.end, seed: seed, replication: number)
    )
  }
}

/// Two single servers one behind the other: Burke's theorem makes both M/M/1.
private func tandem(_ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  let network = QueueNetwork(
    sources: [.init(rate: load, customerClass: 0, station: 0)],
    stations: [
      .init(work: [.exponential(mean: 1)], next: [(1, 1)]), .init(work: [.exponential(mean: 1)]),
    ]
  )
  let little = TheoryCase.Figure(name: "L − λW", unit: "", predicted: 0)
  return networkCase(
    "tandem",
    load,
    network,
    effort,
    [figure("mean response", 2 / (1 - load)), little]
  ) { [$0.response[0], $0.littleGap] }
}

/// Three stations, one of two servers, with ways back (Jackson 1957).
///
/// Rates through the stations solve λ₀ = a + 0.3 λ₁ + 0.2 λ₂, λ₁ = 0.6 λ₀, λ₂ = 0.4 λ₀: the first
/// has a ÷ 0.74.
private func jackson(_ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  let entries = load * 0.74
  let network = QueueNetwork(
    sources: [.init(rate: entries, customerClass: 0, station: 0)],
    stations: [
      .init(work: [.exponential(mean: 1)], next: [(1, 0.6), (2, 0.4)]),
      .init(work: [.exponential(mean: 1)], next: [(0, 0.3)]),
      .init(servers: 2, work: [.exponential(mean: 4)], next: [(0, 0.2)]),
    ]
  )
  let rates = [load, 0.6 * load, 0.4 * load]
  let responses = [
    QueueFormulas.meanOfMMc(servers: 1, rate: rates[0], service: 1),
    QueueFormulas.meanOfMMc(servers: 1, rate: rates[1], service: 1),
    QueueFormulas.meanOfMMc(servers: 2, rate: rates[2], service: 4),
  ]
  // Little's law over the whole network.
  let number = zip(rates, responses).reduce(0) { $0 + $1.0 * $1.1 }
  let mean = figure("mean response", number / entries)
  return networkCase("Jackson", load, network, effort, [mean]) { [$0.response[0]] }
}

/// Two classes at one server, the shorter work first, uninterrupted.
private func byPriority(_ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  let classes: [QueueFormulas.PriorityClass] = [
    .init(rate: 0.8 * load, service: 0.5, cv: 1), .init(rate: 0.6 * load, service: 1, cv: 2),
  ]
  let network = QueueNetwork(
    sources: classes.enumerated().map {
      .init(rate: $0.element.rate, customerClass: $0.offset, station: 0)
    },
    stations: [
      .init(order: .byClass, work: [.exponential(mean: 0.5), .gamma(mean: 1, cv: 2)])
    ]
  )
  let waits = QueueFormulas.cobham(classes)
  let figures = [figure("wait, urgent", waits[0]), figure("wait, other", waits[1])]
  return networkCase("priority", load, network, cv: 2, effort, figures) { $0.wait }
}

/// Turns of a fiftieth of the mean work: processor sharing in the limit.
///
/// A job is a little ahead or behind sharing by some of its turns; two of them are allowed for.
private func inTurns(_ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  let turn = 0.02
  let network = QueueNetwork(
    sources: [.init(rate: load, customerClass: 0, station: 0)],
    stations: [.init(order: .turns(of: turn), work: [.gamma(mean: 1, cv: 2)])]
  )
  // Each turn is an event, so these are watched for a quarter of the time.
  var effort = effort
  effort.relaxations /= 4
  effort.requests /= 4
  let mean = figure("mean response", 1 / (1 - load), allowance: 2 * turn)
  return networkCase("turns of 1/50", load, network, cv: 2, effort, [mean]) { [$0.response[0]] }
}

/// Three equal queues in turn, each until it is empty, and a tenth of a service between them.
private func polling(_ load: Double, _ effort: TheoryEffort) -> TheoryCase {
  let network = QueueNetwork(
    sources: (0..<3).map { .init(rate: load / 3, customerClass: $0, station: 0) },
    stations: [
      .init(order: .polling(walk: 0.1), work: Array(repeating: .exponential(mean: 1), count: 3))
    ]
  )
  let wait = QueueFormulas.pollingWait(
    queues: 3,
    rateEach: load / 3,
    service: 1,
    cv: 1,
    walk: 0.1
  )
  return networkCase("polling", load, network, effort, [figure("mean wait", wait)]) {
    [$0.wait.reduce(0, +) / 3]
  }
}
