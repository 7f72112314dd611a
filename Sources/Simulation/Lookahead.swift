internal import Contention
internal import EventCore

/// Fetches ahead what the next event will need.
///
/// The state of a thousand tenants doesn't fit into the caches next to the processor; each event
/// waits for the next cache, or for memory. It waits less if the lines are on their way. Nothing
/// here changes what happens.
extension ClusterSimulation {
  mutating func fetchAhead() {
    guard let timer = timers.runnerUp else { return }
    switch timerLayout.event(of: timer) {
    case .workFinishes(let device):
      let (job, container) = devices.prefetchNext(on: device)
      replicas.prefetch(container)
      if !JobNumber.isBatch(job), Int(job) < requests.table.count {
        requests.table.prefetch(Int(job))
      }
    case .requestArrives(let endpoint):
      endpoints.prefetch(endpoint)
      let pair = candidates[endpoint]
      guard pair.first >= 0 else { return }
      fetchAhead(replica: Int(pair.first))
      fetchAhead(replica: Int(pair.second))
    default: break
    }
  }

  private mutating func fetchAhead(replica: Int) {
    replicas.prefetch(replica)
    devices.prefetch(consumer: replica)
  }
}
