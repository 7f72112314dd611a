internal import Analysis
internal import Domain
internal import EventCore

/// What was decided, what bound, and what the pods then used.
func decisionTables() -> [Table] {
  [placementTable(), podUsageTable(), podEventTable(), enforcementTable(), sizingTable()]
}

/// What kind of thing a pod runs.
private enum WorkloadKind: String, CaseIterable {
  case service
  case batch
  case addOn
}

private struct PodRow {
  /// Over all patterns.
  var index: Int
  var source: ResultsSource
  var variant: Int
  var plan: DeploymentPlan
  var pod: PlannedPod
  var placement: PodPlacement
  /// How long it waited for a node; nil if it was refused.
  var waited: SimDuration?

  var node: PlannedNode? { placement.node.map { plan.nodes[$0.index] } }

  var workload: (kind: WorkloadKind, name: String) {
    switch pod.workload {
    case .service(let id): (.service, source.roster.services[id.index].service.name)
    case .batch(let id): (.batch, source.roster.batchWorkloads[id.index].workload.name)
    case .addOn(let index): (.addOn, source.scenario.cluster.addOns[index].name)
    }
  }
}

private func placementTable() -> Table {
  let columns: [Column<PodRow>] = [
    .id("Place in the plans.") { $0.index },
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .name("pod", "The pod.") { $0.pod.name },
    .optionalLink("tenant_id", to: "tenant", "Its owner; NULL for an add-on or a shared service.") {
      $0.pod.tenant?.index
    },
    .choice("workload_kind", "What kind of thing it runs.") { $0.workload.kind },
    .name("workload", "What it runs.") { $0.workload.name },
    .name("cluster", "Its Kubernetes cluster.") { $0.plan.clusters[$0.pod.cluster].name },
    .optionalName("namespace", "Its namespace; NULL for add-ons.") { row in
      row.pod.namespace.map { row.plan.namespaces[$0].name }
    },
    .optionalName("node", "The machine it ran on; NULL if it never ran.") { $0.node?.name },
    .optionalName("node_pool", "The scenario's node pool of that machine.") { row in
      row.node.map { row.source.scenario.nodePools[$0.nodePool].name }
    },
    .optionalName("pool", "The pattern's pool of that machine.") { $0.node?.pool },
    .whole("gpu", nil, "The (first) GPU of that machine, from 0.") {
      $0.placement.gpu.map(Int64.init)
    },
    .whole("mig_instance", nil, "The MIG instance of that GPU, from 0.") {
      $0.placement.migInstance.map(Int64.init)
    },
    .choice("outcome", "What became of the pod.") { $0.placement.outcome },
    .prose("reason", "What kept it from running, or kept it waiting before it ran.") {
      $0.placement.reason
    },
  ]
  return Table(
    "placement",
    "One row per pattern and pod: where it ended up, and why.",
    key: ["variant_id", "cluster", "namespace", "tenant_id", "workload_kind", "pod"],
    isKeyEnforced: false,
    columns: columns + lifeColumns() + amountColumns(),
    rows: forEachPod
  )
}

private func lifeColumns() -> [Column<PodRow>] {
  func time(
    _ name: String,
    _ description: String,
    _ value: @escaping (PodRow) -> SimTime?
  ) -> Column<PodRow> {
    .real(name, "s", description) { value($0).map { ($0 - .start).inSeconds } }
  }
  func pod(
    _ name: String,
    _ description: String,
    _ value: @escaping (PodRow) -> PodID?
  ) -> Column<PodRow> {
    .optionalName(name, description) { row in value(row).map { row.plan.pods[$0.index].name } }
  }
  return [
    .count("priority", nil, "Its priority; higher ones go first.") { $0.pod.priority },
    .optionalName("priority_class", "The class that gave it.") { $0.pod.priorityClass },
    time("created_at_s", "When its controller created it.") { $0.pod.createdAt },
    .real("waited_s", "s", "From then until it got to its node, or till the end; NULL if refused.")
    {
      $0.waited?.inSeconds
    },
    .count("attempts", nil, "How often the scheduler tried to find a node for it.") {
      $0.placement.attempts
    },
    time("bound_at_s", "When it got to its node; NULL if it never did.") {
      $0.placement.node == nil ? nil : $0.placement.boundAt ?? .start
    },
    time("terminating_at_s", "When it was told to end; NULL if it wasn't.") {
      $0.placement.terminatingAt
    },
    time("gone_at_s", "When its resources were free again; NULL if it stayed.") {
      $0.placement.goneAt
    },
    pod("preempted_by", "The pod that took its place by priority.") { $0.placement.preemptedBy },
    pod("replaces", "The preempted pod in whose place it was created.") { $0.pod.replaces },
  ]
}

