package import EventCore

/// How a device is divided among its containers: by weighted max-min fairness, in two levels.
///
/// While a device can serve all that is wanted of it, everybody gets it. Otherwise there is a
/// *level*, so much per unit of weight: containers that want less have it and are satisfied, the
/// others get their weight times the level and are short. A change moves the level, and with it the
/// pace of all who are short; they follow the device's *fair clock*, the integral of the level, so
/// that none of them has to be re-planned (virtual time, as in the fair queueing of Demers, Keshav
/// and Shenker, 1989). Only containers whose demand per weight the level passes change sides.
/// They can't be many: what is satisfied fits into the device.
///
/// A group of containers stands among them with a weight of its own. While it is short it divides
/// what it is given as a device divides its capacity, with a level and a fair clock of its own;
/// what one of its containers leaves goes to the others of the group first.
extension SharedDevices {
  /// Books the time since a container was last settled.
  mutating func settle(_ consumer: Int, at now: SimTime) {
    let device = Int(consumers[consumer].device)
    let root = Int(devices[device].root)
    if devices[root].isContended { advanceClocks(on: root, to: Double(now.nanoseconds)) }
    book(consumer, on: device, at: now)
  }

  /// Settles a container whose device's clocks are at this instant.
  @inline(__always)
  private mutating func book(_ consumer: Int, on device: Int, at now: SimTime) {
    let jobs = consumers[consumer].jobs
    let kind = Int(consumers[consumer].kind)
    let instant = Double(now.nanoseconds)
    var use = 0.0
    if jobs > 0 {
      let clock = consumers[consumer].isShort ? devices[device].fairClock : instant
      use = consumers[consumer].settle(at: clock)
    }
    if kinds[kind].isMetered { meter(consumer, use: use, at: instant) }
  }

  private mutating func advanceClocks(on root: Int, to instant: Double) {
    advanceClock(of: root, to: instant)
    guard devices[root].hasChildren else { return }
    for group in devices[root].children where devices[group].isContended {
      advanceClock(of: group, to: instant)
    }
  }

  private mutating func advanceClock(of device: Int, to instant: Double) {
    devices[device].advanceFairClock(to: instant)
    if devices[device].fairClock > Self.mostTicks { setBackFairClock(of: device) }
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

  /// Re-divides a device after the number of jobs of one of its (settled) containers has changed,
  /// or what its quota allows.
  mutating func setJobs(of consumer: Int, to jobs: Int32, at now: SimTime) {
    let kind = kinds[Int(consumers[consumer].kind)]
    let before = kind.demandMilli(jobs: consumers[consumer].jobs)
    consumers[consumer].jobs = jobs
    guard !kind.isMetered else { return setMetered(consumer, wantedBefore: before, at: now) }
    let demand = kind.demandMilli(jobs: jobs)
    if demand == 0 { consumers[consumer].pace = 0 }
    if kind.limitMilli < .max {
      restraints[consumer].limit.set(kind.wantedMilli(jobs: jobs) > demand, at: now)
    }
    divide(consumer, from: before, to: demand, at: now)
  }

  /// The same for a container with a quota, whose number of jobs has been set.
  private mutating func setMetered(_ consumer: Int, wantedBefore: Int64, at now: SimTime) {
    let jobs = consumers[consumer].jobs
    let wasThrottled = consumers[consumer].isThrottled
    let isThrottled = isUsedUp(consumer, jobs: jobs)
    consumers[consumer].isThrottled = isThrottled
    let wanted = kinds[Int(consumers[consumer].kind)].demandMilli(jobs: jobs)
    let demand = isThrottled ? 0 : wanted
    if demand == 0 { consumers[consumer].pace = 0 }
    if wasThrottled, !isThrottled { resume(consumer, at: now) }
    divide(consumer, from: wasThrottled ? 0 : wantedBefore, to: demand, at: now)
    guard isThrottled, !wasThrottled else { return }
    stop(consumer, at: now)
    planNext(on: Int(devices[Int(consumers[consumer].device)].root), at: now)
  }

  /// Re-divides a device after one of its (settled) containers wants another part of it.
  @inline(__always)
  private mutating func divide(
    _ consumer: Int,
    from before: Int64,
    to demand: Int64,
    at now: SimTime
  ) {
    let device = Int(consumers[consumer].device)
    let root = Int(devices[device].root)
    devices[root].demandMilli += demand - before
    if device != root { devices[device].demandMilli += demand - before }
    let wasContended = devices[root].isContended
    let isContended = Double(devices[root].demandMilli) > devices[root].capacityMilli
    if !wasContended {
      replan(consumer, on: device, wasBusy: before > 0, isBusy: demand > 0, at: now)
      if isContended {
        beginContention(on: root, at: now)
        balance(root, sparing: nil, at: now)
      }
      return planNext(on: root, at: now)
    }
    let wasShort = consumers[consumer].isShort
    if before > 0 { leave(consumer, of: device, releasing: before) }
    if device != root, !devices[device].isShort {
      devices[root].satisfiedMilli += Double(demand - before)
    }
    if !isContended { endContention(on: root, at: now) }
    if demand > 0 { enter(consumer, of: device, wanting: demand, at: now) }
    if isContended { balance(root, sparing: consumer, at: now) }
    if consumers[consumer].isShort != wasShort {
      restraints[consumer].share.set(!wasShort, at: now)
    }
    planNext(on: root, at: now)
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
      let (key, job) = pace(consumer, on: device, at: now)
      finishes.update(consumer, key: key, note: job, in: heap)
    } else if wasBusy {
      finishes.remove(consumer, from: heap)
      devices[device].satisfiedCount -= 1
    }
  }

