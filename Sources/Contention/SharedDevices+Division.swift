internal import EventCore

/// How a device is divided among its containers: by weighted max-min fairness.
///
/// While a device can serve all that is wanted of it, everybody gets it. Otherwise there is a
/// *level*, so much per unit of weight: containers that want less have it and are satisfied, the
/// others get their weight times the level and are short. A change moves the level, and with it the
/// pace of all who are short; they follow the device's *fair clock*, the integral of the level, so
/// that none of them has to be re-planned (virtual time, as in the fair queueing of Demers, Keshav
/// and Shenker, 1989). Only containers whose demand per weight the level passes change sides.
/// They can't be many: what is satisfied fits into the device.
extension SharedDevices {
  /// Books the time since a container was last settled.
  mutating func settle(_ consumer: Int, at now: SimTime) {
    let device = Int(consumers[consumer].device)
    let instant = Double(now.nanoseconds)
    if devices[device].isContended {
      devices[device].advanceFairClock(to: instant)
      if devices[device].fairClock > Self.mostTicks { setBackFairClock(of: device) }
    }
    let jobs = consumers[consumer].jobs
    guard jobs > 0 else { return }
    consumers[consumer].settle(
      at: consumers[consumer].isShort ? devices[device].fairClock : instant,
      lanes: kinds[Int(consumers[consumer].kind)].lanes(jobs: jobs)
    )
  }

  /// From here on the fair clock, a `Double`, would show less than a 4,096th of a tick.
  ///
  /// A container of great weight does much work in a tick, and where a neighbour of little weight
  /// has the device to itself the clock runs at thousands of ticks a nanosecond.
  private static var mostTicks: Double { 0x1p40 }

  /// Sets the fair clock of a device back to 0, with all who follow it.
  private mutating func setBackFairClock(of device: Int) {
    let ticks = devices[device].fairClock
    let heap = devices[device].short
    finishes.shiftKeys(of: heap, by: -ticks)
    for place in 0..<heap.count {
      consumers[finishes.container(at: place, of: heap)].settledAt -= ticks
    }
    devices[device].fairClock = 0
  }

  /// Re-divides a device after the number of jobs of one of its (settled) containers has changed.
  mutating func setJobs(of consumer: Int, to jobs: Int32, at now: SimTime) {
    let device = Int(consumers[consumer].device)
    let kind = kinds[Int(consumers[consumer].kind)]
    let jobsBefore = consumers[consumer].jobs
    let before = kind.demandMilli(jobs: jobsBefore)
    let demand = kind.demandMilli(jobs: jobs)
    let wasShort = consumers[consumer].isShort
    consumers[consumer].jobs = jobs
    if demand == 0 { consumers[consumer].pace = 0 }
    let isLimited = kind.wantedMilli(jobs: jobs) > demand
    if isLimited != (kind.wantedMilli(jobs: jobsBefore) > before) {
      restraints[consumer].limit.set(isLimited, at: now)
    }
    devices[device].demandMilli += demand - before
    devices[device].busyConsumers += (demand > 0 ? 1 : 0) - (before > 0 ? 1 : 0)
    let wasContended = devices[device].isContended
    let isContended = Double(devices[device].demandMilli) > devices[device].capacityMilli
    devices[device].isContended = isContended
    if !wasContended {
      replan(consumer, on: device, wasBusy: before > 0, isBusy: demand > 0, at: now)
      if isContended { beginContention(on: device, at: now) }
    } else {
      if before > 0 { leave(consumer, of: device, releasing: before) }
      if !isContended { endContention(on: device, at: now) }
      if demand > 0 { enter(consumer, of: device, wanting: demand, at: now) }
      if isContended { balance(device, sparing: consumer, at: now) }
      if consumers[consumer].isShort != wasShort {
        restraints[consumer].share.set(!wasShort, at: now)
      }
    }
    planNextFinish(on: device, at: now)
  }