private func amountColumns() -> [Column<PodRow>] {
  func amount(
    _ name: String,
    _ unit: String,
    _ what: String,
    _ resource: ResourceName
  )
    -> [Column<PodRow>]
  {
    [
      .whole("\(name)_request_\(unit)", unit, "\(what) requested, after admission.") {
        $0.placement.requests[resource]
      },
      .whole("\(name)_limit_\(unit)", unit, "Limit on \(what), after admission.") {
        $0.placement.limits[resource]
      },
    ]
  }
  return amount("cpu", "milli", "CPU", .cpu) + amount("memory", "bytes", "memory", .memory)
    + amount("ephemeral_storage", "bytes", "scratch space", .ephemeralStorage)
    + [
      .optionalName("extended_request", "Other resources requested, as `name=amount`.") {
        extendedResources($0.placement.requests)
      }
    ]
}

private func extendedResources(_ list: ResourceList) -> String? {
  let extended = list.names.filter(\.isExtended)
  guard !extended.isEmpty else { return nil }
  return extended.map { "\($0.rawValue)=\(list.amount($0))" }.joined(separator: " ")
}

private func forEachPod(of source: ResultsSource, _ body: (PodRow) throws -> Void) rethrows {
  var index = 0
  for variant in source.variants {
    guard let deployment = variant.record.deployment else { continue }
    let horizon = SimTime.start + source.scenario.run.duration
    for (place, pod) in deployment.plan.pods.enumerated() {
      try body(
        PodRow(
          index: index,
          source: source,
          variant: variant.index,
          plan: deployment.plan,
          pod: pod,
          placement: deployment.placements[place],
          waited: deployment.waited(PodID(place), until: horizon)
        )
      )
      index += 1
    }
  }
}

private typealias UsageRow = (variant: Int, replication: Int, placement: Int, use: PodRecord)

private func podUsageTable() -> Table {
  let columns: [Column<UsageRow>] = [
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .count("replication", nil, "Number of the replication.") { $0.replication },
    .link("placement_id", to: "placement", "The pod.") { $0.placement },
    .real("cpu_core_s", "core·s", "CPU used in the measured window.") { $0.use.cpuSeconds },
    .real("gpu_s", "GPU·s", "GPU used in the measured window, at full speed.") {
      $0.use.gpuSeconds
    },
    .count("deaths", nil, "Times its container died, warm-up included.") { $0.use.deaths },
    .count("evictions", nil, "Times the kubelet took it away, warm-up included.") {
      $0.use.evictions
    },
    .real("ready_at_s", "s", "When it first took requests or computed; NULL if it never did.") {
      $0.use.readyAt.map { ($0 - .start).inSeconds }
    },
  ]
  return Table(
    "pod_usage",
    "One row per pattern, replication and pod: what it used.",
    key: ["variant_id", "replication", "placement_id"],
    links: [.replication],
    columns: columns
  ) { source, body in
    var first = 0
    for variant in source.variants {
      for record in variant.record.replications {
        for (offset, use) in record.pods.enumerated() {
          try body((variant.index, record.replication, first + offset, use))
        }
      }
      first += variant.record.deployment?.plan.pods.count ?? 0
    }
  }
}

private typealias EnforcementRow = (index: Int, variant: Int, record: EnforcementRecord)

private func enforcementTable() -> Table {
  let columns: [Column<EnforcementRow>] = [
    .id("Place in the summary.") { $0.index },
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .choice("rule", "The rule that bound.") { $0.record.rule },
    .optionalLink("tenant_id", to: "tenant", "The tenant it bound; NULL for shared replicas.") {
      $0.record.tenant?.index
    },
    .name("subject", "The service, endpoint or batch workload it bound.") { $0.record.subject },
    .optionalName(
      "taken_by",
      "Whose pods took the place of those preempted, or the memory."
    ) {
      $0.record.takenBy
    },
    .count("count", nil, "Pods or requests it hit, or times it began to bind.") {
      $0.record.count
    },
    .real("bound_s", "pod·s", "Time it bound, or its pods were out; 0 where it refuses.") {
      $0.record.boundSeconds
    },
  ]
  return Table(
    "enforcement",
    "One row per pattern, rule, tenant and subject, summed over replications; pods count once.",
    columns: columns
  ) { source, body in
    var index = 0
    for variant in source.variants {
      for record in variant.summary.enforcement {
        try body((index, variant.index, record))
        index += 1
      }
    }
  }
}
