package import EventCore

/// How the scheduler of each cluster is set up; the defaults are Kubernetes' own.
package struct SchedulerSettings: Hashable, Sendable {
  package var scoring: ScoringPolicy
  package var ties: TieBreaking
  /// The share of nodes, in hundredths, after which the search for feasible ones stops; 0 adapts
  /// it to the number of nodes.
  package var percentageOfNodesToScore: Int
  /// Scheduling attempts per second of one scheduler.
  package var podsPerSecond: Double
  package var initialBackoff: SimDuration
  package var maxBackoff: SimDuration

  package init(
    scoring: ScoringPolicy = .defaults(fit: .leastAllocated),
    ties: TieBreaking = .random,
    percentageOfNodesToScore: Int = 0,
    podsPerSecond: Double = 680,
    initialBackoff: SimDuration = .seconds(1),
    maxBackoff: SimDuration = .seconds(10)
  ) {
    self.scoring = scoring
    self.ties = ties
    self.percentageOfNodesToScore = percentageOfNodesToScore
    self.podsPerSecond = podsPerSecond
    self.initialBackoff = initialBackoff
    self.maxBackoff = maxBackoff
  }
}

/// What makes one feasible node better than another.
package enum ScoringPolicy: Hashable, Sendable {
  /// The default plugins with their weights; only the fit strategy can be chosen.
  case defaults(fit: FitStrategy)
  /// One of the policies of the fragmentation study (FGD, ATC '23) in place of all plugins.
  case placement(GPUPlacementPolicy)

  /// How full nodes score: NodeResourcesFit over cpu and memory.
  package enum FitStrategy: Hashable, Sendable {
    case leastAllocated
    case mostAllocated
    /// Points from (0 %, score) to (100 %, score), scores from 0 to 10.
    case requestedToCapacityRatio([UtilizationPoint])
  }

  package struct UtilizationPoint: Hashable, Sendable {
    package var utilizationPercent: Int
    package var score: Int

    package init(utilizationPercent: Int, score: Int) {
      self.utilizationPercent = utilizationPercent
      self.score = score
    }
  }
}

/// The scoring policies of "Beware of Fragmentation" (ATC '23).
package enum GPUPlacementPolicy: String, CaseIterable, Sendable {
  case random
  case dotProduct = "dot-product"
  case gpuClustering = "gpu-clustering"
  case gpuPacking = "gpu-packing"
  case bestFit = "best-fit"
  case fgd
}

/// Which of several equally good nodes is taken.
package enum TieBreaking: String, CaseIterable, Sendable {
  /// Any, drawn from a named stream.
  case random
  /// The one whose name is first.
  case nameOrder = "name-order"
}
