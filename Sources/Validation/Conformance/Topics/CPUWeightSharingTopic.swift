internal import Contention
internal import EventCore

extension ConformanceTopic {
  /// How sibling cgroups share the CPU: by the formula, and on the devices of the simulation.
  static let cpuWeightSharing = ConformanceTopic("cpu_weight_sharing") {
    (inputs: SharingInputs, expected: SharingExpected) in
    try inputs.check()
    let groups = inputs.groups.map { group in
      CPUGroup(weight: Double(group.weight), demand: Double(group.demandMilli))
    }
    let formula = cpuShares(of: Double(inputs.capacityMilli), among: groups)
    try expected.compare(formula, inputs, "by formula")
    try expected.compare(inputs.simulated, inputs, "in the simulation")
  }
}

private struct SharingInputs: Decodable {
  struct Group: Decodable {
    var name: String
    var weight: Int64
    var demandMilli: Int64
  }

  var capacityMilli: Int64
  var groups: [Group]

  /// Throws unless a machine could look like that; weights may be the shares of cgroup v1.
  func check() throws {
    let most: Int64 = 1_000_000_000
    guard 1...most ~= capacityMilli, groups.count <= 1000,
      groups.allSatisfy({ 1...262_144 ~= $0.weight && 0...most ~= $0.demandMilli }),
      Set(groups.map(\.name)).count == groups.count
    else { throw Mismatch(description: "no machine has such groups") }
  }

  /// What each group gets in a second: one endless job, its demand the limit.
  var simulated: [Double] {
    let consumers = groups.map { group in
      ConsumerSpec(
        weight: Double(group.weight),
        limitMilli: group.demandMilli,
        threadsPerJob: Int(group.demandMilli / 1000) + 1,
        jobCapacity: 1
      )
    }
    var devices = SharedDevices([
      DeviceSpec(capacityMilli: capacityMilli, consumers: consumers)
    ])
    for (index, group) in groups.enumerated() where group.demandMilli > 0 {
      devices.start(0, work: .infinity, on: index, at: .start)
    }
    devices.settleAll(at: SimTime(nanoseconds: 1_000_000_000))
    return groups.indices.map { devices.account(of: $0).used / 1e6 }
  }
}

private struct SharingExpected: Decodable {
  var grantedMilli: [String: Double]
  var tolerance: Double?

  func compare(_ found: [Double], _ inputs: SharingInputs, _ how: String) throws {
    try expectEqual(grantedMilli.count, inputs.groups.count, "groups")
    for (group, found) in zip(inputs.groups, found) {
      let granted = try known(grantedMilli[group.name], "nothing expected for \(group.name)")
      try expectClose(found, granted, within: tolerance ?? 1e-6, "\(group.name) \(how)")
    }
  }
}
