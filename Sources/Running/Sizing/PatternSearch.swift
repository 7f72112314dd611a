internal import Analysis
internal import Domain
internal import IsolationPatterns

/// The search for one pattern's nodes, or for its replicas, trial by trial.
struct PatternSearch {
  private let scenario: Scenario
  private let pattern: IsolationPattern
  private let subject: SizingSubject
  private let limits: SizingLimits
  private let stop: StopFlag
  /// The number of the first replication that has not been used.
  private(set) var firstFresh: Int
  private(set) var groups: [GroupSearch]
  private(set) var trials: [SizingTrial] = []
  private(set) var isConfirmed = false
  /// One number for each in question; empty until a first answer has been tried.
  private(set) var answer: [Int] = []
  /// What the replications say with which the answer was tried last.
  private(set) var summary: VariantSummary?
  private var confirmations = 0

  /// Answers tried before the search is given up: each has failed with fresh replications.
  private static let mostConfirmations = 8
  /// Replications of a trial's first look: enough for verdicts far from the target.
  private static let fewReplications = 4

  init(
    _ scenario: Scenario,
    _ pattern: IsolationPattern,
    _ subject: SizingSubject,
    _ limits: SizingLimits,
    firstFresh: Int? = nil,
    _ stop: StopFlag
  ) {
    self.scenario = scenario
    self.pattern = pattern
    self.subject = subject
    self.limits = limits
    self.firstFresh = firstFresh ?? limits.replications + 1
    self.stop = stop
    groups = subject.groups.enumerated().map { number, members in
      GroupSearch(
        members,
        of: subject,
        objectives: subject.groupOfObjective.indices.filter {
          subject.groupOfObjective[$0] == number
        }
      )
    }
  }

  /// Tries, until every group has its answer and fresh replications confirm them all.
  mutating func run(_ progressed: (SizingProgress) -> Void) async throws(RunError) {
    while !isConfirmed, confirmations < Self.mostConfirmations {
      let steps = groups.indices.map { groups[$0].next() }
      let counts = counts(of: steps)
      let open = steps.indices.filter { if case .ask = steps[$0] { true } else { false } }
      if open.isEmpty {
        try await confirm(counts)
      } else {
        try await search(counts, open)
      }
      progressed(
        SizingProgress(
          pattern: pattern,
          trials: trials.count,
          replications: trials.reduce(0) { $0 + $1.replications },
          isLast: isConfirmed
        )
      )
    }
  }

  /// Tries what some groups ask for, all in one simulation; the others stay as they are.
  private mutating func search(_ counts: [Int], _ open: [Int]) async throws(RunError) {
    var trial = trial(on: counts, startingAt: 1)
    var replications = min(Self.fewReplications, limits.replications)
    while true {
      try await trial.extend(to: replications, workers: limits.workers, stop: stop)
      let findings = findings(from: trial, on: counts, for: open, replications)
      let isOpen = zip(open, findings).contains { groups[$0].isOpen($1) }
      guard isOpen, replications < limits.replications else {
        note(.search, startingAt: 1, replications, counts, open, findings)
        return
      }
      replications = min(limits.replications, replications * 2)
    }
  }

  /// Tries an answer with replications that had no part in choosing it.
  private mutating func confirm(_ counts: [Int]) async throws(RunError) {
    confirmations += 1
    let first = firstFresh
    firstFresh += limits.replications
    var trial = trial(on: counts, startingAt: first)
    try await trial.extend(to: limits.replications, workers: limits.workers, stop: stop)
    let all = Array(groups.indices)
    let findings = findings(from: trial, on: counts, for: all, limits.replications)
    isConfirmed = zip(all, findings).allSatisfy { groups[$0].outcome(of: $1).outcome == .pass }
    answer = counts
    summary = summarize(trial.record, of: scenario)
    note(.confirmation, startingAt: first, limits.replications, counts, all, findings)
  }

  /// Tells the groups what came of a trial, and writes it down.
  private mutating func note(
    _ purpose: SizingTrial.Purpose,
    startingAt first: Int,
    _ replications: Int,
    _ counts: [Int],
    _ asked: [Int],
    _ findings: [GroupSearch.Finding]
  ) {
    var probes: [SizingProbe] = []
    for (group, finding) in zip(asked, findings) {
      let (outcome, objective) = groups[group].outcome(of: finding)
      for pool in groups[group].members.sorted() {
        probes.append(
          SizingProbe(pool: pool, nodes: counts[pool], outcome: outcome, objective: objective)
        )
      }
      // What a confirmation confirms is known already.
      if purpose == .search || outcome != .pass {
        groups[group].learn(finding, of: groups[group].members.map { counts[$0] })
      }
    }
    trials.append(
      SizingTrial(
        purpose: purpose,
        firstReplication: first,
        replications: replications,
        probes: probes
      )
    )
  }

  /// One for each number in question.
  private func counts(of steps: [GroupSearch.Step]) -> [Int] {
    var counts = Array(repeating: 0, count: subject.ranges.count)
    for (group, step) in zip(groups, steps) {
      switch step {
      case .ask(let asked), .found(let asked):
        for (pool, count) in zip(group.members, asked) { counts[pool] = count }
      }
    }
    return counts
  }

  private func trial(on counts: [Int], startingAt first: Int) -> Trial {
    Trial(subject.scenario(scenario, counts), under: pattern, startingAt: first)
  }

  /// What a trial says to each of some groups.
  private func findings(
    from trial: Trial,
    on counts: [Int],
    for asked: [Int],
    _ replications: Int
  ) -> [GroupSearch.Finding] {
    let record = trial.record
    let objectives =
      trial.infeasibleReason == nil ? objectiveSummaries(of: record, in: scenario) : []
    let pending = groupsWithPendingPods(record)
    return asked.map { group in
      let search = groups[group]
      let own = search.objectives.filter { objectives.indices.contains($0) }
      var finding = GroupSearch.Finding(
        verdicts: Dictionary(uniqueKeysWithValues: own.map { ($0, objectives[$0].verdict) }),
        isPending: pending.contains(group),
        canGrow: replications < limits.replications
      )
      if search.members.map({ counts[$0] }) == search.most {
        finding.reasons = reasons(own.map { objectives[$0] }, record)
      }
      return finding
    }
  }

  /// Why objectives don't pass with as many nodes as there may be.
  private func reasons(_ objectives: [ObjectiveSummary], _ record: VariantRecord) -> [Int: String] {
    let failed = objectives.filter { $0.verdict != .pass }
    guard !failed.isEmpty else { return [:] }
    let summary = summarize(record, of: scenario)
    return Dictionary(
      uniqueKeysWithValues: failed.map {
        ($0.objective, limit(of: $0, in: record, summary, of: scenario))
      }
    )
  }

  /// Groups of which some pod found no node; all of them if a service has no pod at all.
  private func groupsWithPendingPods(_ record: VariantRecord) -> Set<Int> {
    guard let deployment = record.deployment else { return Set(groups.indices) }
    var pending: Set<Int> = []
    for (group, placement) in zip(subject.groupOfPod, deployment.placements)
    where placement.outcome == .unschedulable {
      if let group { pending.insert(group) }
    }
    return pending
  }
}
