internal import EventCore

/// Contexts by turns: round-robin with a slice and a cost of switching.
///
/// Between two changes of who has work the sequence of turns repeats itself, round after round.
/// Where it stands after any length of time, and when each context will have had so much of the
/// GPU, follows by division; no turn is stepped through. All of it is in whole nanoseconds, so
/// that a jump over many rounds ends exactly where single steps would.
extension SharedGPUs {
  // MARK: Time passes

  /// Counts the time since the GPU was last settled; some context has work.
  mutating func advanceTurns(_ gpu: Int, to now: Int64) {
    let state = gpus[gpu]
    let holder = Int(state.turn.holder)
    let from = max(state.turn.begins, state.settledAt)
    if state.busyContexts == 1 {
      if now > from { contexts[holder].work(now - from) }
      guard now > state.turn.ends else { return }
      let over = now - state.turn.ends
      gpus[gpu].turn.ends += (over + state.slice - 1) / state.slice * state.slice
      return
    }
    guard now > state.turn.ends else {
      if now > from { contexts[holder].work(now - from) }
      return
    }
    contexts[holder].work(state.turn.ends - from)
    jump(gpu, over: now - state.turn.ends)
  }

  /// Counts time from the end of the holder's turn on.
  private mutating func jump(_ gpu: Int, over time: Int64) {
    let state = gpus[gpu]
    let count = Int64(state.busyContexts)
    let (rounds, rest) = time.quotientAndRemainder(dividingBy: count * state.turnLength)
    let (turns, into) = rest.quotientAndRemainder(dividingBy: state.turnLength)
    // At the end of a turn its holder still has it.
    let next = into == 0 ? turns : (turns + 1) % count
    let now = state.turn.ends + time
    var position: Int64 = 0
    for step in 0..<Int(state.contextCount) {
      let context = state.context(step, after: Int(state.turn.holder))
      guard contexts[context].jobs > 0 else { continue }
      var had = rounds * state.slice
      if position > 0, position <= turns { had += state.slice }
      if position == next {
        gpus[gpu].turn.holder = Int32(truncatingIfNeeded: context)
        if into > 0 { had += max(0, into - state.switchCost) }
      }
      contexts[context].work(had)
      position += 1
    }
    gpus[gpu].turn.begins = into == 0 ? now - state.slice : now - into + state.switchCost
    gpus[gpu].turn.ends = gpus[gpu].turn.begins + state.slice
  }

  // MARK: Who finishes next

  /// Finds the context that finishes next, and when; some context has work.
  mutating func planTurns(_ gpu: Int, at now: Int64) {
    let state = gpus[gpu]
    var position: Int64 = 0
    var next = Int64.max
    for step in 0..<Int(state.contextCount) {
      let context = state.context(step, after: Int(state.turn.holder))
      guard contexts[context].jobs > 0 else { continue }
      let needed = contexts[context].timeLeft.rounded(.up)
      let finish = state.instant(afterHaving: needed, at: position, now: now)
      if finish < next || position == 0 {
        next = finish
        gpus[gpu].nextContext = Int32(truncatingIfNeeded: context)
        gpus[gpu].nextJob = contexts[context].nextTag.job
      }
      position += 1
    }
    gpus[gpu].nextFinish = next == .max ? .never : SimTime(nanoseconds: next)
  }

  // MARK: Changes of who has work

  /// A context has work from now on; it joins the rotation at its place.
  mutating func takePlace(_ context: Int, on gpu: Int, at now: SimTime) {
    let instant = now.nanoseconds
    let isAlone = gpus[gpu].busyContexts == 1
    if !gpus[gpu].turn.resume(context, at: instant), isAlone {
      let isLoaded = gpus[gpu].turn.holder == context || gpus[gpu].turn.holder < 0
      gpus[gpu].turn.holder = Int32(truncatingIfNeeded: context)
      gpus[gpu].turn.begins = instant + (isLoaded ? 0 : gpus[gpu].switchCost)
      gpus[gpu].turn.ends = gpus[gpu].turn.begins + gpus[gpu].slice
    }
    noteShort(context, on: gpu, at: now)
  }

  /// A context has no more work; if it was its turn, the next one's begins.
  mutating func leavePlace(_ context: Int, on gpu: Int, at now: SimTime) {
    restraints[context].share.set(false, at: now)
    if gpus[gpu].turn.holder == context {
      gpus[gpu].turn.leave(at: now.nanoseconds)
      if gpus[gpu].busyContexts > 0 { passOn(gpu, at: now.nanoseconds) }
    }
    if gpus[gpu].busyContexts == 1 { noteShort(context, on: gpu, at: now) }
  }

  private mutating func passOn(_ gpu: Int, at now: Int64) {
    let state = gpus[gpu]
    for step in 1..<Int(state.contextCount) {
      let context = state.context(step, after: Int(state.turn.holder))
      guard contexts[context].jobs > 0 else { continue }
      gpus[gpu].turn.holder = Int32(truncatingIfNeeded: context)
      gpus[gpu].turn.begins = now + state.switchCost
      gpus[gpu].turn.ends = gpus[gpu].turn.begins + state.slice
      return
    }
  }

  /// Whoever has work is short while another one has, too; one context has come or gone.
  private mutating func noteShort(_ changed: Int, on gpu: Int, at now: SimTime) {
    let isShared = gpus[gpu].busyContexts > 1
    // Others are concerned only when one of them ceases to be alone, or comes to be.
    guard gpus[gpu].busyContexts <= 2 else {
      return restraints[changed].share.set(true, at: now)
    }
    for context in gpus[gpu].contexts where contexts[context].jobs > 0 {
      restraints[context].share.set(isShared, at: now)
    }
  }
}

extension GPUState {
  /// When the context at a position of the rotation, the holder's being 0, will have had so many
  /// nanoseconds of the GPU from now on; never, if that is too far away to matter.
  fileprivate func instant(afterHaving needed: Double, at position: Int64, now: Int64) -> Int64 {
    let round = Int64(busyContexts) * turnLength
    let rounds = needed / Double(slice) + 2
    let latest = Double(turn.ends) + needed + rounds * Double(round)
    guard latest < Double(Int64.max / 4) else { return .max }
    let needed = Int64(needed)
    let from = max(now, turn.begins)
    if position == 0, busyContexts == 1 || needed <= turn.ends - from { return from + needed }
    // Of the turns to come, all but the last are used in full.
    let rest = position == 0 ? needed - (turn.ends - from) : needed
    let fullTurns = max(0, rest - 1) / slice
    let first = (position == 0 ? Int64(busyContexts) - 1 : position - 1) * turnLength + switchCost
    return turn.ends + first + fullTurns * round + (rest - fullTurns * slice)
  }
}