  /// Puts a container among those who are satisfied, or short, in the order of what happens next to
  /// them.
  private mutating func line(up consumer: Int, on device: Int, at now: SimTime) {
    let isShort = consumers[consumer].isShort
    let (key, job) = pace(consumer, on: device, at: now)
    finishes.insert(
      consumer,
      key: key,
      note: job,
      into: isShort ? devices[device].short : devices[device].satisfied
    )
    if isShort { devices[device].shortCount += 1 } else { devices[device].satisfiedCount += 1 }
  }

  /// Works out the pace of a container; returns its next finish on the clock it follows and the job
  /// that finishes, or when its quota will be used up if that comes first.
  private mutating func pace(
    _ consumer: Int,
    on device: Int,
    at now: SimTime
  ) -> (key: Double, job: UInt32) {
    let jobs = consumers[consumer].jobs
    let kind = kinds[Int(consumers[consumer].kind)]
    let isShort = consumers[consumer].isShort
    let share = isShort ? kind.weight : Double(kind.demandMilli(jobs: jobs))
    let clock = isShort ? devices[device].fairClock : Double(now.nanoseconds)
    let pace = kind.workPerJob(fromMilli: share, jobs: jobs)
    consumers[consumer].pace = pace
    consumers[consumer].settledAt = clock
    let tag = consumers[consumer].nextTag
    let finish = clock + max(0, tag.work - consumers[consumer].workPerJob) / pace
    guard kind.isMetered else { return (finish, tag.job) }
    let end = usedUp(consumer, fromMilli: share, at: clock, isShort: isShort)
    return end < finish ? (end, Self.noJob) : (finish, tag.job)
  }

  /// Finds what happens next on a device, and when.
  private mutating func planNext(on root: Int, at now: SimTime) {
    var next = Double.infinity
    consider(root, for: root, before: &next, at: now)
    if devices[root].hasChildren {
      for group in devices[root].children {
        consider(group, for: root, before: &next, at: now)
      }
    }
    if devices[root].hasWakes {
      let (key, consumer, job) = wakes.first(of: wakeHeap(of: root))
      if key < next {
        next = key
        devices[root].nextJob = job
        devices[root].nextConsumer = Int32(truncatingIfNeeded: consumer)
      }
    }
    devices[root].nextFinish = max(now, SimTime(atOrAfter: next))
  }

