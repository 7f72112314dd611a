internal import Domain
internal import EventCore
internal import Scheduling

extension ConformanceTopic {
  /// Time-slicing and MPS as the device plugin advertises and admits them.
  static let gpuSharing = ConformanceTopic(
    "gpu_sharing",
    kinds: ["time_slicing": timeSlicing, "mps": mps]
  )

  private static let timeSlicing = ConformanceTopic("time_slicing") {
    (inputs: TimeSlicingInputs, expected: SharingExpected) in
    let failsAboveOne = inputs.failRequestsGreaterThanOne == true
    let found = SharingExpected(
      advertised: advertised(gpus: inputs.gpus, replicas: inputs.replicas),
      admitted: admitsReplicas(inputs.request, failsAboveOne: failsAboveOne)
    )
    try expectEqual(found, expected, "shares")
  }

  private static let mps = ConformanceTopic("mps") {
    (inputs: MPSInputs, expected: SharingExpected) in
    let text = inputs.computeCapability
    let capability = try known(ComputeCapability(text), "no compute capability '\(text)'")
    let found: SharingExpected
    do throws(MPSDivision.Failure) {
      let division = try MPSDivision(
        replicas: Int64(inputs.replicas),
        memoryBytes: inputs.memoryBytes,
        capability
      )
      // A refused container has no share; what one would have had may be stated all the same.
      let isAdmitted = division.admits(inputs.request)
      let isStated = isAdmitted || expected.guaranteedComputePercent != nil
      found = SharingExpected(
        advertised: advertised(gpus: inputs.gpus, replicas: inputs.replicas),
        admitted: isAdmitted,
        guaranteedComputePercent: isStated ? division.activeThreadPercent : nil,
        memoryLimitMib: isStated ? division.pinnedMemoryMiB : nil
      )
    } catch {
      found = SharingExpected(error: error == .noReplicas ? "no_replicas" : "too_many_replicas")
    }
    try expectEqual(found, expected, "shares")
  }
}

/// What a node with such GPUs offers; both ways of sharing are advertised alike.
private func advertised(gpus: Int, replicas: Int) -> Int64 {
  let slicing = TimeSlicing(replicas: replicas, slice: .milliseconds(2), switchCost: .zero)
  return NodeGPUs(
    model: "any",
    count: gpus,
    memoryEach: Bytes(0),
    sharing: .timeSlicing(slicing)
  ).advertised.amount(.gpu)
}

private struct TimeSlicingInputs: Decodable {
  var gpus: Int
  var replicas: Int
  var request: Int64
  var failRequestsGreaterThanOne: Bool?
}

private struct MPSInputs: Decodable {
  var gpus: Int
  var replicas: Int
  var memoryBytes: Int64
  var computeCapability: String
  var request: Int64
}

private struct SharingExpected: Decodable, Equatable {
  var advertised: Int64?
  var admitted: Bool?
  var guaranteedComputePercent: Int64?
  var memoryLimitMib: Int64?
  var error: String?
}
