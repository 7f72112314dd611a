internal import Domain
internal import ResultsStore
internal import Simulation

/// Carries out the replications of every variant, several at a time.
///
/// Which worker carries out which replication makes no difference to its record. Each record is
/// kept on disk as soon as it is there, so that a killed run loses nothing it has finished.
struct ReplicationPool {
  let scenario: Scenario
  let variants: [Variant]
  let partial: PartialStore
  let workers: Int
  let stop: StopFlag

  /// A replication to carry out.
  private struct Unit: Sendable {
    var variant: Int
    var replication: Int
    var deployment: Deployment
    var layout: DeviceLayout
  }

  /// Returns the records of each variant, in the order of their replications.
  func run(
    takingOver: Bool,
    observer: RunObserver
  ) async throws(RunError) -> [[ReplicationRecord]] {
    var records = takingOver ? takeOver(observer) : [:]
    let taken = records.count
    let units = units(without: records)
    let start = ContinuousClock.now
    let total = units.count + taken
    let report = { (done: Int) in
      let elapsed = ContinuousClock.now - start
      observer.progressed(
        Progress(done: done, takenOver: taken, total: total, elapsed: elapsed)
      )
    }
    report(taken)
    var failure: RunError?
    await withTaskGroup(of: Result<ReplicationRecord, SimulationError>.self) { group in
      var waiting = units[...]
      for unit in waiting.prefix(workers) { group.addTask { carryOut(unit) } }
      waiting = waiting.dropFirst(workers)
      while let result = await group.next() {
        failure = failure ?? keep(result, in: &records)
        guard failure == nil, !stop.isRaised else { continue }
        report(records.count)
        if let unit = waiting.popFirst() { group.addTask { carryOut(unit) } }
      }
    }
    if let failure { throw failure }
    if records.count < total {
      throw .interrupted(signal: stop.number, finished: records.count, total: total)
    }
    return variants.map { variant in
      (1...scenario.run.replications).compactMap {
        records[PartialStore.Key(pattern: variant.pattern, replication: $0)]
      }
    }
  }

  /// Keeps a record, in memory and on disk; returns what went wrong.
  private func keep(
    _ result: Result<ReplicationRecord, SimulationError>,
    in records: inout [PartialStore.Key: ReplicationRecord]
  ) -> RunError? {
    switch result {
    case .success(let record):
      let key = PartialStore.Key(pattern: record.pattern, replication: record.replication)
      records[key] = record
      do {
        try partial.save(record)
        return nil
      } catch {
        return .results(error)
      }
    case .failure(.cancelled): return nil
    case .failure(.invariantBroken(let what)): return .invariantBroken(what)
    }
  }

  /// The records of an interrupted run that belong to this one.
  private func takeOver(_ observer: RunObserver) -> [PartialStore.Key: ReplicationRecord] {
    let contents = partial.load()
    for file in contents.skipped { observer.skipped("\(file.path): \(file.reason)") }
    let patterns = Set(variants.map(\.pattern))
    return contents.records.filter { key, _ in
      patterns.contains(key.pattern) && key.replication <= scenario.run.replications
    }
  }

  /// What is left to do; all patterns advance together, so that an early stop leaves pairs.
  private func units(without records: [PartialStore.Key: ReplicationRecord]) -> [Unit] {
    (1...scenario.run.replications).flatMap { replication in
      variants.enumerated().compactMap { index, variant in
        let key = PartialStore.Key(pattern: variant.pattern, replication: replication)
        guard records[key] == nil, case .feasible(let deployment, let layout) = variant else {
          return nil
        }
        return Unit(
          variant: index,
          replication: replication,
          deployment: deployment,
          layout: layout
        )
      }
    }
  }

  private func carryOut(_ unit: Unit) -> Result<ReplicationRecord, SimulationError> {
    guard !stop.isRaised else { return .failure(.cancelled) }
    do {
      return .success(
        try simulate(
          unit.deployment,
          layout: unit.layout,
          of: scenario,
          replication: unit.replication,
          isCancelled: { stop.isRaised }
        )
      )
    } catch {
      return .failure(error)
    }
  }
}
