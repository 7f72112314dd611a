internal import Domain
internal import Scheduling

/// Which machines a workload's pods are counted on when nodes are dealt out or sized.
extension Blueprint {
  /// The home of each group of pods; see `homes`.
  func findHomes() -> [NodeCounts.Slot?] {
    var homes = groups.map { group in
      group.partition.flatMap { firstFit(of: group, among: slots(of: $0, for: group)) }
    }
    for (index, group) in groups.enumerated() where group.partition == nil {
      // Add-ons move in with the tenants' pods and have machines bought for them only otherwise.
      let all = division.partitions.indices
        .filter { division.partitions[$0].cluster == group.cluster }
        .flatMap { slots(of: $0, for: group) }
      let taken = Set(homes.compactMap(\.self))
      homes[index] = firstFit(of: group, among: all.filter(taken.contains) + all)
    }
    return homes
  }

  /// The scenario's pools within a partition, the ones that the group prefers first.
  ///
  /// That is the scenario's order, but machines with GPUs come last for pods that need none, and
  /// pools that have no nodes and get none are passed over.
  private func slots(of partition: Int, for group: PodGroup) -> [NodeCounts.Slot] {
    let pools = scenario.nodePools.indices.filter { pool in
      scenario.hardware != .equal || scenario.nodePools[pool].nodeCount > 0
    }
    let needsGPU = group.admitted.first.map { pod in
      admissions[pod].requests.names.contains(where: \.isGPU)
    }
    let preferred = pools.filter { needsGPU == true || scenario.nodePools[$0].gpus == nil }
    let others = pools.filter { !preferred.contains($0) }
    return (preferred + others).map { NodeCounts.Slot(partition: partition, pool: $0) }
  }

  private func firstFit(of group: PodGroup, among slots: [NodeCounts.Slot]) -> NodeCounts.Slot? {
    guard let pod = group.admitted.first else { return nil }
    return slots.first { misfits(of: pod, on: $0).isEmpty }
  }

  /// Why a pod couldn't run even on an empty node of the slot, whatever its zone.
  func misfits(of pod: Int, on slot: NodeCounts.Slot) -> [String] {
    let byZone = sampleNodes(slot).map { node in
      Scheduling.misfits(of: plan.pods[pod], requesting: admissions[pod].requests, on: node)
    }
    return byZone.first(where: \.isEmpty) ?? byZone.first ?? []
  }
}
