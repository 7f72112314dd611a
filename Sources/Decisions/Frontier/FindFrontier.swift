internal import Analysis
package import Domain
internal import EventCore
package import Running

/// What a frontier is searched for with.
package struct FrontierOptions: Sendable {
  package var patterns: [IsolationPattern]
  package var tenant: TenantID
  /// Factors of today's load.
  package var range: ClosedRange<Double>
  /// Equal steps between the ends of the range; nil doubles and halves from 1.
  package var steps: Int?
  /// How narrow a bracket is to be, in relation to its end.
  package var precision: Double
  package var trials: TrialSettings

  package init(
    patterns: [IsolationPattern],
    tenant: TenantID,
    range: ClosedRange<Double>,
    steps: Int? = nil,
    precision: Double,
    trials: TrialSettings
  ) {
    self.patterns = patterns
    self.tenant = tenant
    self.range = range
    self.steps = steps
    self.precision = precision
    self.trials = trials
  }

  /// The loads that are tried under every pattern, ascending.
  package var grid: [Double] {
    var grid: Set<Double> = [range.lowerBound, range.upperBound]
    if let steps {
      let width = range.upperBound - range.lowerBound
      for step in 1..<max(1, steps) {
        grid.insert(range.lowerBound + width * Double(step) / Double(steps))
      }
    } else {
      var factor = 1.0
      while factor < range.upperBound {
        grid.insert(factor)
        factor *= 2
      }
      if range.lowerBound < 0.5 { grid.insert(0.5) }
    }
    return grid.filter(range.contains).sorted()
  }

  /// About how many trials each pattern takes: the grid, and halvings for two edges.
  package var expectedTrials: Int {
    var halvings = 0
    while halvings < 10, 1 / Double(1 << halvings) > precision { halvings += 1 }
    return grid.count + 2 * halvings
  }
}

/// Finds the loads of a tenant at which the objectives first break, under each pattern.
///
/// Clusters, nodes and pods are those built for the scenario's own load; only requests change.
/// Every objective's bracket is narrowed in turn, and each trial serves them all.
///
/// - Throws: `RunError.interrupted`, `.invariantBroken`.
package func findFrontier(
  _ scenario: Scenario,
  _ options: FrontierOptions,
  finished: @escaping (Int) -> Void = { _ in }
) async throws(RunError) -> Frontier {
  let scenario = try await scenario.settled(for: options.patterns, options.trials)
  let runner = TrialRunner(scenario, settings: options.trials, finished: finished)
  var patterns: [PatternFrontier] = []
  for pattern in options.patterns {
    let key = TrialKey(pattern)
    if let reason = runner.build(key).infeasibleReason {
      patterns.append(PatternFrontier(pattern: pattern, infeasibleReason: reason))
      continue
    }
    let ladder = LoadLadder(
      key,
      of: [options.tenant],
      grid: options.grid,
      precision: options.precision
    )
    patterns.append(try await ladder.climb(with: runner))
  }
  return Frontier(
    scenario: scenario,
    tenant: options.tenant,
    range: options.range,
    precision: options.precision,
    replications: options.trials.replications,
    maxReplications: options.trials.maxReplications,
    confidence: runner.scenario.run.confidence,
    patterns: patterns,
    notes: notesOnScaling(options.tenant, in: scenario)
  )
}

/// What of a tenant's load a factor does not reach, or reaches otherwise than one would think.
private func notesOnScaling(_ tenant: TenantID, in scenario: Scenario) -> [String] {
  let owner = scenario.tenants[tenant.index]
  var notes: [String] = []
  if !owner.batchWorkloads.isEmpty {
    let names = owner.batchWorkloads.map(\.name).joined(separator: ", ")
    notes.append("Batch workloads of \(owner.name) (\(names)) compute as before at every load.")
  }
  let endpoints = scenario.roster.endpoints.filter { $0.tenant == tenant }
  let traced = endpoints.filter { entry in
    if case .trace = entry.endpoint.arrivals { true } else { false }
  }
  if !traced.isEmpty {
    notes.append(
      "Traces of \(owner.name) are replayed faster or slower; one that fills the run begins again."
    )
  }
  return notes
}
