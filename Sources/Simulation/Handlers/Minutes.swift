internal import Contention
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

  mutating func endMinute() {
    timers.set(timerLayout.minuteEnd, to: now + Recorder.minute)
    sampleMinute()
  }

  /// Brings every account up to the horizon.
  mutating func finish() {
    sampleMinute()
    stopMeasuringBatchers()
    for container in 0..<layout.containers.count {
      recorder.stopMeasuring(container, at: devices.account(of: container))
    }
  }

  private mutating func sampleMinute() {
    recorder.book()
    devices.settleAll(at: now)
    for container in 0..<layout.containers.count {
      recorder.sampleUse(container, upTo: devices.account(of: container).used)
    }
    for replica in 0..<replicas.count where replicas[replica].service >= 0 {
      let tenant = layout.containers[replica].tenant
      recorder.sampleQueue(waiting(at: replica), of: tenant)
    }
    recorder.endMinute(at: now)
  }
}
