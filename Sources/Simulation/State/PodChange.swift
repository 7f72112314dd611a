internal import Domain
internal import EventCore

/// A change in the life of a container's pod; known before the run, for traffic has no say in it.
struct PodChange: Sendable {
  /// Of several at one instant, replicas that begin come first, to take over from those that end.
  enum Kind: Int, Sendable {
    case begins
    /// It gets no more requests.
    case drains
    case ends
  }

  var time: SimTime
  var kind: Kind
  var container: Int

  /// Everything that changes after the beginning, in order.
  static func all(of containers: [DeviceLayout.Container]) -> [PodChange] {
    var changes: [PodChange] = []
    for (index, container) in containers.enumerated()
    where !container.presence.isPermanent && !container.isSpare {
      let presence = container.presence
      func add(_ kind: Kind, at time: SimTime) {
        changes.append(PodChange(time: time, kind: kind, container: index))
      }
      if presence.bound > .start { add(.begins, at: presence.bound) }
      if presence.draining < .never { add(.drains, at: presence.draining) }
      if presence.gone < .never { add(.ends, at: presence.gone) }
    }
    return changes.sorted {
      ($0.time, $0.kind.rawValue, $0.container) < ($1.time, $1.kind.rawValue, $1.container)
    }
  }
}

/// The replicas of a service in `replicaOrder`: those that take requests come first.
struct ReplicaSet: BitwiseCopyable {
  let first: Int32
  var ready: Int32
  /// In `endpointsOfSets`.
  let firstEndpoint: Int32
  let endpointCount: Int32

  /// One per service.
  static func all(in layout: DeviceLayout) -> [ReplicaSet] {
    var firstEndpoint = 0
    return layout.groups.map { group in
      defer { firstEndpoint += group.endpoints.count }
      return ReplicaSet(
        first: Int32(group.replicas.lowerBound),
        ready: Int32(group.readyAtStart),
        firstEndpoint: Int32(firstEndpoint),
        endpointCount: Int32(group.endpoints.count)
      )
    }
  }
}
