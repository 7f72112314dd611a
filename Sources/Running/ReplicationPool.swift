internal import Analysis
internal import Domain
internal import ResultsStore
internal import ScenarioLoading
internal import Simulation

/// Carries out the replications of every variant, several at a time.
///
/// Which worker carries out which replication makes no difference to its record. Each record is
/// kept on disk as soon as it is there, so that a killed run loses nothing it has finished.
struct ReplicationPool {
  let scenario: Scenario
  let points: [SweepPoint]
  let variants: [PointVariant]
  let folder: ResultsFolder
  let partial: PartialStore
  /// Whether kept replications that this run does not need may be lost.
  let mayDiscard: Bool
  let workers: Int
  let stop: StopFlag

  init(
    _ loaded: LoadedScenario,
    options: RunOptions,
    stop: StopFlag = StopFlag(),
    _ plan: RunPlan,
    _ folder: ResultsFolder
  ) {
    scenario = plan.scenario
    points = plan.points
    variants = plan.variants
    self.folder = folder
    partial = PartialStore(folder, runKey: options.runKey(of: loaded, scenario: scenario))
    mayDiscard = options.force
    workers = options.workers
    self.stop = stop
  }

  /// A replication to carry out.
  private struct Unit: Sendable {
    var key: PartialStore.Key
    var scenario: Scenario
    var deployment: Deployment
    var layout: DeviceLayout
  }

  /// A replication carried out.
  private typealias Done = (key: PartialStore.Key, record: ReplicationRecord)

  /// Returns the records of each variant, in the order of their replications.
  ///
  /// With a stopping rule they come in rounds. What a round shows decides on the next one, and it
  /// depends on the records alone: neither workers nor interruptions make a difference.
  func run(
    takingOver: Bool,
    observer: RunObserver
  ) async throws(RunError) -> [[ReplicationRecord]] {
    var records = takingOver ? try takeOver(observer) : [:]
    let clock = Stopwatch(takenOver: records.count, observer: observer)
    var count = min(scenario.run.stopping?.least ?? .max, scenario.run.replications)
    while true {
      try await finish(upTo: count, &records, clock)
      guard let next = nextRound(after: count, records) else { break }
      count = next
    }
    let unused = records.keys.count { $0.replication > count }
    guard unused == 0 || mayDiscard else {
      throw .results(.unusedReplications(path: partial.path, count: unused))
    }
    return ordered(records, upTo: count)
  }

  /// What tells an observer how far the run is.
  private struct Stopwatch {
    let takenOver: Int
    let observer: RunObserver
    let start = ContinuousClock.now

    func report(_ done: Int, of total: Int) {
      let elapsed = ContinuousClock.now - start
      observer.progressed(
        Progress(done: done, takenOver: takenOver, total: total, elapsed: elapsed)
      )
    }
  }

  /// How many replications to go on to; nil if there are enough.
  private func nextRound(
    after count: Int,
    _ records: [PartialStore.Key: ReplicationRecord]
  ) -> Int? {
    guard scenario.run.stopping != nil else { return nil }
    let run = RunRecord(
      scenario: scenario,
      provenance: .none,
      variants: zip(variants, ordered(records, upTo: count)).map { $0.record($1) },
      points: points
    )
    return summarize(run).precision?.next(inPairs: scenario.run.isAntithetic)
  }

  private func ordered(
    _ records: [PartialStore.Key: ReplicationRecord],
    upTo count: Int
  ) -> [[ReplicationRecord]] {
    variants.map { variant in
      (1...count).compactMap {
        records[variant.key(of: $0)]
      }
    }
  }

