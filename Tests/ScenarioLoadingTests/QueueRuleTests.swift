import Domain
import Testing

/// Queues and cohorts that can't be, each where it stands, all at once.
@Suite struct QueueRuleTests {
  private func scenario(cohorts: String, queue: String, more: String = "") -> String {
    """
    apiVersion: bulkhead/v1alpha1
    kind: Scenario
    metadata: {name: queues}
    spec:
      run: {duration: 10m}
      capacity:
        nodePools:
          - {name: cpu, nodes: 2, allocatable: {cpu: 4, memory: 16Gi}}
      cohorts: \(cohorts)
      \(more)
      tenants:
        - name: retail
          queue: \(queue)
          batch:
            - {name: train, replicas: 1, requests: {cpu: 1}}
    """
  }

  @Test func cohortsThatAreNoTrees() throws {
    try expectProblems(
      in: scenario(
        cohorts: """
          [{name: a, parent: ①b}, {name: b, parent: c}, {name: c, parent: a},
                     {name: self, parent: ②self}, {name: d, parent: ③resaerch}, {name: research},
                     {name: ④d}]
          """,
        queue: "{cohort: ⑤reserch, quotas: {cpu: {nominal: 1}}}"
      ),
      [
        "①": "the cohorts make a cycle: `a` in `b` in `c` in `a`",
        "②": "the cohorts make a cycle: `self` in `self`",
        "③": "there is no cohort named `resaerch`",
        "④": "another cohort is already named `d`",
        "⑤": "there is no cohort named `reserch`",
      ]
    )
  }

  @Test func quotasThatCannotBe() throws {
    try expectProblems(
      in: scenario(
        cohorts: "[{name: top, quotas: {cpu: {nominal: 1, borrowingLimit: ①1}}}]",
        queue: """
          {cohort: top, quotas: {cpu: {nominal: 2, lendingLimit: ②3}, memory: {nominal: ③-1Gi},
                       ④gpu: {nominal: 1}, ⑤nvidia.com/gpu: {borrowingLimit: 1}}, fairWeight: ⑦-0.5}
          """
      ),
      [
        "①": "needs a `parent`: without one there is nobody to share with",
        "②": "is above the nominal quota of 2",
        "③": "needs an amount of memory such as `512Mi` or `4Gi`, found `-1Gi`",
        "④": "`gpu` is not a resource",
        "⑤": "the field `nominal` is missing",
        "⑦": "must be a number from 0 to 1000000 with at most 9 decimals, found `-0.5`",
      ]
    )
  }

  @Test func queuesWithoutACohortShareWithNobody() throws {
    try expectProblems(
      in: scenario(
        cohorts: "[]",
        queue: "{quotas: {cpu: {nominal: 2, borrowingLimit: ①1, lendingLimit: ②1}}}"
      ),
      [
        "①": "needs a `cohort`: without one there is nobody to share with",
        "②": "needs a `cohort`: without one there is nobody to share with",
      ]
    )
  }

  @Test func policiesThatContradictEachOther() throws {
    try expectProblems(
      in: scenario(
        cohorts: "[{name: all}]",
        queue: """
          {cohort: all, quotas: {cpu: {nominal: 2}},
                       preemption: {borrowWithinCohort: ①{policy: LowerPriority}}}
          """
      ),
      ["①": "needs `reclaimWithinCohort`: who never reclaims displaces nobody"]
    )
    try expectProblems(
      in: scenario(
        cohorts: "[{name: all}]",
        queue: """
          {cohort: all, quotas: {cpu: {nominal: 2}},
                       preemption: {reclaimWithinCohort: Any,
                                    borrowWithinCohort: ①{policy: LowerPriority}}}
          """,
        more: "fairSharing: true"
      ),
      ["①": "can't stand beside `fairSharing`, which decides by shares alone"]
    )
  }

  @Test func workloadsThatTheQueueKnowsNothingOf() throws {
    try expectProblems(
      in: scenario(cohorts: "[]", queue: "{quotas: {memory: {nominal: 2Gi}}}")
        .replacing("requests: {cpu: 1}", with: "requests: {cpu: ①1}"),
      ["①": "the queue of `retail` has no quota for `cpu`, so it would never admit this workload"]
    )
  }
}