  /// On a device that is not contended: gives a container what it wants.
  private mutating func replan(
    _ consumer: Int,
    on device: Int,
    wasBusy: Bool,
    isBusy: Bool,
    at now: SimTime
  ) {
    let heap = devices[device].satisfied
    if isBusy {
      guard wasBusy else { return line(up: consumer, on: device, at: now) }
      let key = pace(consumer, on: device, at: now)
      finishes.update(consumer, key: key, note: consumers[consumer].nextTag.job, in: heap)
    } else if wasBusy {
      finishes.remove(consumer, from: heap)
      devices[device].satisfiedCount -= 1
    }
  }

  /// Puts a container among those who are satisfied, or short, in the order of their next finish.
  private mutating func line(up consumer: Int, on device: Int, at now: SimTime) {
    let isShort = consumers[consumer].isShort
    finishes.insert(
      consumer,
      key: pace(consumer, on: device, at: now),
      note: consumers[consumer].nextTag.job,
      into: isShort ? devices[device].short : devices[device].satisfied
    )
    if isShort { devices[device].shortCount += 1 } else { devices[device].satisfiedCount += 1 }
  }

  /// Works out the pace of a container, and returns its next finish on the clock it follows.
  private mutating func pace(_ consumer: Int, on device: Int, at now: SimTime) -> Double {
    let jobs = consumers[consumer].jobs
    let kind = kinds[Int(consumers[consumer].kind)]
    let isShort = consumers[consumer].isShort
    let share = isShort ? kind.weight : Double(kind.demandMilli(jobs: jobs))
    let clock = isShort ? devices[device].fairClock : Double(now.nanoseconds)
    let pace = kind.workPerJob(fromMilli: share, jobs: jobs)
    consumers[consumer].pace = pace
    consumers[consumer].settledAt = clock
    let work = consumers[consumer].nextTag.work - consumers[consumer].workPerJob
    return clock + max(0, work) / pace
  }

  /// Finds the container of a device that finishes next, and when.
  private mutating func planNextFinish(on device: Int, at now: SimTime) {
    var next = Double.infinity
    if devices[device].satisfiedCount > 0 {
      let (key, consumer, job) = finishes.first(of: devices[device].satisfied)
      next = key
      devices[device].nextJob = job
      devices[device].nextConsumer = Int32(truncatingIfNeeded: consumer)
    }
    if devices[device].shortCount > 0 {
      let (key, consumer, job) = finishes.first(of: devices[device].short)
      let ticks = max(0, key - devices[device].fairClock)
      let instant = Double(now.nanoseconds) + ticks / devices[device].level
      if instant < next {
        next = instant
        devices[device].nextJob = job
        devices[device].nextConsumer = Int32(truncatingIfNeeded: consumer)
      }
    }
    devices[device].nextFinish = max(now, SimTime(atOrAfter: next))
  }

  // MARK: While a device is contended

  private mutating func beginContention(on device: Int, at now: SimTime) {
    devices[device].beginContention(at: Double(now.nanoseconds))
    var heap = devices[device].satisfied
    let count = heap.count
    for place in 0..<count {
      heap.count = place
      let consumer = finishes.container(at: place, of: heap)
      ratios.insert(consumer, key: -ratio(of: consumer), into: heap)
    }
    balance(device, sparing: nil, at: now)
  }

  /// Satisfies everybody who was short; one container may be out of the heaps meanwhile.
  private mutating func endContention(on device: Int, at now: SimTime) {
    while devices[device].shortCount > 0 {
      let place = Int(devices[device].shortCount) - 1
      let consumer = finishes.container(at: place, of: devices[device].short)
      consumers[consumer].settle(
        at: devices[device].fairClock,
        lanes: kinds[Int(consumers[consumer].kind)].lanes(jobs: consumers[consumer].jobs)
      )
      devices[device].shortCount -= 1
      consumers[consumer].isShort = false
      line(up: consumer, on: device, at: now)
      restraints[consumer].share.set(false, at: now)
    }
    devices[device].level = .infinity
  }

