internal import Contention
internal import Domain
internal import EventCore

/// The clock's own events: the end of the warm-up, the end of a minute, the end of the run.
extension ClusterSimulation {
  mutating func endWarmUp() {
    timers.cancel(timerLayout.warmUpEnd)
    devices.settleAll(at: now)
    startMeasuringBatchers()
    for container in 0..<layout.containers.count {
      recorder.startMeasuring(container, from: devices.account(of: container))
    }
  }

  mutating func endPart() {
    recorder.endPart(of: scenario)
    if let end = recorder.parts?.nextEnd, end < horizon {
      timers.set(timerLayout.partEnd, to: end)
    } else {
      timers.cancel(timerLayout.partEnd)
    }
  }

  mutating func endMinute() {
    timers.set(timerLayout.minuteEnd, to: now + Recorder.minute)
    sampleMinute()
  }

  /// Brings every account up to the horizon.
  mutating func finish() {
    settleOutages()
    sampleMinute()
    stopMeasuringBatchers()
    for container in 0..<layout.containers.count {
      recorder.stopMeasuring(container, at: devices.account(of: container))
    }
    if recorder.parts != nil { recorder.endPart(of: scenario) }
  }

  private mutating func sampleMinute() {
    recorder.book()
    devices.settleAll(at: now)
    for container in 0..<layout.containers.count {
      recorder.sampleUse(container, upTo: devices.account(of: container).used)
      recorder.minutes.memory(container, memoryUse(of: container))
    }
    for replica in 0..<replicas.count where replicas[replica].service >= 0 {
      let tenant = layout.containers[replica].tenant
      recorder.sampleQueue(waiting(at: replica), of: tenant)
    }
    if recorder.sharedUse != nil { sampleSharedQueues() }
    recorder.endMinute(at: now)
  }

  /// Counts those who wait at shared replicas for whoever sent them.
  private mutating func sampleSharedQueues() {
    var waiting = Array(repeating: 0, count: scenario.tenants.count)
    requests.forEach(in: .waiting) { request in
      guard layout.containers[Int(request.replica)].tenant == nil else { return }
      waiting[recorder.endpointTenant[Int(request.endpoint)]] += 1
    }
    for (tenant, count) in waiting.enumerated() {
      recorder.sampleQueue(count, of: TenantID(tenant))
    }
  }
}
