internal import Domain
internal import EventCore
internal import Serving

/// The requests that wait at replicas whose scheduler is not first come, first served: a line for
/// each flow.
///
/// The queue of such a replica knows how many wait and who is next, and says that it is by flow.
struct FlowQueues: ~Copyable {
  /// By container, its scheduler; -1 where requests wait in one line.
  private let schedulerOfReplica: DenseTable<Int32>
  /// By endpoint, its flow among those of any replica that takes its requests.
  private let flowOfEndpoint: DenseTable<Int32>
  private var schedulers: FlowSchedulers
  /// By flow.
  private var lines: DenseTable<RequestList>

  init(_ layout: DeviceLayout, scenario: Scenario, roster: Roster) {
    var disciplines: [FlowSchedulers.Discipline] = []
    var schedulers: [Int32] = Array(repeating: -1, count: layout.containers.count)
    var flows: [Int32] = Array(repeating: 0, count: roster.endpoints.count)
    for group in layout.groups {
      let plan = FlowPlan(group, scenario, roster)
      guard let discipline = plan.discipline else { continue }
      for (endpoint, flow) in zip(group.endpoints, plan.flows) {
        flows[endpoint.index] = Int32(flow)
      }
      for replica in layout.replicas[group.replicas] {
        schedulers[replica.consumer] = Int32(disciplines.count)
        disciplines.append(discipline)
      }
    }
    schedulerOfReplica = DenseTable(schedulers)
    flowOfEndpoint = DenseTable(flows)
    self.schedulers = FlowSchedulers(disciplines)
    lines = DenseTable(
      repeating: RequestList(),
      count: disciplines.reduce(0) { $0 + $1.flowCount }
    )
  }

  /// Every container's state at the beginning; the queues of those with a scheduler are by flow.
  func replicaStates(of layout: DeviceLayout, _ roster: Roster) -> DenseTable<ReplicaState> {
    DenseTable(
      layout.containers.enumerated().map { index, container in
        let isByFlow = schedulerOfReplica[index] >= 0
        return ReplicaState(container, roster: roster, isByFlow: isByFlow)
      }
    )
  }

  /// Adds a request to its line; returns who is next now.
  mutating func enqueue(
    _ number: UInt32,
    at replica: Int,
    isIdle: Bool,
    _ requests: inout RequestPool
  ) -> UInt32 {
    let scheduler = Int(schedulerOfReplica[replica])
    if isIdle { schedulers.rest(scheduler) }
    let flow = flow(of: number, scheduler, requests)
    let isFirst = lines[flow].isEmpty
    requests.enqueue(number, to: &lines[flow])
    if isFirst {
      schedulers.begin(flow, of: scheduler, since: requests.table[Int(number)].arrivedAt)
    }
    return next(of: scheduler)
  }

  /// Takes a request out, for service or because it leaves; returns who is next then.
  mutating func dequeue(
    _ number: UInt32,
    at replica: Int,
    isServed: Bool,
    _ requests: inout RequestPool
  ) -> UInt32 {
    let scheduler = Int(schedulerOfReplica[replica])
    let flow = flow(of: number, scheduler, requests)
    let isFirst = lines[flow].first == number
    requests.dequeue(number, from: &lines[flow])
    guard isFirst else { return next(of: scheduler) }
    let following =
      lines[flow].isEmpty ? nil : requests.table[Int(lines[flow].first)].arrivedAt
    if isServed {
      let work = requests.table[Int(number)].demand
      schedulers.serve(flow, of: scheduler, work: work, following: following)
    } else {
      schedulers.abandon(flow, of: scheduler, following: following)
    }
    return next(of: scheduler)
  }

  /// A request goes into service without waiting.
  mutating func serveAtOnce(
    _ number: UInt32,
    at replica: Int,
    isIdle: Bool,
    _ requests: borrowing RequestPool
  ) {
    let scheduler = Int(schedulerOfReplica[replica])
    if isIdle { schedulers.rest(scheduler) }
    let flow = flow(of: number, scheduler, requests)
    schedulers.serveAtOnce(flow, of: scheduler, work: requests.table[Int(number)].demand)
  }

  /// When the request arrived that has waited longest at a replica.
  func oldest(at replica: Int) -> SimTime? {
    schedulers.oldest(of: Int(schedulerOfReplica[replica]))
  }

  /// The requests in the lines, all together; for checks.
  func count() -> Int { (0..<lines.count).reduce(0) { $0 + Int(lines[$1].count) } }

  private func next(of scheduler: Int) -> UInt32 {
    schedulers.next(of: scheduler).map { lines[$0].first } ?? Request.none
  }

  private func flow(
    of number: UInt32,
    _ scheduler: Int,
    _ requests: borrowing RequestPool
  ) -> Int {
    let endpoint = Int(requests.table[Int(number)].endpoint)
    return schedulers.firstFlow(of: scheduler) + Int(flowOfEndpoint[endpoint])
  }
}

/// The flows at the replicas of a group.
private struct FlowPlan {
  /// Nil if requests wait in one line.
  var discipline: FlowSchedulers.Discipline?
  /// The flow of each endpoint of the group.
  var flows: [Int] = []

  init(_ group: DeviceLayout.ReplicaGroup, _ scenario: Scenario, _ roster: Roster) {
    let entries = group.endpoints.map { roster.endpoints[$0.index] }
    let service = roster.services[group.service.index].service
    // A replica that works in steps keeps its own queue.
    if case .continuousBatching = service.runtime { return }
    switch service.scheduling {
    case .firstComeFirstServed, .virtualTokenCounter:
      break
    case .priority:
      let priorities = entries.map { scenario.requestPriority(of: $0) }
      let levels = Set(priorities).sorted()
      discipline = .priority(levels)
      flows = priorities.map { priority in levels.firstIndex(of: priority) ?? 0 }
    case .weightedFair:
      let weights = group.users.map { Double(max(1, scenario.tenants[$0.index].weight)) }
      discipline = .fair(weights: weights)
      flows = entries.map { entry in group.users.firstIndex(of: entry.tenant) ?? 0 }
    }
  }
}
