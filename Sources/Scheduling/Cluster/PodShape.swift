internal import Domain

/// All that admission and the scheduler look at in a pod; pods of one shape are interchangeable.
struct PodShape: Hashable {
  var workload: PodWorkload
  var namespace: Int?
  var requests: ResourceList
  var limits: ResourceList
  var nodeSelector: [String: String]
  var tolerations: [Toleration]
  var priority: Int
  var priorityClass: String?
  var rules: SchedulingRules

  init(_ pod: PlannedPod) {
    workload = pod.workload
    namespace = pod.namespace
    requests = pod.requests
    limits = pod.limits
    nodeSelector = pod.nodeSelector
    tolerations = pod.tolerations
    priority = pod.priority
    priorityClass = pod.priorityClass
    rules = pod.rules
  }

  /// What a controller makes: pods of one owner are spread by the scheduler's own constraints.
  var owner: PodOwner { PodOwner(workload: workload, namespace: namespace) }
}

/// A workload within a namespace.
struct PodOwner: Hashable {
  var workload: PodWorkload
  var namespace: Int?
}

/// The shapes of a cluster's pods under dense numbers.
struct PodShapes {
  private(set) var all: [PodShape] = []
  private var ofOwner: [PodOwner: [Int]] = [:]
  private var last = 0

  /// The number of the pod's shape, a new one if it has not been seen.
  ///
  /// Pods mostly come one copy after another, and owners rarely have more than one shape.
  mutating func number(of pod: Int, in pods: [PlannedPod]) -> Int {
    if last < all.count, isShape(last, of: pod, in: pods) { return last }
    let owner = PodOwner(workload: pods[pod].workload, namespace: pods[pod].namespace)
    if let known = ofOwner[owner] {
      for number in known where isShape(number, of: pod, in: pods) {
        last = number
        return number
      }
    }
    last = all.count
    all.append(PodShape(pods[pod]))
    ofOwner[owner, default: []].append(last)
    return last
  }

  /// Whether a pod has the shape of that number.
  ///
  /// Copies of one pod share their storage, which makes comparing them cheap; numbers that tell
  /// shapes apart come first.
  @inline(__always)
  private func isShape(_ shape: Int, of pod: Int, in pods: [PlannedPod]) -> Bool {
    all[shape].workload == pods[pod].workload && all[shape].namespace == pods[pod].namespace
      && all[shape].priority == pods[pod].priority && all[shape].requests == pods[pod].requests
      && all[shape].limits == pods[pod].limits
      && all[shape].nodeSelector == pods[pod].nodeSelector
      && all[shape].tolerations == pods[pod].tolerations
      && all[shape].priorityClass == pods[pod].priorityClass && all[shape].rules == pods[pod].rules
  }
}
