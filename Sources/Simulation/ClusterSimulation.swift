internal import Contention
package import Domain
internal import Edge
package import EventCore
internal import Randomness
internal import Serving

/// Carries out one replication of a scenario under one deployment.
///
/// The result depends on nothing but the arguments: same scenario, same seed, same record, in any
/// process and on any number of workers.
///
/// - Parameters:
///   - deployment: the scenario under one isolation pattern, placed.
///   - layout: `DeviceLayout(deployment, of: scenario)`, made once per variant.
///   - scenario: what the user said.
///   - replication: from 1.
///   - tieBreak: the order of simultaneous events; anything but the default is for tests.
///   - isCancelled: asked before the first event and every `eventsPerQuestion`; the run is
///     abandoned when it says so.
/// - Returns: what the replication leaves behind.
/// - Throws: `SimulationError` if the run was cancelled, or if an invariant does not hold, which is
///   a fault of the program and never of the scenario.
package func simulate(
  _ deployment: Deployment,
  layout: DeviceLayout,
  of scenario: Scenario,
  replication: Int,
  tieBreak: TimerQueue.TieBreak = .firstSetFirst,
  isCancelled: () -> Bool = { false }
) throws(SimulationError) -> ReplicationRecord {
  var simulation = ClusterSimulation(
    deployment,
    layout: layout,
    scenario: scenario,
    replication: replication,
    tieBreak: tieBreak
  )
  try simulation.run(isCancelled: isCancelled)
  simulation.finish()
  try simulation.checkConservation()
  return simulation.record()
}

/// How often `isCancelled` is asked: some thirty times a second.
package let eventsPerQuestion: UInt64 = 65_536

/// Why a replication left no record.
package enum SimulationError: Error, Sendable, Equatable {
  case cancelled
  /// What should hold and does not, in words.
  case invariantBroken(String)
}

/// The state of one replication and the one loop in which its time passes.
struct ClusterSimulation: ~Copyable {
  let scenario: Scenario
  let roster: Roster
  let deployment: Deployment
  let layout: DeviceLayout
  let replication: Int
  let horizon: SimTime
  let timerLayout: TimerLayout

  var now = SimTime.start
  var events: UInt64 = 0
  var timers: TimerQueue
  var requests = RequestPool()
  var endpoints: DenseTable<EndpointState>
  var candidates: DenseTable<Candidates>
  var deadlines: DenseTable<DeadlineState>
  /// Those of limits per minute; empty if there are none, or the pattern has no rules.
  var accounts: DenseTable<UsageAccount>
  var accountsOfEndpoint: DenseTable<AccountPair>
  /// By group of replicas in the layout, as everything that speaks of services here.
  var services: DenseTable<ServiceState>
  /// By container, whether it serves or not.
  var replicas: DenseTable<ReplicaState>
  /// The replicas of each service, one service after the other.
  var replicaOrder: DenseTable<Int32>
  /// Where in `replicaOrder` each container stands, and how far each service's list takes requests.
  var replicaPlaces: DenseTable<Int32>
  var replicaSets: DenseTable<ReplicaSet>
  /// The endpoints of each service, one service after the other.
  var endpointsOfSets: DenseTable<Int32>
  var flows: FlowQueues
  /// Draws for requests that are handed back; empty if no pod comes or goes.
  var reroutes: DenseTable<RandomStream>
  /// By container, whether its pod is on the node now.
  var isPresent: DenseTable<Bool>
  /// By container, whether its process takes requests, or computes.
  var isUp: DenseTable<Bool>
  var lives: ContainerLives
  /// Nodes on which a container's use of memory is stated.
  var nodeMemory: DenseTable<WatchedNode>
  /// The next of `layout.changes`.
  var nextChange = 0
  var batches: DenseTable<BatchState>
  /// The replicas that work in steps, and what each endpoint's requests are to them.
  var batchers: ContinuousBatchers
  var batcherMeasures: DenseTable<BatcherMeasure>
  var turns: DenseTable<RequestTurn>
  var devices: Devices
  /// What the timer of each device is set to.
  var plannedFinishes: DenseTable<SimTime>
  var recorder: Recorder

  /// Handles events in their order until the horizon; what happens at the horizon is left out.
  mutating func run(isCancelled: () -> Bool) throws(SimulationError) {
    start()
    while let timer = timers.next {
      let time = timers.nextTime
      guard time < horizon else { break }
      guard time >= now else {
        throw .invariantBroken("INV-2: time runs backwards, from \(now) to \(time)")
      }
      now = time
      if events.isMultiple(of: eventsPerQuestion), isCancelled() { throw .cancelled }
      events += 1
      fetchAhead()
      switch timerLayout.event(of: timer) {
      case .requestArrives(let endpoint): receive(at: endpoint)
      case .workFinishes(let device): finishWork(on: device)
      case .oldestRequestTimesOut(let endpoint): expireRequests(of: endpoint)
      case .batchDelayExpires(let replica): considerBatch(at: replica)
      case .activityChanges(let batch): changeActivity(of: batch)
      case .warmUpEnds: endWarmUp()
      case .partEnds: endPart()
      case .minuteEnds: endMinute()
      case .podsChange: changePods()
      case .containersChange: changeContainers()
      case .transferEnds: endTransfer()
      case .memoryRunsOut(let node): watchMemory(of: node)
      case .kubeletLooks(let node): kubeletLooks(at: node)
      }
    }
    now = horizon
  }
}