  /// Carries out what is missing of so many replications of each variant.
  private func finish(
    upTo count: Int,
    _ records: inout [PartialStore.Key: ReplicationRecord],
    _ clock: Stopwatch
  ) async throws(RunError) {
    let units = units(upTo: count, without: records)
    let total = units.count + records.count
    clock.report(records.count, of: total)
    var failure: RunError?
    await withTaskGroup(of: Result<Done, RunError>?.self) { group in
      var waiting = units[...]
      for unit in waiting.prefix(workers) { group.addTask { carryOut(unit) } }
      waiting = waiting.dropFirst(workers)
      while let result = await group.next() {
        switch result {
        case .success(let done): records[done.key] = done.record
        case .failure(let error): failure = failure ?? error
        case nil: break
        }
        guard failure == nil, !stop.isRaised else { continue }
        clock.report(records.count, of: total)
        if let unit = waiting.popFirst() { group.addTask { carryOut(unit) } }
      }
    }
    if let failure { throw failure }
    if records.count < total {
      throw .interrupted(signal: stop.number, finished: records.count, total: total)
    }
  }

  /// How many finished replications the run would take over, or why it would not start.
  func foreseen(resume: Bool, force: Bool) throws(RunError) -> Int {
    try RunError.wrap { () throws(ResultsError) in
      if let obstacle = folder.obstacle(force: force, resume: resume) { throw obstacle }
    }
    return resume ? try takeOver(RunObserver(progressed: { _ in }, skipped: { _ in })).count : 0
  }

  /// The records of an interrupted run that belong to this one.
  private func takeOver(
    _ observer: RunObserver
  ) throws(RunError) -> [PartialStore.Key: ReplicationRecord] {
    let contents = partial.load()
    if contents.records.isEmpty, let file = contents.skipped.first {
      observer.skipped("\(file.path): \(file.reason)")
      throw .results(.otherRun(path: file.path))
    }
    for file in contents.skipped { observer.skipped("\(file.path): \(file.reason)") }
    let byPlace = Dictionary(
      variants.map { ($0.key(of: 0), $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let roster = scenario.roster
    let taken = contents.records.filter { key, record in
      var place = key
      place.replication = 0
      guard let variant = byPlace[place], let deployment = variant.compiled.deployment,
        key.replication <= scenario.run.replications
      else { return false }
      return record.fits(deployment, of: variant.scenario, roster)
    }
    let unused = contents.records.count - taken.count
    guard unused == 0 || mayDiscard else {
      throw .results(.unusedReplications(path: partial.path, count: unused))
    }
    return taken
  }

  /// What is left to do; all patterns advance together, so that an early stop leaves pairs.
  private func units(
    upTo count: Int,
    without records: [PartialStore.Key: ReplicationRecord]
  ) -> [Unit] {
    (1...count).flatMap { replication in
      variants.compactMap { variant in
        let key = variant.key(of: replication)
        guard records[key] == nil, case .feasible(let deployment, let layout) = variant.compiled
        else { return nil }
        return Unit(key: key, scenario: variant.scenario, deployment: deployment, layout: layout)
      }
    }
  }

  /// Simulates one replication and keeps its record on disk; nil if the run is to stop.
  private func carryOut(_ unit: Unit) -> Result<Done, RunError>? {
    guard !stop.isRaised else { return nil }
    let record: ReplicationRecord
    do {
      record = try simulate(
        unit.deployment,
        layout: unit.layout,
        of: unit.scenario,
        replication: unit.key.replication,
        isCancelled: { stop.isRaised }
      )
    } catch {
      switch error {
      case .cancelled: return nil
      case .invariantBroken(let what): return .failure(.invariantBroken(what))
      }
    }
    do {
      try partial.save(record, atPoint: unit.key.point)
      return .success((unit.key, record))
    } catch {
      return .failure(.results(error))
    }
  }
}

extension PointVariant {
  /// Under which a replication of the variant is kept.
  fileprivate func key(of replication: Int) -> PartialStore.Key {
    PartialStore.Key(point: point, pattern: pattern, replication: replication)
  }
}

extension Provenance {
  /// Of what is looked at and never written.
  static let none = Provenance(
    toolVersion: "",
    buildConfiguration: "",
    scenarioPath: "",
    scenarioDigest: "",
    inputFiles: [],
    parameters: [],
    startedAt: "",
    endedAt: "",
    host: "",
    workers: 0
  )
}
