package import EventCore

/// One full question: what the user said, checked and resolved, before any pattern is applied.
package struct Scenario: Hashable, Sendable {
  /// RFC 1123 name; also the folder under `results/`.
  package var name: String
  package var description: String
  package var study: Study
  package var run: RunSettings
  package var patterns: [IsolationPattern]
  package var hardware: HardwareRule
  package var isolation: IsolationChoices
  package var cluster: ClusterTemplate
  package var nodePools: [NodePool]
  package var priorityClasses: [PriorityClass]
  /// Services of the platform, for tenants to use.
  package var sharedServices: [SharedService]
  package var tenants: [Tenant]
  /// What tenants' queues may belong to; each cluster has them all.
  package var cohorts: [Cohort]
  /// Whether what is borrowed is shared by weight (Kueue's fair sharing).
  package var sharesFairly: Bool
  package var objectives: [Objective]
  package var costs: CostRules
  /// Conditions on the run that decide about its exit code.
  package var gates: [Gate]
  package var traces: [RequestTrace]

  package init(
    name: String,
    description: String = "",
    study: Study = Study(),
    run: RunSettings,
    patterns: [IsolationPattern] = IsolationPattern.allCases,
    hardware: HardwareRule = .equal,
    isolation: IsolationChoices = IsolationChoices(),
    cluster: ClusterTemplate = ClusterTemplate(),
    nodePools: [NodePool],
    priorityClasses: [PriorityClass] = [],
    sharedServices: [SharedService] = [],
    tenants: [Tenant],
    cohorts: [Cohort] = [],
    sharesFairly: Bool = false,
    objectives: [Objective] = [],
    costs: CostRules = CostRules(),
    gates: [Gate] = [],
    traces: [RequestTrace] = []
  ) {
    self.name = name
    self.description = description
    self.study = study
    self.run = run
    self.patterns = patterns
    self.hardware = hardware
    self.isolation = isolation
    self.cluster = cluster
    self.nodePools = nodePools
    self.priorityClasses = priorityClasses
    self.sharedServices = sharedServices
    self.tenants = tenants
    self.cohorts = cohorts
    self.sharesFairly = sharesFairly
    self.objectives = objectives
    self.costs = costs
    self.gates = gates
    self.traces = traces
  }
}

/// Why the question is asked, for the reader of the evidence.
package struct Study: Hashable, Sendable {
  package var purpose: String
  package var decisionOwner: String
  package var assumptions: [Assumption]

  package init(purpose: String = "", decisionOwner: String = "", assumptions: [Assumption] = []) {
    self.purpose = purpose
    self.decisionOwner = decisionOwner
    self.assumptions = assumptions
  }
}

/// Something taken as given, and where it comes from.
package struct Assumption: Hashable, Sendable {
  package var id: String
  package var text: String
  package var pedigree: Pedigree

  package init(id: String, text: String, pedigree: Pedigree) {
    self.id = id
    self.text = text
    self.pedigree = pedigree
  }
}

/// Where a constant comes from.
package enum Pedigree: String, CaseIterable, Sendable, Codable {
  case measured
  case calibrated
  case vendor
  case assumed
  /// Used beyond the range in which it was compared with anything.
  case extrapolated
}

/// How long and how often a scenario is run.
package struct RunSettings: Hashable, Sendable {
  /// Simulated time of one replication, warm-up included.
  package var duration: SimDuration
  /// Requests that arrive before this are served but not measured.
  package var warmUp: SimDuration
  /// Whether the warm-up is to be found before the run; `warmUp` then holds what was found.
  package var findsWarmUp: Bool
  /// How many there are; before a run with a stopping rule, the most there may be.
  package var replications: Int
  /// Nil runs as many replications as `replications` says.
  package var stopping: StoppingRule?
  /// Whether replications come in pairs of which the second draws the mirror images of the first.
  package var isAntithetic: Bool
  package var seed: UInt64
  /// Confidence level of every interval, for example 0.95.
  package var confidence: Double

  package init(
    duration: SimDuration,
    warmUp: SimDuration = .zero,
    findsWarmUp: Bool = false,
    replications: Int = 10,
    stopping: StoppingRule? = nil,
    isAntithetic: Bool = false,
    seed: UInt64 = 1,
    confidence: Double = 0.95
  ) {
    self.duration = duration
    self.warmUp = warmUp
    self.findsWarmUp = findsWarmUp
    self.replications = replications
    self.stopping = stopping
    self.isAntithetic = isAntithetic
    self.seed = seed
    self.confidence = confidence
  }

  /// The simulated time that is measured.
  package var window: SimDuration { duration - warmUp }

  /// Whether the single replication is cut into batches, whose means give intervals.
  package var measuresBatches: Bool { replications == 1 && stopping == nil }

  /// How many batches of equal length it is cut into.
  ///
  /// Between 10 and 30 serve: more make correlated batches, fewer add little (Schmeiser 1982,
  /// "Batch size effects in the analysis of simulation output").
  package static let batchCount = 20
}

/// How tenants are kept apart.
package enum IsolationPattern: String, CaseIterable, Sendable, Codable {
  /// Baseline: one namespace for all, no quota, no limits.
  case sharedNodes = "shared-nodes"
  /// A: a namespace per tenant with quota, limit range and limits, on shared nodes.
  case namespaces = "namespaces"
  /// B: as A, plus dedicated, tainted node pools.
  case nodePools = "node-pools"
  /// C: a dedicated cluster per tenant.
  case clusters = "clusters"
  /// D: low risk shares, medium risk gets pools, high risk gets clusters.
  case hybrid = "hybrid"

  /// The letter used in conversation; nil for the baseline.
  package var letter: String? {
    switch self {
    case .sharedNodes: nil
    case .namespaces: "A"
    case .nodePools: "B"
    case .clusters: "C"
    case .hybrid: "D"
    }
  }
}

/// What hardware a pattern gets.
package enum HardwareRule: Hashable, Sendable {
  /// The scenario's nodes, dealt out among the pools of the pattern.
  case equal
  /// The fewest nodes that fit the pods of each pool with at most this share requested.
  case needed(targetUtilization: Double)
  /// The fewest nodes with which every objective passes, found by simulating.
  case fitted(FittedHardware)

  package var name: String {
    switch self {
    case .equal: "equal"
    case .needed: "needed"
    case .fitted: "fitted"
    }
  }
}

/// The choices that patterns B and C leave open.
package struct IsolationChoices: Hashable, Sendable {
  /// By what tenants share a dedicated pool under pattern B.
  package var nodePoolsBy: PoolKey
  /// Tenants that get a cluster of their own under pattern C; nil means all.
  package var clustersFor: [TenantID]?

  package init(nodePoolsBy: PoolKey = .riskTier, clustersFor: [TenantID]? = nil) {
    self.nodePoolsBy = nodePoolsBy
    self.clustersFor = clustersFor
  }

  /// What the pods of one dedicated pool have in common.
  package enum PoolKey: String, CaseIterable, Sendable {
    case tenant
    case riskTier
    case serviceTier
    case workloadClass
  }
}