  /// Looks whether what happens next in a device or a group comes before an instant.
  @inline(__always)
  private mutating func consider(
    _ device: Int,
    for root: Int,
    before next: inout Double,
    at now: SimTime
  ) {
    if devices[device].satisfiedCount > 0 {
      let (key, consumer, job) = finishes.first(of: devices[device].satisfied)
      if key < next {
        next = key
        devices[root].nextJob = job
        devices[root].nextConsumer = Int32(truncatingIfNeeded: consumer)
      }
    }
    if devices[device].shortCount > 0 {
      let (key, consumer, job) = finishes.first(of: devices[device].short)
      let ticks = max(0, key - devices[device].fairClock)
      let instant = Double(now.nanoseconds) + ticks / devices[device].level
      if instant < next {
        next = instant
        devices[root].nextJob = job
        devices[root].nextConsumer = Int32(truncatingIfNeeded: consumer)
      }
    }
  }

  // MARK: While a device is contended

  /// Begins with everybody satisfied; the level is worked out by whoever balances next.
  private mutating func beginContention(on device: Int, at now: SimTime) {
    devices[device].beginContention(at: Double(now.nanoseconds))
    var heap = devices[device].satisfied
    let count = heap.count
    for place in 0..<count {
      heap.count = place
      let consumer = finishes.container(at: place, of: heap)
      ratios.insert(consumer, key: -ratio(of: consumer), into: heap)
    }
  }

  /// Satisfies everybody who was short; one container may be out of the heaps meanwhile.
  private mutating func endContention(on device: Int, at now: SimTime) {
    devices[device].isContended = false
    while devices[device].shortCount > 0 {
      let place = Int(devices[device].shortCount) - 1
      let consumer = finishes.container(at: place, of: devices[device].short)
      book(consumer, on: device, at: now)
      devices[device].shortCount -= 1
      consumers[consumer].isShort = false
      if kinds[Int(consumers[consumer].kind)].isMetered { unwatch(consumer) }
      line(up: consumer, on: device, at: now)
      restraints[consumer].share.set(false, at: now)
    }
    devices[device].level = .infinity
    for group in devices[device].children {
      devices[group].isShort = false
      if devices[group].isContended { endContention(on: group, at: now) }
    }
  }

  /// Moves the level to where it belongs, and containers and groups to the side of it where they
  /// belong; then does the same in every group.
  ///
  /// Who gives way wants more per weight than the level, which rises with it but not so far; who is
  /// satisfied leaves the level no lower. So containers are moved at most once, unless a group
  /// gives way after them.
  private mutating func balance(_ device: Int, sparing changed: Int?, at now: SimTime) {
    devices[device].updateLevel()
    repeat {
      while devices[device].satisfiedCount > 0 {
        let (key, consumer, _) = ratios.first(of: devices[device].satisfied)
        guard -key > devices[device].level else { break }
        change(consumer, of: device, at: now)
        if consumer != changed { restraints[consumer].share.set(true, at: now) }
        devices[device].updateLevel()
      }
    } while moveGroups(of: device, toShort: true)
    repeat {
      while devices[device].shortCount > 0 {
        let (key, consumer, _) = ratios.first(of: devices[device].short)
        guard key <= devices[device].level else { break }
        change(consumer, of: device, at: now)
        if consumer != changed { restraints[consumer].share.set(false, at: now) }
        devices[device].updateLevel()
      }
    } while moveGroups(of: device, toShort: false)
    guard devices[device].hasChildren else { return }
    for group in devices[device].children { passOn(to: group, of: device, changed, at: now) }
  }

