/// Everything that can happen at an instant of a run; endpoints, devices, replicas and batch
/// workloads by number.
enum ClusterEvent {
  case requestArrives(at: Int)
  case oldestRequestTimesOut(of: Int)
  case workFinishes(onDevice: Int)
  case batchDelayExpires(atReplica: Int)
  case activityChanges(of: Int)
  case minuteEnds
  case warmUpEnds
  /// A part of the measured window, in runs of a single replication.
  case partEnds
  case podsChange
  /// A container starts again, or has compiled.
  case containersChange
  /// An image or a model has been loaded.
  case transferEnds
  /// Watched nodes by number.
  case memoryRunsOut(onNode: Int)
  case kubeletLooks(atNode: Int)
}

/// Which timer stands for which event: one per source, device and replica, so that the pending set
/// does not grow with the number of requests in flight.
struct TimerLayout {
  private let timeouts: Int
  private let devices: Int
  private let replicas: Int
  private let batches: Int
  private let memories: Int
  private let kubelets: Int
  private let minute: Int

  /// The number of timers.
  var count: Int { minute + 6 }

  init(endpoints: Int, devices: Int, replicas: Int, batches: Int, watchedNodes: Int) {
    timeouts = endpoints
    self.devices = timeouts + endpoints
    self.replicas = self.devices + devices
    self.batches = self.replicas + replicas
    memories = self.batches + batches
    kubelets = memories + watchedNodes
    minute = kubelets + watchedNodes
  }

  func arrival(_ endpoint: Int) -> Int { endpoint }
  func timeout(_ endpoint: Int) -> Int { timeouts + endpoint }
  func device(_ device: Int) -> Int { devices + device }
  func replica(_ replica: Int) -> Int { replicas + replica }
  func batch(_ batch: Int) -> Int { batches + batch }
  func memory(_ node: Int) -> Int { memories + node }
  func kubelet(_ node: Int) -> Int { kubelets + node }
  var minuteEnd: Int { minute }
  var warmUpEnd: Int { minute + 1 }
  var podChange: Int { minute + 2 }
  var containerChange: Int { minute + 3 }
  var transferEnd: Int { minute + 4 }
  var partEnd: Int { minute + 5 }

  /// The event that a timer stands for.
  func event(of timer: Int) -> ClusterEvent {
    if timer < timeouts { return .requestArrives(at: timer) }
    if timer >= devices, timer < replicas { return .workFinishes(onDevice: timer - devices) }
    if timer < devices { return .oldestRequestTimesOut(of: timer - timeouts) }
    if timer < batches { return .batchDelayExpires(atReplica: timer - replicas) }
    if timer < memories { return .activityChanges(of: timer - batches) }
    if timer < kubelets { return .memoryRunsOut(onNode: timer - memories) }
    if timer < minute { return .kubeletLooks(atNode: timer - kubelets) }
    switch timer {
    case minuteEnd: return .minuteEnds
    case warmUpEnd: return .warmUpEnds
    case podChange: return .podsChange
    case containerChange: return .containersChange
    case partEnd: return .partEnds
    default: return .transferEnds
    }
  }
}
