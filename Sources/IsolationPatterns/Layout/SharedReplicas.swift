internal import Domain

/// What a pattern makes of the shared services: a group of replicas for each place in which a
/// service has users.
///
/// The replicas of a service are dealt out among its groups by largest remainder in proportion to
/// the load that their users offer, at least one each; a service with fewer replicas than groups
/// gets one for each, more than the scenario has.
struct SharedReplicas {
  private(set) var groups: [SharedReplicaGroup] = []
  /// The pods' workload and place, by group.
  private(set) var workloads: [(workload: Workload, place: Place)] = []

  init(_ scenario: Scenario, _ pattern: IsolationPattern) {
    let roster = scenario.roster
    for (index, shared) in scenario.sharedServices.enumerated() {
      let id = ServiceID(roster.ownServiceCount + index)
      append(shared, id, roster, scenario, pattern)
    }
  }

  private mutating func append(
    _ shared: SharedService,
    _ id: ServiceID,
    _ roster: Roster,
    _ scenario: Scenario,
    _ pattern: IsolationPattern
  ) {
    let entries = roster.services[id.index].endpoints.map { roster.endpoints[$0.index] }
    var places: [Place] = []
    var members: [[Roster.EndpointEntry]] = []
    for entry in entries {
      let place = pattern.place(of: entry.tenant, .inference, in: scenario)
      if let known = places.firstIndex(of: place) {
        members[known].append(entry)
      } else {
        places.append(place)
        members.append([entry])
      }
    }
    let services = members.map { entries in
      var service = shared.service
      service.endpoints = entries.map(\.endpoint)
      return service
    }
    let loads = services.map { scenario.offeredLoad(of: $0) }
    let counts = deal(max(shared.service.replicas, places.count), by: loads)
    for (number, place) in places.enumerated() {
      var service = services[number]
      service.replicas = counts[number]
      groups.append(
        SharedReplicaGroup(
          service: id,
          users: Set(members[number].map(\.tenant)).sorted(),
          pool: place.pool,
          replicas: counts[number]
        )
      )
      workloads.append((Workload(nil, .service(id), service), place))
    }
  }
}

extension Scenario {
  /// Seconds of device time that the endpoints of a service ask for in a second.
  fileprivate func offeredLoad(of service: InferenceService) -> Double {
    service.endpoints.reduce(0) { sum, endpoint in
      sum + rate(of: endpoint.arrivals) * meanSeconds(of: endpoint, service.runtime)
    }
  }
}

extension Division {
  /// The namespaces of the platform, one for each name and cluster in which shared services run;
  /// they come after the tenants' and no quota binds in them.
  func platformNamespaces(_ shared: SharedReplicas, _ scenario: Scenario) -> [PlannedNamespace] {
    var namespaces: [PlannedNamespace] = []
    for (group, content) in zip(shared.groups, shared.workloads) {
      guard let partition = partition(at: content.place) else { continue }
      let name = scenario.namespace(of: group)
      let cluster = partitions[partition].cluster
      if !namespaces.contains(where: { $0.name == name && $0.cluster == cluster }) {
        namespaces.append(
          PlannedNamespace(name: name, cluster: cluster, quota: [:], limitRange: nil)
        )
      }
    }
    return namespaces
  }
}

extension Scenario {
  /// The platform's namespace in which a group's pods live.
  func namespace(of group: SharedReplicaGroup) -> String {
    let own = tenants.reduce(0) { $0 + $1.services.count }
    return sharedServices[group.service.index - own].namespace
  }
}