  /// Moves the groups that are on the wrong side of the level; returns whether there were any.
  private mutating func moveGroups(of device: Int, toShort: Bool) -> Bool {
    guard devices[device].hasChildren else { return false }
    var moved = false
    for group in devices[device].children where devices[group].isShort != toShort {
      let demand = Double(devices[group].demandMilli)
      let weight = devices[group].weight
      guard (demand > weight * devices[device].level) == toShort else { continue }
      devices[group].isShort = toShort
      devices[device].satisfiedMilli += toShort ? -demand : demand
      devices[device].shortWeight += toShort ? weight : -weight
      devices[device].updateLevel()
      moved = true
    }
    return moved
  }

  /// Divides what a group is given by the new level of its device.
  private mutating func passOn(
    to group: Int,
    of device: Int,
    _ changed: Int?,
    at now: SimTime
  ) {
    if devices[group].isShort {
      devices[group].give(devices[group].weight * devices[device].level)
      if !devices[group].isContended { beginContention(on: group, at: now) }
      balance(group, sparing: changed, at: now)
    } else if devices[group].isContended {
      endContention(on: group, at: now)
    }
  }

  /// Moves a container to the other side of the level.
  private mutating func change(_ consumer: Int, of device: Int, at now: SimTime) {
    book(consumer, on: device, at: now)
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
    guard devices[device].isContended else { return line(up: consumer, on: device, at: now) }
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
      let kind = Int(consumers[consumer].kind)
      ratios.insert(consumer, key: ratio, into: devices[device].short)
      devices[device].shortWeight += kinds[kind].weight
      if kinds[kind].isMetered { watch(consumer) }
    } else {
      ratios.insert(consumer, key: -ratio, into: devices[device].satisfied)
      devices[device].satisfiedMilli += Double(demand)
    }
    line(up: consumer, on: device, at: now)
  }

  /// Takes a container that wanted so much out of the division.
  private mutating func leave(_ consumer: Int, of device: Int, releasing demand: Int64) {
    if consumers[consumer].isShort {
      let kind = Int(consumers[consumer].kind)
      finishes.remove(consumer, from: devices[device].short)
      ratios.remove(consumer, from: devices[device].short)
      devices[device].shortCount -= 1
      devices[device].shortWeight -= kinds[kind].weight
      if kinds[kind].isMetered { unwatch(consumer) }
    } else {
      finishes.remove(consumer, from: devices[device].satisfied)
      if devices[device].isContended {
        ratios.remove(consumer, from: devices[device].satisfied)
        devices[device].satisfiedMilli -= Double(demand)
      }
      devices[device].satisfiedCount -= 1
    }
    consumers[consumer].isShort = false
  }

  /// What a container wants per unit of its weight.
  private func ratio(of consumer: Int) -> Double {
    let kind = kinds[Int(consumers[consumer].kind)]
    return Double(kind.demandMilli(jobs: consumers[consumer].jobs)) / kind.weight
  }

  // MARK: Groups

  /// Says that a container's pod has come to the node or left it, which moves the weight of its
  /// group; it must be idle.
  @discardableResult
  package mutating func setPresence(
    of consumer: Int,
    to isPresent: Bool,
    at now: SimTime
  ) -> DevicePlan {
    let group = Int(consumers[consumer].device)
    let root = Int(devices[group].root)
    guard group != root else { return plan(after: consumer) }
    let request = requestsMilli[consumer]
    groupRequests[group - deviceCount].sumMilli += isPresent ? request : -request
    guard let weight = groupRequests[group - deviceCount].weight else {
      return plan(after: consumer)
    }
    settle(consumer, at: now)
    if devices[root].isContended, devices[group].isShort {
      devices[root].shortWeight += weight - devices[group].weight
    }
    devices[group].weight = weight
    if devices[root].isContended { balance(root, sparing: nil, at: now) }
    planNext(on: root, at: now)
    return plan(after: consumer)
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
