internal import Domain

/// A machine as a cloud rents it out.
package struct InstanceType: Sendable {
  /// The cloud's name, for example `g5.xlarge`.
  package var name: String
  package var vcpus: Constant
  /// In Mi.
  package var memory: Constant
  /// What the kubelet leaves for pods, in thousandths of a core.
  package var allocatableCPU: Constant
  /// What the kubelet leaves for pods, in Mi.
  package var allocatableMemory: Constant
  package var pods: Constant
  /// In US dollars for one hour, on demand.
  package var price: Constant
  /// A name of `Catalogue.gpus`.
  package var gpu: String?
  package var gpuCount: Constant?

  /// What a node pool of these machines says, in a scenario's words.
  package var settings: Setting {
    var fields = [
      Setting.Field(
        "allocatable",
        .fields([
          .init("cpu", allocatableCPU), .init("memory", allocatableMemory), .init("pods", pods),
        ])
      ),
      .init("price", .fields([.init("amount", price)])),
      .init("labels", .fields([.init(Self.label, .word(name))])),
    ]
    if let gpu, let gpuCount { fields.append(.init("gpus", gpuSettings(gpu, gpuCount))) }
    return .fields(fields)
  }

  private func gpuSettings(_ gpu: String, _ count: Constant) -> Setting {
    let memory = Catalogue.gpu(gpu).map { [Setting.Field("memory", $0.memory)] } ?? []
    return .fields([.init("model", .word(gpu)), .init("count", count)] + memory)
  }

  package var constants: [(path: String, constant: Constant)] {
    [("vcpus", vcpus), ("memory", memory)] + settings.constants()
  }

  /// The label under which a node carries its instance type.
  package static let label = "node.kubernetes.io/instance-type"
}

let instanceSource =
  "EC2 as in Karpenter's instance type reference (aws/karpenter-provider-aws 1d92708, 2026-08-21)"
private let priceSource =
  "AWS us-east-1, on demand, 2026-07-20 (aws/karpenter-provider-aws 1d92708)"

/// One line of a table of instance types.
///
/// Memory is in Mi, allocatable CPU in thousandths of a core, the price in US dollars an hour.
func instance(
  _ name: String,
  _ vcpus: Double,
  _ memory: Double,
  _ allocatableCPU: Double,
  _ allocatableMemory: Double,
  _ pods: Double,
  _ price: Double,
  _ gpu: String? = nil,
  _ gpuCount: Double = 0
) -> InstanceType {
  InstanceType(
    name: name,
    vcpus: Constant(vcpus, .vendor, instanceSource),
    memory: Constant(memory, "Mi", .vendor, instanceSource),
    allocatableCPU: Constant(allocatableCPU, "m", .vendor, instanceSource),
    allocatableMemory: Constant(allocatableMemory, "Mi", .vendor, instanceSource),
    pods: Constant(pods, .vendor, instanceSource),
    price: Constant(price, .vendor, priceSource),
    gpu: gpu,
    gpuCount: gpu.map { _ in Constant(gpuCount, .vendor, instanceSource) }
  )
}
