package import Domain
internal import EventCore
internal import Scheduling

/// Compiles a scenario into what one isolation pattern makes of it, down to the last pod's node.
///
/// The seed breaks ties between equally good nodes. Each cluster draws from its own stream, so
/// that what happens in one never depends on another.
package func compile(
  _ scenario: Scenario,
  into pattern: IsolationPattern,
  seed: UInt64
) -> CompiledPattern {
  let blueprint = Blueprint(scenario, pattern)
  do throws(Infeasibility) {
    let counts = try blueprint.nodeCounts(seed: seed)
    let deployment = blueprint.withQueueing(blueprint.deployed(on: counts, seed: seed))
    try blueprint.checkThatServicesRun(in: deployment, on: counts)
    return .deployment(deployment)
  } catch {
    return .infeasible(pattern: pattern, reason: error.reason)
  }
}

/// Why a pattern can't be built, in a plain sentence.
struct Infeasibility: Error {
  var reason: String
}

extension Blueprint {
  func nodeCounts(seed: UInt64) throws(Infeasibility) -> NodeCounts {
    switch scenario.hardware {
    case .equal: try dealtNodes()
    case .needed(let target): try neededNodes(targetUtilization: target, seed: seed)
    case .fitted(let hardware): try fittedNodes(hardware)
    }
  }

  fileprivate func deployed(on counts: NodeCounts, seed: UInt64) -> Deployment {
    var plan = plan
    plan.nodes = nodes(counts)
    plan.purchaseNodes(of: scenario.nodePools)
    return place(plan, until: .start + scenario.run.duration, seed: seed)
  }

  /// Some pending replicas are a finding; a service without any can't be simulated.
  ///
  /// One whose every replica was refused by quota or limit range is a finding too: that rule did
  /// what it was there for.
  fileprivate func checkThatServicesRun(
    in deployment: Deployment,
    on counts: NodeCounts
  ) throws(Infeasibility) {
    for group in groups where group.isService {
      let replicas = deployment.placements[group.pods]
      if replicas.contains(where: { $0.node != nil }) { continue }
      guard let pending = replicas.first(where: { $0.outcome == .unschedulable }) else { continue }
      let why = pending.reason.hasSuffix(".") ? pending.reason : pending.reason + "."
      var reason = "\(pattern.rawValue) can't run \(group.title): \(why)"
      if scenario.hardware == .equal {
        reason += "\(dealing(counts)) Add nodes, or choose hardware: needed"
      }
      throw Infeasibility(reason: reason)
    }
  }

  /// How the scenario's nodes were dealt, where there was something to deal.
  private func dealing(_ counts: NodeCounts) -> String {
    guard division.partitions.count > 1 else { return "" }
    let pools = scenario.nodePools.enumerated().map { pool, nodePool in
      let parts = division.partitions.enumerated().compactMap { partition, content in
        let count = counts[.init(partition: partition, pool: pool)]
        return count > 0 ? "\(count) to \(content.place.pool)" : nil
      }
      return "\(nodePool.name) \(parts.prefix(8).joined(separator: ", "))"
    }
    return " The nodes were dealt by offered load: \(pools.joined(separator: "; "))."
  }
}
