package import EventCore

/// CPU quotas: a container runs with all its threads until the quota of its period is used up, then
/// stands still until the next one (CFS bandwidth control, `sched-bwc.rst` of Linux).
///
/// When a quota will be used up is worked out in closed form from the pace: by the instant for who
/// gets what it wants, in this period or the next one, and by the fair clock for who is short. So a
/// container costs two events in each period in which it is throttled. It costs one in each period
/// in which it is short and busy, since nobody knows then how far the fair clock will have come
/// when its period ends; and none otherwise.
///
/// Left out: the kernel hands out slices of 5 ms to each CPU and notices the end of one at a tick,
/// so that a thread overruns by up to 4 ms and pays for it in the next period; 1 ms may stay behind
/// on each CPU that falls idle.
extension SharedDevices {
  /// Sets the instant of a container's first refill, and with it all others; before anything runs.
  package mutating func setFirstRefill(of consumer: Int, after time: SimDuration) {
    meters[consumer].periodEnd = Double(time.nanoseconds)
  }

  /// The quota period of a container; nil if no quota can bind it.
  package func period(of consumer: Int) -> SimDuration? {
    let kind = kinds[Int(consumers[consumer].kind)]
    return kind.isMetered ? SimDuration(nanoseconds: Int64(kind.period)) : nil
  }

  /// Stops or resumes the container that a device does next, where `nextJob` is `noJob`.
  @discardableResult
  package mutating func throttleNext(on device: Int, at now: SimTime) -> DevicePlan {
    let consumer = Int(devices[device].nextConsumer)
    let instant = Double(now.nanoseconds)
    let isRefill = meters[consumer].isWatched && instant >= meters[consumer].periodEnd
    settle(consumer, at: now)
    if !isRefill {
      meters[consumer].left = min(meters[consumer].left, 0)
    } else if consumers[consumer].isThrottled {
      let kind = kinds[Int(consumers[consumer].kind)]
      _ = meters[consumer].beginPeriod(of: instant, length: kind.period)
      meters[consumer].left += kind.quota
    }
    setJobs(of: consumer, to: consumers[consumer].jobs, at: now)
    return plan(after: consumer)
  }

  /// Books what a container has used since it was last settled.
  mutating func meter(_ consumer: Int, use: Double, at instant: Double) {
    guard !consumers[consumer].isThrottled else { return }
    guard instant >= meters[consumer].periodEnd else {
      meters[consumer].left -= use
      return
    }
    let kind = kinds[Int(consumers[consumer].kind)]
    let begun = meters[consumer].beginPeriod(of: instant, length: kind.period)
    // Who is short is settled where its period ends: that is now.
    let jobs = consumers[consumer].isShort ? 0 : consumers[consumer].jobs
    let rate = consumers[consumer].pace * Double(jobs)
    meters[consumer].left = kind.quota - rate * (instant - begun)
  }

  /// Whether a settled container with so many jobs must stand still.
  func isUsedUp(_ consumer: Int, jobs: Int32) -> Bool { jobs > 0 && meters[consumer].left <= 0 }

  /// When a settled container will have used up its quota, on the clock it follows.
  func usedUp(
    _ consumer: Int,
    fromMilli share: Double,
    at clock: Double,
    isShort: Bool
  ) -> Double {
    let meter = meters[consumer]
    let rate = share / 1000
    if isShort { return clock + meter.left / rate }
    if meter.left < rate * (meter.periodEnd - clock) { return clock + meter.left / rate }
    let kind = kinds[Int(consumers[consumer].kind)]
    return kind.quota < rate * kind.period ? meter.periodEnd + kind.quota / rate : .infinity
  }

  /// Notes that a container stands still until its period ends.
  mutating func stop(_ consumer: Int, at now: SimTime) {
    restraints[consumer].limit.set(true, at: now)
    watch(consumer)
  }

  /// Notes that a container may run again, or has nothing to do.
  mutating func resume(_ consumer: Int, at now: SimTime) {
    restraints[consumer].limit.set(false, at: now)
    unwatch(consumer)
  }

  /// The containers of a device that wait for the end of their period.
  func wakeHeap(of root: Int) -> HeapPlace {
    HeapPlace(root: Int(devices[root].firstConsumer), step: 1, count: Int(devices[root].wakeCount))
  }

  mutating func watch(_ consumer: Int) {
    let root = Int(devices[Int(consumers[consumer].device)].root)
    let end = meters[consumer].periodEnd
    wakes.insert(consumer, key: end, note: Self.noJob, into: wakeHeap(of: root))
    devices[root].wakeCount += 1
    devices[root].hasWakes = true
    meters[consumer].isWatched = true
  }

  mutating func unwatch(_ consumer: Int) {
    let root = Int(devices[Int(consumers[consumer].device)].root)
    wakes.remove(consumer, from: wakeHeap(of: root))
    devices[root].wakeCount -= 1
    devices[root].hasWakes = devices[root].wakeCount > 0
    meters[consumer].isWatched = false
  }
}
