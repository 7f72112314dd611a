internal import Domain

/// Who shares a group of replicas, and what the replicas did for each.
struct ReplicaSharing {
  var users: [TenantID]
  /// Device time or items, whatever the runtime counts; all 1 where nothing was done.
  var work: [Double]
}

/// Returns by what each of a plan's groups of shared replicas is divided: the work done for each
/// user's requests in the measured window, over all replications; evenly where there was none.
func replicaSharing(
  of plan: DeploymentPlan,
  from replications: [ReplicationRecord],
  in scenario: Scenario
) -> [ReplicaSharing] {
  guard !plan.sharedGroups.isEmpty else { return [] }
  let roster = scenario.roster
  return plan.sharedGroups.map { group in
    let work = group.users.map { user in
      let own = roster.services[group.service.index].endpoints.filter { endpoint in
        roster.endpoints[endpoint.index].tenant == user
      }
      return replications.reduce(0) { sum, record in
        own.reduce(sum) { $0 + record.endpoints[$1.index].work }
      }
    }
    let isIdle = !work.contains { $0 > 0 }
    return ReplicaSharing(users: group.users, work: isIdle ? work.map { _ in 1 } : work)
  }
}
