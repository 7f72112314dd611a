internal import EventCore

/// Neighbours that slow each other beyond their shares of time: memory bandwidth and caches.
///
/// An assumed, simple formula: a job that starts while neighbours keep *n* cores of its device busy
/// takes (1 + s *n*) times its work, for all of its life. The coefficient s is the scenario's to
/// measure; there is no default but 0.
extension SharedDevices {
  /// What the work of a job that starts now in a settled container is multiplied with; O(1).
  mutating func slowdown(of consumer: Int) -> Double {
    guard slowdowns.count > 0 else { return 1 }
    let device = Int(devices[Int(consumers[consumer].device)].root)
    let perCore = slowdowns[device]
    let all = Double(devices[device].demandMilli)
    guard perCore > 0, all > 0 else { return 1 }
    let state = consumers[consumer]
    let own =
      state.isThrottled
      ? 0 : Double(kinds[Int(state.kind)].demandMilli(jobs: state.jobs))
    // While they want more than there is, all are taken to get the same part of what they want.
    let busy = min(all, devices[device].capacityMilli)
    return 1 + perCore * (all - own) * (busy / all) / 1000
  }
}
