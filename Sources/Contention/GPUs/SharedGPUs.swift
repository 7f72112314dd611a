package import EventCore

/// The GPUs of a run and the jobs of their contexts: who progresses how fast, who finishes next.
///
/// Jobs of one context share its speed, `streams` of them side by side in full, more equally. They
/// finish in the order of their *finish tags*, as in `SharedDevices`. What contexts do to each
/// other is in `SharedGPUs+Turns.swift` (time-slicing) and `SharedGPUs+Sides.swift` (MIG, MPS).
///
/// Times are in nanoseconds, work in nanoseconds of a whole GPU.
///
/// - Complexity: O(*contexts of the GPU* + log *jobs*) a change, however many turns have passed.
///   A GPU has one context or a few: at most 7 MIG instances, 48 clients of MPS.
package struct SharedGPUs: ~Copyable {
  var gpus: DenseTable<GPUState>
  var contexts: DenseTable<ContextState>
  var restraints: DenseTable<Restraints>
  private var tags: FinishTags

  /// Creates the GPUs, idle; their contexts are numbered through in the order given.
  package init(_ specs: [GPUSpec]) {
    var states: [GPUState] = []
    var contextStates: [ContextState] = []
    for (index, spec) in specs.enumerated() {
      states.append(GPUState(spec, firstContext: contextStates.count))
      for context in spec.contexts {
        contextStates.append(
          ContextState(
            context,
            gpu: index,
            firstTag: contextStates.count << FinishTags.initialMagnitude,
            tagMagnitude: FinishTags.initialMagnitude
          )
        )
      }
    }
    gpus = DenseTable(states)
    contexts = DenseTable(contextStates)
    restraints = DenseTable(repeating: Restraints(), count: contextStates.count)
    tags = FinishTags(containers: contextStates.count)
  }

  /// When the next job of a GPU finishes; `SimTime.never` if none is running.
  package func nextFinish(on gpu: Int) -> SimTime { gpus[gpu].nextFinish }

  /// The GPU of a context.
  package func gpu(of context: Int) -> Int { Int(contexts[context].gpu) }

  /// The number of jobs of a context.
  package func jobs(of context: Int) -> Int { Int(contexts[context].jobs) }

  /// The jobs of a context, in no particular order.
  ///
  /// - Complexity: O(*jobs*), with an array; not for the loop.
  package func runningJobs(of context: Int) -> [UInt32] {
    let state = contexts[context]
    guard state.jobs > 0 else { return [] }
    return [state.nextTag.job] + tags.jobs(at: Int(state.firstTag), count: Int(state.jobs) - 1)
  }

  /// Starts a job; endless work is `infinity`.
  @discardableResult
  package mutating func start(
    _ job: UInt32,
    work: Double,
    on context: Int,
    at now: SimTime
  ) -> DevicePlan {
    let gpu = Int(contexts[context].gpu)
    advance(gpu, to: now.nanoseconds)
    let jobs = Int(contexts[context].jobs)
    precondition(jobs < contexts[context].jobCapacity, "context \(context) is full")
    addTag(of: job, work: work, to: context, jobs: jobs)
    contexts[context].jobs += 1
    if jobs == 0 { begin(context, on: gpu, at: now) }
    return plan(gpu, at: now.nanoseconds)
  }

  /// The job that finishes next on a GPU; there must be one.
  package mutating func nextJob(on gpu: Int) -> UInt32 { gpus[gpu].nextJob }

  /// The context whose job finishes next on a GPU; there must be one.
  package mutating func nextContext(on gpu: Int) -> Int { Int(gpus[gpu].nextContext) }

  /// Ends the job that finishes next on a GPU.
  @discardableResult
  package mutating func finishNext(on gpu: Int, at now: SimTime) -> DevicePlan {
    advance(gpu, to: now.nanoseconds)
    let context = Int(gpus[gpu].nextContext)
    takeNextTag(of: context)
    contexts[context].jobs -= 1
    if contexts[context].jobs == 0 { end(context, on: gpu, at: now) }
    return plan(gpu, at: now.nanoseconds)
  }

  /// Ends the job that finishes next on a GPU, and starts another one in its place.
  package mutating func replaceNext(
    on gpu: Int,
    with job: UInt32,
    work: Double,
    at now: SimTime
  ) -> DevicePlan {
    advance(gpu, to: now.nanoseconds)
    let context = Int(gpus[gpu].nextContext)
    takeNextTag(of: context)
    addTag(of: job, work: work, to: context, jobs: Int(contexts[context].jobs) - 1)
    return plan(gpu, at: now.nanoseconds)
  }

  /// Ends every job of a context, finished or not.
  @discardableResult
  package mutating func stopAll(on context: Int, at now: SimTime) -> DevicePlan {
    let gpu = Int(contexts[context].gpu)
    advance(gpu, to: now.nanoseconds)
    if contexts[context].jobs > 0 {
      contexts[context].jobs = 0
      end(context, on: gpu, at: now)
    }
    return plan(gpu, at: now.nanoseconds)
  }

  /// Brings every context's account up to an instant.
  package mutating func settleAll(at now: SimTime) {
    for gpu in 0..<gpus.count { advance(gpu, to: now.nanoseconds) }
    for context in 0..<contexts.count {
      restraints[context].limit.settle(at: now)
      restraints[context].share.settle(at: now)
    }
  }

  /// What a context has used and how long it was held back, up to when all were last settled.
  ///
  /// By turns it is held back while any other has work; side by side for as long as what it lost to
  /// the others takes.
  package func account(of context: Int) -> ConsumerAccount {
    let restraint = restraints[context]
    let state = contexts[context]
    var account = ConsumerAccount()
    account.used = state.used
    account.limitBound = restraint.limit.total
    account.limitBindings = restraint.limit.count
    account.isLimited = restraint.limit.isBinding
    account.shareBound = restraint.share.total + state.lost
    account.shareBindings = restraint.share.count + Int(state.slowdowns)
    account.isShort = restraint.share.isBinding || state.isSlowed
    return account
  }

  /// Fetches ahead a context.
  package mutating func prefetch(context: Int) { contexts.prefetch(context) }

  // MARK: Changes of who has work

  private mutating func begin(_ context: Int, on gpu: Int, at now: SimTime) {
    if contexts[context].isCapped { restraints[context].limit.set(true, at: now) }
    gpus[gpu].busyContexts += 1
    if gpus[gpu].isByTurns {
      takePlace(context, on: gpu, at: now)
    } else {
      gpus[gpu].pressure += contexts[context].pressure
      noteSlowdowns(on: gpu)
    }
  }

  private mutating func end(_ context: Int, on gpu: Int, at now: SimTime) {
    if contexts[context].isCapped { restraints[context].limit.set(false, at: now) }
    gpus[gpu].busyContexts -= 1
    if gpus[gpu].isByTurns {
      leavePlace(context, on: gpu, at: now)
    } else {
      let isIdle = gpus[gpu].busyContexts == 0
      gpus[gpu].pressure = isIdle ? 0 : gpus[gpu].pressure - contexts[context].pressure
      contexts[context].isSlowed = false
      noteSlowdowns(on: gpu)
    }
  }

  private mutating func advance(_ gpu: Int, to now: Int64) {
    guard now > gpus[gpu].settledAt else { return }
    if gpus[gpu].busyContexts > 0 {
      if gpus[gpu].isByTurns { advanceTurns(gpu, to: now) } else { advanceSides(gpu, to: now) }
    }
    gpus[gpu].settledAt = now
  }

  private mutating func plan(_ gpu: Int, at now: Int64) -> DevicePlan {
    gpus[gpu].nextFinish = .never
    if gpus[gpu].busyContexts > 0 {
      if gpus[gpu].isByTurns { planTurns(gpu, at: now) } else { planSides(gpu, at: now) }
    }
    return DevicePlan(device: gpu, nextFinish: gpus[gpu].nextFinish)
  }

  // MARK: Finish tags

  /// Takes the next tag of a settled context; the caller then counts one job less.
  private mutating func takeNextTag(of context: Int) {
    let jobs = Int(contexts[context].jobs)
    precondition(jobs > 0, "context \(context) has no job to finish")
    let tag = contexts[context].nextTag
    if jobs > 1 {
      contexts[context].nextTag = tags.pop(at: Int(contexts[context].firstTag), count: jobs - 1)
    }
    // The finish was planned at a whole nanosecond; rounding may leave the clock short of the tag.
    contexts[context].workPerJob = max(contexts[context].workPerJob, tag.work)
  }

  /// Adds the tag of a job to a settled context with the tags of so many; the caller then counts
  /// one more.
  private mutating func addTag(of job: UInt32, work: Double, to context: Int, jobs: Int) {
    guard jobs > 0 else {
      contexts[context].workPerJob = 0
      contexts[context].nextTag = FinishTag(work: work, job: job)
      return
    }
    let others = jobs - 1
    if others == 1 << contexts[context].tagMagnitude {
      let base = Int(contexts[context].firstTag)
      let first = tags.relocate(from: base, count: others, capacity: 2 * others)
      contexts[context].firstTag = Int32(first)
      contexts[context].tagMagnitude += 1
    }
    var later = FinishTag(work: contexts[context].workPerJob + work, job: job)
    if later.work < contexts[context].nextTag.work { swap(&later, &contexts[context].nextTag) }
    tags.push(later, at: Int(contexts[context].firstTag), count: others)
  }
}
