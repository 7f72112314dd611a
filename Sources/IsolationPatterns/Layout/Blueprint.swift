internal import Domain
internal import Scheduling

/// A scenario under a pattern, complete but for its nodes.
struct Blueprint {
  let scenario: Scenario
  let pattern: IsolationPattern
  let division: Division
  /// The plan without nodes.
  let plan: DeploymentPlan
  /// One per pod; admission doesn't depend on nodes.
  let admissions: [Admission]
  let groups: [PodGroup]
  /// Pods that no queue ever admits; they come after those of the plan.
  let suspended: [PlannedPod]
  /// For each group the slot its pods are counted on; nil if no machine of the scenario fits them
  /// or none of them was admitted.
  private(set) var homes: [NodeCounts.Slot?] = []

  init(_ scenario: Scenario, _ pattern: IsolationPattern) {
    self.scenario = scenario
    self.pattern = pattern
    division = Division(scenario, pattern)
    let shared = SharedReplicas(scenario, pattern)
    let writer = PodWriter(scenario, pattern, division, shared)
    plan = DeploymentPlan(
      pattern: pattern,
      clusters: division.clusters,
      nodes: [],
      namespaces: division.namespaces(scenario, pattern, shared),
      pods: writer.pods,
      enforcesRateLimits: pattern.hasRules,
      sharedGroups: shared.groups
    )
    suspended = writer.suspended
    let admissions = admit(plan)
    self.admissions = admissions
    groups = writer.runs.map { run in
      PodGroup(
        title: run.title,
        workload: run.workload,
        cluster: run.cluster,
        partition: run.partition,
        pods: run.pods,
        admitted: run.pods.filter { pod in
          // A workload that was displaced and comes back is there once at a time.
          admissions[pod].refusal == nil && writer.pods[pod].replaces == nil
        }
      )
    }
    homes = findHomes()
  }
}

/// The pods of one workload or add-on, which are all alike.
struct PodGroup {
  /// As in `service gold/chat`.
  let title: String
  /// Nil for add-ons.
  let workload: Workload?
  let cluster: Int
  /// Nil for add-ons, which may run anywhere in their cluster.
  let partition: Int?
  let pods: Range<Int>
  /// Those that neither a quota nor a limit range refused, and that replace no other.
  let admitted: [Int]

  var isService: Bool { workload?.workloadClass == .inference }
}
