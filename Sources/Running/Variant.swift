internal import Domain
internal import IsolationPatterns
internal import Simulation

/// A pattern of a run, compiled: ready to simulate, or infeasible.
enum Variant: Sendable {
  case feasible(Deployment, DeviceLayout)
  case infeasible(IsolationPattern, reason: String)

  /// Compiles a pattern.
  init(_ pattern: IsolationPattern, of scenario: Scenario) {
    self =
      switch compile(scenario, into: pattern, seed: scenario.run.seed) {
      case .deployment(let deployment):
        .feasible(deployment, DeviceLayout(deployment, of: scenario))
      case .infeasible(let pattern, let reason):
        .infeasible(pattern, reason: reason)
      }
  }

  var pattern: IsolationPattern {
    switch self {
    case .feasible(let deployment, _): deployment.plan.pattern
    case .infeasible(let pattern, _): pattern
    }
  }

  /// What the variant leaves behind, with its replications.
  func record(
    _ replications: [ReplicationRecord],
    sizing: SizingRecord? = nil
  ) -> VariantRecord {
    switch self {
    case .feasible(let deployment, _):
      VariantRecord(
        pattern: deployment.plan.pattern,
        deployment: deployment,
        replications: replications,
        sizing: sizing
      )
    case .infeasible(let pattern, let reason):
      VariantRecord(
        pattern: pattern,
        deployment: nil,
        infeasibleReason: reason,
        replications: []
      )
    }
  }
}

/// A pattern at one point of a sweep, compiled.
struct PointVariant: Sendable {
  /// Index into the points of the run; 0 without a sweep.
  var point: Int
  var scenario: Scenario
  var compiled: Variant
  /// Under `hardware: fitted`, how its nodes were found.
  var sizing: SizingRecord?

  var pattern: IsolationPattern { compiled.pattern }

  /// What the variant leaves behind, with its replications.
  func record(_ replications: [ReplicationRecord]) -> VariantRecord {
    var record = compiled.record(replications, sizing: sizing)
    record.point = point
    return record
  }
}
