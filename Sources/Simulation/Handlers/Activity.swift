internal import Contention
internal import Domain
internal import EventCore
internal import Randomness

/// Batch neighbours compute and pause.
extension ClusterSimulation {
  mutating func startActivity(of batch: Int) {
    switch batches[batch].activity {
    case .always:
      setActivity(of: batch, to: true)
    case .onOff:
      scheduleActivityChange(of: batch)
    }
  }

  mutating func changeActivity(of batch: Int) {
    setActivity(of: batch, to: !batches[batch].isActive)
    scheduleActivityChange(of: batch)
  }

  mutating func startEndlessJob(on container: Int) {
    schedule(devices.start(0, work: .infinity, on: container, at: now))
  }

  private mutating func setActivity(of batch: Int, to isActive: Bool) {
    batches[batch].isActive = isActive
    for container in batches[batch].containers where isUp[container] {
      if isActive {
        startEndlessJob(on: container)
      } else {
        schedule(devices.stopAll(on: container, at: now))
      }
    }
  }

  private mutating func scheduleActivityChange(of batch: Int) {
    let length = batches[batch].isActive ? batches[batch].activeLength : batches[batch].idleLength
    let seconds = length.draw(from: &batches[batch].phases)
    // At least a microsecond, so that a law that draws zeros can't stop the clock.
    let nanoseconds = min(max(seconds * 1e9, 1000), 1e18).rounded()
    let change = now + SimDuration(nanoseconds: Int64(nanoseconds))
    timers.set(timerLayout.batch(batch), to: change)
  }
}
