internal import Domain
internal import EventCore

private typealias EventRow = (
  index: Int, variant: Int, replication: Int, firstPlacement: Int, plan: DeploymentPlan,
  event: PodEventRecord
)

/// What befell pods while runs went on.
func podEventTable() -> Table {
  let columns: [Column<EventRow>] = [
    .id("Place in the run.") { $0.index },
    .link("variant_id", to: "variant", "The pattern.") { $0.variant },
    .count("replication", nil, "Number of the replication.") { $0.replication },
    .real("at_s", "s", "When, from the beginning of the run, warm-up included.") {
      ($0.event.time - .start).inSeconds
    },
    .choice("event", "What happened.") { $0.event.kind },
    .link("placement_id", to: "placement", "The pod, or the one in whose place it was made.") {
      $0.firstPlacement + $0.event.pod.index
    },
    .optionalName("node", "Where; NULL while it has no node.") { row in
      row.event.node.map { row.plan.nodes[$0.index].name }
    },
    .count("lost", "requests", "Requests lost with it.") { $0.event.lost },
    .real("length_s", "s", "Until it starts again, since it lost its node, or its start took.") {
      $0.event.seconds
    },
    .prose("cause", "Who used most above its request on the node, or the scheduler's words.") {
      $0.event.cause
    },
  ]
  return Table(
    "pod_event",
    "One row per container that died, pod that was evicted or moved, and start that took time.",
    links: [.replication],
    columns: columns
  ) { source, body in
    var index = 0
    var first = 0
    for variant in source.variants {
      guard let deployment = variant.record.deployment else { continue }
      for record in variant.record.replications {
        for event in record.podEvents {
          try body((index, variant.index, record.replication, first, deployment.plan, event))
          index += 1
        }
      }
      first += deployment.plan.pods.count
    }
  }
}
