package import EventCore

/// Every device of a run: the CPUs of its nodes, then its GPUs.
///
/// Devices and their containers are numbered through; a container of a GPU is a context there.
package struct Devices: ~Copyable {
  private var cpus: SharedDevices
  private var gpus: SharedGPUs
  private let firstGPU: Int
  private let firstContext: Int

  package init(cpus: [DeviceSpec], gpus: [GPUSpec]) {
    self.cpus = SharedDevices(cpus)
    self.gpus = SharedGPUs(gpus)
    firstGPU = cpus.count
    firstContext = cpus.reduce(0) { $0 + $1.consumers.count }
  }

  /// When the next job of a device finishes; `SimTime.never` if none is running.
  package func nextFinish(on device: Int) -> SimTime {
    device < firstGPU ? cpus.nextFinish(on: device) : gpus.nextFinish(on: device - firstGPU)
  }

  /// The device a container is on.
  package func device(of container: Int) -> Int {
    container < firstContext
      ? cpus.device(of: container) : firstGPU + gpus.gpu(of: container - firstContext)
  }

  /// Fetches ahead the container whose job finishes next on a device; returns both.
  package mutating func prefetchNext(on device: Int) -> (job: UInt32, consumer: Int) {
    guard device >= firstGPU else { return cpus.prefetchNext(on: device) }
    let context = gpus.nextContext(on: device - firstGPU)
    gpus.prefetch(context: context)
    return (gpus.nextJob(on: device - firstGPU), firstContext + context)
  }

  /// Fetches ahead a container.
  package mutating func prefetch(consumer container: Int) {
    if container < firstContext {
      cpus.prefetch(consumer: container)
    } else {
      gpus.prefetch(context: container - firstContext)
    }
  }

  /// The number of jobs a container is running.
  package func jobs(of container: Int) -> Int {
    container < firstContext
      ? cpus.jobs(of: container) : gpus.jobs(of: container - firstContext)
  }

  /// The jobs a container is running, in no particular order; makes an array.
  package func runningJobs(of container: Int) -> [UInt32] {
    container < firstContext
      ? cpus.runningJobs(of: container) : gpus.runningJobs(of: container - firstContext)
  }

  /// Starts a job; endless work is `infinity`.
  package mutating func start(
    _ job: UInt32,
    work: Double,
    on container: Int,
    at now: SimTime
  ) -> DevicePlan {
    container < firstContext
      ? cpus.start(job, work: work, on: container, at: now)
      : numbered(gpus.start(job, work: work, on: container - firstContext, at: now))
  }

  /// The job that finishes next on a device; there must be one.
  package mutating func nextJob(on device: Int) -> UInt32 {
    device < firstGPU ? cpus.nextJob(on: device) : gpus.nextJob(on: device - firstGPU)
  }

  /// Ends the job that finishes next on a device.
  package mutating func finishNext(on device: Int, at now: SimTime) -> DevicePlan {
    device < firstGPU
      ? cpus.finishNext(on: device, at: now)
      : numbered(gpus.finishNext(on: device - firstGPU, at: now))
  }

  /// Ends the job that finishes next on a device, and starts another one in its place.
  package mutating func replaceNext(
    on device: Int,
    with job: UInt32,
    work: Double,
    at now: SimTime
  ) -> DevicePlan {
    device < firstGPU
      ? cpus.replaceNext(on: device, with: job, work: work, at: now)
      : numbered(gpus.replaceNext(on: device - firstGPU, with: job, work: work, at: now))
  }

  /// Ends every job of a container, finished or not.
  package mutating func stopAll(on container: Int, at now: SimTime) -> DevicePlan {
    container < firstContext
      ? cpus.stopAll(on: container, at: now)
      : numbered(gpus.stopAll(on: container - firstContext, at: now))
  }

  /// Stops or resumes the container that a device does next, where `nextJob` is no job.
  package mutating func throttleNext(on device: Int, at now: SimTime) -> DevicePlan {
    cpus.throttleNext(on: device, at: now)
  }

  /// Says that a container's pod has come to its node or left it; the container is idle.
  package mutating func setPresence(
    of container: Int,
    to isPresent: Bool,
    at now: SimTime
  ) -> DevicePlan {
    guard container < firstContext else {
      let gpu = gpus.gpu(of: container - firstContext)
      return DevicePlan(device: firstGPU + gpu, nextFinish: gpus.nextFinish(on: gpu))
    }
    return cpus.setPresence(of: container, to: isPresent, at: now)
  }

  /// The quota period of a container; nil if it has no CPU limit.
  package func period(of container: Int) -> SimDuration? {
    container < firstContext ? cpus.period(of: container) : nil
  }

  /// Says when the quota of a container is refilled first.
  package mutating func setFirstRefill(of container: Int, after offset: SimDuration) {
    cpus.setFirstRefill(of: container, after: offset)
  }

  /// Brings every container's account up to an instant.
  package mutating func settleAll(at now: SimTime) {
    cpus.settleAll(at: now)
    gpus.settleAll(at: now)
  }

  /// What a container has used and how long it was held back, up to when all were last settled.
  package func account(of container: Int) -> ConsumerAccount {
    container < firstContext
      ? cpus.account(of: container) : gpus.account(of: container - firstContext)
  }

  private func numbered(_ plan: DevicePlan) -> DevicePlan {
    DevicePlan(device: firstGPU + plan.device, nextFinish: plan.nextFinish)
  }
}

extension DeviceSpec {
  /// Cores of the node's CPUs.
  package var cores: Double { Double(capacityMilli) / 1000 }
}
