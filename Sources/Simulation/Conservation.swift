internal import Contention
internal import Domain
internal import EventCore
internal import Serving

/// What must hold after every run, in release builds too; see `docs/INVARIANTS.md`.
extension ClusterSimulation {
  /// Checks every invariant of a finished replication.
  func checkConservation() throws(SimulationError) {
    try checkRequests()
    try checkQueues()
    try checkSteps()
    try checkCapacity()
    try checkPresence()
    try check(
      recorder.impossiblyFast == 0,
      "INV-3: \(recorder.impossiblyFast) responses were faster than their work allows"
    )
  }

  /// INV-1: every request that arrived has left in one way, or is still in the system.
  private func checkRequests() throws(SimulationError) {
    var inSystem = 0
    for endpoint in 0..<endpoints.count {
      let all = recorder.endpoints[endpoint].all
      let measured = recorder.endpoints[endpoint].measured
      inSystem += all.arrived - all.departed
      let recorded = recorder.latencies.count(of: endpoint)
      try check(
        recorded == measured.completed,
        "INV-1: endpoint \(endpoint) completed \(measured.completed), histogram has \(recorded)"
      )
      let withTokens = recorder.tokenTimes.count(of: endpoint) ?? measured.completed
      try check(
        withTokens == measured.completed,
        "INV-1: endpoint \(endpoint) completed \(measured.completed), \(withTokens) with tokens"
      )
      try check(
        measured.departed <= measured.arrived && all.departed <= all.arrived,
        "INV-1: endpoint \(endpoint): more requests left than arrived"
      )
    }
    let waiting = requests.count(in: .waiting)
    let inService = requests.count(in: .inService)
    try check(
      inSystem == waiting + inService,
      "INV-1: \(inSystem) requests unaccounted for, \(waiting) wait and \(inService) are served"
    )
    let abandoned = requests.count(in: .abandoned)
    try check(
      requests.inUse == waiting + inService + abandoned,
      "INV-1: \(requests.inUse) requests are held, \(waiting + inService + abandoned) exist"
    )
  }

  /// INV-6: queues hold what waits, and no replica idles beside its own queue.
  private func checkQueues() throws(SimulationError) {
    var queued = 0
    var counted = 0
    for replica in 0..<replicas.count where replicas[replica].service >= 0 {
      let state = replicas[replica]
      counted += Int(state.outstanding)
      guard !state.isStepping else { continue }
      queued += Int(state.queue.count)
      let service = services[Int(state.service)]
      let isFull = state.running >= service.workers
      // A batching replica may wait for company, with its timer set.
      let isWaiting = service.isBatching && timers.time(of: timerLayout.replica(replica)) != nil
      try check(
        devices.jobs(of: replica) == Int(state.running),
        "INV-6: replica \(replica) counts \(state.running) jobs, its device other ones"
      )
      try check(
        state.queue.isEmpty || isFull || isWaiting,
        "INV-6: replica \(replica) idles while \(state.queue.count) requests wait"
      )
    }
    let waiting = requests.count(in: .waiting)
    let inService = requests.count(in: .inService)
    try check(queued == waiting, "INV-1: queues hold \(queued) requests, \(waiting) wait")
    try check(
      counted == waiting + inService,
      "INV-1: load balancers count \(counted) requests, there are \(waiting + inService)"
    )
  }

  /// INV-11: a replica that works in steps holds the requests that are counted against it, and none
  /// of its cache when it holds none; it rests only then.
  private func checkSteps() throws(SimulationError) {
    for replica in 0..<replicas.count where replicas[replica].isStepping {
      let state = replicas[replica]
      let batcher = Int(state.batch)
      let held = batchers.waiting(at: batcher) + batchers.running(at: batcher)
      // Those that left during a step are in the batch until it ends.
      let counted = Int(state.outstanding) + Int(state.queue.count)
      try check(
        held <= counted && held >= Int(state.outstanding),
        "INV-11: replica \(replica) holds \(held) requests, \(counted) are counted"
      )
      let cached = batchers.cacheTokens(at: batcher)
      try check(
        held > 0 || cached == 0,
        "INV-11: replica \(replica) keeps \(cached) tokens of no request in its cache"
      )
      try check(
        state.running == 1 || held == 0,
        "INV-6: replica \(replica) rests while it holds \(held) requests"
      )
      try check(
        devices.jobs(of: replica) == Int(state.running),
        "INV-6: replica \(replica) counts \(state.running) steps, its device other ones"
      )
    }
  }

  /// INV-4: no device gave out more than it has.
  private func checkCapacity() throws(SimulationError) {
    var used = Array(repeating: 0.0, count: layout.devices.count)
    for container in 0..<layout.containers.count {
      used[devices.device(of: container)] += devices.account(of: container).used
    }
    for (index, device) in layout.devices.enumerated() {
      let capacity =
        switch device.sharing {
        case .byWeight(let milli): Double(milli) / 1000
        case .byTurns: 1.0
        }
      let available = capacity * Double(horizon.nanoseconds)
      try check(
        used[index] <= available * (1 + 1e-9),
        "INV-4: device \(index) gave \(used[index]) ns of work, has \(available)"
      )
    }
  }

  /// INV-10: a container whose pod is not on its node does no work, and nobody waits for it.
  private func checkPresence() throws(SimulationError) {
    for container in 0..<layout.containers.count where !isPresent[container] {
      let state = replicas[container]
      try check(
        devices.jobs(of: container) == 0 && state.running == 0 && state.outstanding == 0,
        "INV-10: container \(container) has \(state.outstanding) requests and no pod"
      )
    }
  }

  private func check(_ holds: Bool, _ message: @autoclosure () -> String) throws(SimulationError) {
    if !holds { throw .invariantBroken(message()) }
  }
}
