internal import Contention
internal import EventCore

/// Fetches ahead what the event after this one will need.
///
/// The state of a thousand tenants doesn't fit into the caches next to the processor; each event
/// waits some times for the next cache. It waits less if the lines are already on their way.
extension ClusterSimulation {
  mutating func fetchAhead(_ timer: Int) {
    switch timerLayout.event(of: timer) {
    case .workFinishes(let device):
      let (job, consumer) = devices.prefetchNext(on: device)
      let replica = Int(replicaOfConsumer[consumer])
      if replica >= 0 { replicas.prefetch(replica) }
      if Int(job) < requests.table.count { requests.table.prefetch(Int(job)) }
    case .requestArrives(let endpoint):
      endpoints.prefetch(endpoint)
      let pair = candidates[endpoint]
      guard pair.first >= 0 else { return }
      fetchAhead(replica: Int(pair.first))
      if pair.second != pair.first { fetchAhead(replica: Int(pair.second)) }
    default: break
    }
  }

  private mutating func fetchAhead(replica: Int) {
    replicas.prefetch(replica)
    devices.prefetch(Int(consumerOfReplica[replica]))
  }
}
