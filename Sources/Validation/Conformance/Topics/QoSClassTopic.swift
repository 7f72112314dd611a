internal import Scheduling

extension ConformanceTopic {
  /// The QoS class of a pod.
  static let qosClass = ConformanceTopic("qos_class") {
    (inputs: QoSInputs, expected: QoSExpected) in
    let pod = PodSpec(
      containers: inputs.containers.map(\.spec),
      initContainers: (inputs.initContainers ?? []).map(\.spec),
      podLevel: inputs.podLevelResourcesEnabled == true ? inputs.podResources?.spec : nil
    )
    try expectEqual(qualityOfService(of: pod).rawValue, expected.qos, "QoS class")
  }
}

private struct QoSInputs: Decodable {
  var containers: [ContainerShape]
  var initContainers: [ContainerShape]?
  var podResources: ContainerShape?
  var podLevelResourcesEnabled: Bool?
}

private struct QoSExpected: Decodable {
  var qos: String
}
