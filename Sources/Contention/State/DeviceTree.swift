/// The tables of `SharedDevices` before anything runs, worked out from what is specified.
struct DeviceTree {
  private(set) var devices: [DeviceState] = []
  private(set) var consumers: [ConsumerState] = []
  private(set) var kinds: [ConsumerKind] = []
  private(set) var meters: [Meter] = []
  private(set) var groupRequests: [GroupRequests] = []
  private(set) var requestsMilli: [Int64] = []
  /// Empty if nobody slows anybody.
  private(set) var slowdowns: [Double] = []
  private var kindNumbers: [ConsumerKind: Int32] = [:]

  /// Numbers devices and containers in the order given, and groups after the devices.
  init(_ specs: [DeviceSpec]) {
    var groups: [DeviceState] = []
    for (number, spec) in specs.enumerated() {
      let first = consumers.count
      let firstGroup = specs.count + groups.count
      devices.append(
        DeviceState(spec, number: number, firstConsumer: first, firstChild: firstGroup)
      )
      groups.append(contentsOf: states(ofGroupsOf: spec, root: number, firstConsumer: first))
      for consumer in spec.consumers {
        add(consumer, to: consumer.group.map { firstGroup + $0 } ?? number)
      }
    }
    devices.append(contentsOf: groups)
    for (index, requests) in groupRequests.enumerated() {
      if let weight = requests.weight { devices[specs.count + index].weight = weight }
    }
    if specs.contains(where: { $0.slowdownPerNeighbourCore > 0 }) {
      slowdowns = specs.map(\.slowdownPerNeighbourCore)
    }
  }

  /// Their stretches of the heaps follow that of the containers directly below the device.
  private mutating func states(
    ofGroupsOf spec: DeviceSpec,
    root: Int,
    firstConsumer: Int
  ) -> [DeviceState] {
    var next = firstConsumer + spec.consumers.count { $0.group == nil }
    return spec.groups.enumerated().map { index, group in
      let members = spec.consumers.filter { $0.group == index }
      var state = DeviceState(groupOf: root, firstConsumer: next, consumerCount: members.count)
      next += members.count
      switch group {
      case .weight(let weight):
        state.weight = weight
        groupRequests.append(GroupRequests(formula: nil))
      case .requests(let formula):
        let sum = members.reduce(0) { $0 + ($1.isPresent ? $1.requestMilli : 0) }
        groupRequests.append(GroupRequests(sumMilli: sum, formula: formula))
      }
      return state
    }
  }

  private mutating func add(_ spec: ConsumerSpec, to device: Int) {
    let kind = ConsumerKind(spec)
    let number = kindNumbers[kind] ?? Int32(kinds.count)
    if number == kinds.count {
      kinds.append(kind)
      kindNumbers[kind] = number
    }
    let first = consumers.count << FinishTags.initialMagnitude
    consumers.append(
      ConsumerState(
        kind: number,
        device: Int32(device),
        firstTag: Int32(first),
        tagMagnitude: FinishTags.initialMagnitude
      )
    )
    meters.append(Meter(left: kind.quota, periodEnd: kind.period))
    requestsMilli.append(spec.requestMilli)
  }
}
