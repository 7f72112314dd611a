internal import Domain

/// Says where a pattern runs more replicas of a shared service than the scenario has, because each
/// place needs one of its own.
func notesOnSharedServices(_ plan: DeploymentPlan, in scenario: Scenario) -> [String] {
  guard !plan.sharedGroups.isEmpty else { return [] }
  let roster = scenario.roster
  let title = plan.pattern.title
  return roster.services.indices.dropFirst(roster.ownServiceCount).compactMap { index in
    let service = roster.services[index].service
    let groups = plan.sharedGroups.filter { $0.service == ServiceID(index) }
    let replicas = groups.reduce(0) { $0 + $1.replicas }
    guard replicas > service.replicas else { return nil }
    return "Under \(title) shared service \(service.name) runs \(replicas) replicas instead of "
      + "\(service.replicas): its users are in \(groups.count) places, and each needs one."
  }
}