  /// Moves the level to where it belongs, and containers to the side of it where they belong.
  ///
  /// Who gives way wants more per weight than the level, which rises with it but not so far; who is
  /// satisfied leaves the level no lower. So each is moved at most once.
  private mutating func balance(_ device: Int, sparing changed: Int?, at now: SimTime) {
    devices[device].updateLevel()
    while devices[device].satisfiedCount > 0 {
      let (key, consumer, _) = ratios.first(of: devices[device].satisfied)
      guard -key > devices[device].level else { break }
      change(consumer, of: device, at: now)
      if consumer != changed { restraints[consumer].share.set(true, at: now) }
      devices[device].updateLevel()
    }
    while devices[device].shortCount > 0 {
      let (key, consumer, _) = ratios.first(of: devices[device].short)
      guard key <= devices[device].level else { break }
      change(consumer, of: device, at: now)
      if consumer != changed { restraints[consumer].share.set(false, at: now) }
      devices[device].updateLevel()
    }
  }

  /// Moves a container to the other side of the level.
  private mutating func change(_ consumer: Int, of device: Int, at now: SimTime) {
    settle(consumer, at: now)
    let kind = kinds[Int(consumers[consumer].kind)]
    let demand = kind.demandMilli(jobs: consumers[consumer].jobs)
    let isShort = !consumers[consumer].isShort
    leave(consumer, of: device, releasing: demand)
    join(consumer, of: device, asShort: isShort, wanting: demand, at: now)
  }

  /// Puts a container on the side of the level where it seems to belong.
  private mutating func enter(
    _ consumer: Int,
    of device: Int,
    wanting demand: Int64,
    at now: SimTime
  ) {
    guard devices[device].isContended else {
      return replan(consumer, on: device, wasBusy: false, isBusy: true, at: now)
    }
    let isShort = ratio(of: consumer) > devices[device].level
    join(consumer, of: device, asShort: isShort, wanting: demand, at: now)
  }

  private mutating func join(
    _ consumer: Int,
    of device: Int,
    asShort isShort: Bool,
    wanting demand: Int64,
    at now: SimTime
  ) {
    consumers[consumer].isShort = isShort
    let ratio = ratio(of: consumer)
    if isShort {
      ratios.insert(consumer, key: ratio, into: devices[device].short)
      devices[device].shortWeight += kinds[Int(consumers[consumer].kind)].weight
    } else {
      ratios.insert(consumer, key: -ratio, into: devices[device].satisfied)
      devices[device].satisfiedMilli += Double(demand)
    }
    line(up: consumer, on: device, at: now)
  }

  /// Takes a container that wanted so much out of the division.
  private mutating func leave(_ consumer: Int, of device: Int, releasing demand: Int64) {
    if consumers[consumer].isShort {
      finishes.remove(consumer, from: devices[device].short)
      ratios.remove(consumer, from: devices[device].short)
      devices[device].shortCount -= 1
      devices[device].shortWeight -= kinds[Int(consumers[consumer].kind)].weight
    } else {
      finishes.remove(consumer, from: devices[device].satisfied)
      ratios.remove(consumer, from: devices[device].satisfied)
      devices[device].satisfiedCount -= 1
      devices[device].satisfiedMilli -= Double(demand)
    }
    consumers[consumer].isShort = false
  }

  /// What a container wants per unit of its weight.
  private func ratio(of consumer: Int) -> Double {
    let kind = kinds[Int(consumers[consumer].kind)]
    return Double(kind.demandMilli(jobs: consumers[consumer].jobs)) / kind.weight
  }
}

extension SimTime {
  /// The first whole nanosecond at or after an instant; never, if that is too far away to matter.
  fileprivate init(atOrAfter nanoseconds: Double) {
    guard nanoseconds < Double(Int64.max / 4) else {
      self = .never
      return
    }
    let whole = Int64(nanoseconds)
    self.init(nanoseconds: Double(whole) < nanoseconds ? whole + 1 : whole)
  }
}
