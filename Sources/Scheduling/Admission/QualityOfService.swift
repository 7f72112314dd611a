internal import Domain

/// The class by which the kubelet ranks pods under pressure.
package enum QualityOfService: String, Sendable {
  case bestEffort = "BestEffort"
  case burstable = "Burstable"
  case guaranteed = "Guaranteed"
}

/// The QoS class of a pod after defaulting; only cpu and memory above 0 count.
package func qualityOfService(of pod: PodSpec) -> QualityOfService {
  let deciding = pod.podLevel.flatMap { $0.namesResources ? [$0] : nil } ?? pod.allContainers
  let requests = positiveSums(deciding.map(\.requests))
  let limits = positiveSums(deciding.map(\.limits))
  if requests.isEmpty && limits.isEmpty { return .bestEffort }
  let isBounded = deciding.allSatisfy { container in
    container.limits.amount(.cpu) > 0 && container.limits.amount(.memory) > 0
  }
  return isBounded && requests == limits ? .guaranteed : .burstable
}

private func positiveSums(_ lists: [ResourceList]) -> ResourceList {
  var sums = ResourceList()
  for name in [ResourceName.cpu, .memory] {
    let sum = lists.reduce(Int64(0)) { $0.addingSaturated(max(0, $1.amount(name))) }
    if sum > 0 { sums[name] = sum }
  }
  return sums
}

extension ContainerSpec {
  /// Whether anything is asked for or limited; a pod may carry an empty object of resources.
  fileprivate var namesResources: Bool { !requests.isEmpty || !limits.isEmpty }
}
