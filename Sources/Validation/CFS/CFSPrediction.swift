internal import Contention
internal import EventCore

/// What the devices of the simulation make of a case.
///
/// - Parameters:
///   - requests: in the order of their arrivals.
///   - situation: the case.
///   - offset: when the first quota period ends, in nanoseconds; the kernel draws it.
/// - Returns: the latency of each request, in nanoseconds.
func predictLatencies(
  of requests: [CFSCase.Request],
  in situation: CFSCase,
  offset: Int64
) -> [Int64] {
  var devices = SharedDevices([situation.device])
  if devices.period(of: 0) != nil {
    devices.setFirstRefill(of: 0, after: SimDuration(nanoseconds: offset))
  }
  for neighbour in situation.neighbours.indices {
    devices.start(0, work: .infinity, on: 1 + neighbour, at: .start)
  }
  var latencies = requests.map { _ in Int64(0) }
  var waiting = 0
  var arrived = 0
  var now = SimTime.start
  func startNext(at now: SimTime) {
    devices.start(UInt32(waiting), work: Double(requests[waiting].work), on: 0, at: now)
    waiting += 1
  }
  while arrived < requests.count || devices.jobs(of: 0) > 0 {
    let next = devices.nextFinish(on: 0)
    if arrived < requests.count, requests[arrived].arrival < next.nanoseconds {
      now = SimTime(nanoseconds: requests[arrived].arrival)
      arrived += 1
    } else if devices.nextJob(on: 0) == SharedDevices.noJob {
      now = next
      devices.throttleNext(on: 0, at: now)
    } else {
      now = next
      let job = Int(devices.nextJob(on: 0))
      latencies[job] = now.nanoseconds - requests[job].arrival
      devices.finishNext(on: 0, at: now)
    }
    while waiting < arrived, devices.jobs(of: 0) < situation.workers { startNext(at: now) }
  }
  return latencies
}

extension CFSCase {
  /// The CPUs with the server first and its neighbours after it.
  fileprivate var device: DeviceSpec {
    let groups: [GroupSpec] = groupShares.map { [.weight(Double($0))] } ?? []
    let server = ConsumerSpec(
      weight: Double(shares),
      group: groupShares == nil ? nil : 0,
      quota: limitMilli.flatMap { CFSQuota(limitMilli: $0) },
      jobCapacity: workers
    )
    let others = neighbours.map { neighbour in
      ConsumerSpec(
        weight: Double(neighbour.shares),
        group: neighbour.isSibling ? 0 : nil,
        jobCapacity: 1
      )
    }
    return DeviceSpec(
      capacityMilli: Int64(cpus) * 1000,
      groups: groups,
      consumers: [server] + others
    )
  }
}
