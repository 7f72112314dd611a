internal import EventCore

/// What one replay of a performance test came to.
struct KueueOutcome: Sendable {
  /// By class: the mean seconds from creation to the last admission.
  var admissionSeconds: [Double]
  /// Until the last workload was finished.
  var makespanSeconds: Double
  /// Quota held ÷ nominal quota, over the whole time.
  var usage: Double
  var evictions: Int
  var cycles: Int
  var reasonWrites: Int
  /// Workloads that ran to their end.
  var finished: Int

  init(_ configuration: KueueConfiguration, _ delays: KueueDelays, ties: TimerQueue.TieBreak) {
    var replay = KueueReplay(configuration, delays, ties: ties)
    replay.run()
    let classes = configuration.classes.indices
    var sums = classes.map { _ in 0.0 }
    for workload in replay.workloads where workload.isFinished {
      sums[workload.kind] += (workload.startedAt - workload.createdAt).inSeconds
    }
    let queues = configuration.cohorts * configuration.queuesPerCohort
    admissionSeconds = classes.map { sums[$0] / Double(queues * configuration.classes[$0].count) }
    makespanSeconds = replay.now.nanoseconds.seconds
    let nominal = Double(Int64(queues) * configuration.nominalCPUs)
    usage = replay.held / (nominal * Double(replay.now.nanoseconds))
    evictions = replay.evictions
    cycles = replay.cycles
    reasonWrites = replay.reasonWrites
    finished = replay.workloads.count { $0.isFinished }
  }
}

extension Int64 {
  /// Nanoseconds as seconds.
  fileprivate var seconds: Double { Double(self) / 1e9 }
}
