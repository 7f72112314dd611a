package import Domain

/// A GPU as its vendor describes it.
package struct GPUModel: Sendable {
  /// As scenarios write it under `gpus.model`.
  package var name: String
  /// What the driver reports, in Mi.
  package var memory: Constant
  /// GB/s.
  package var bandwidth: Constant
  /// TFLOP/s of dense matrices in 16-bit floating point.
  package var peakFP16: Constant
  /// TFLOP/s of dense matrices in 8-bit floating point; nil where the GPU lacks it.
  package var peakFP8: Constant?

  /// How it can be cut into MIG instances; nil if it can't.
  package var mig: MIGModel? { MIGModel.named(name) }

  package var memoryBytes: Double { memory.value * 1_048_576 }

  package var constants: [(path: String, constant: Constant)] {
    [("memory", memory), ("bandwidth", bandwidth), ("peakFP16", peakFP16)]
      + (peakFP8.map { [("peakFP8", $0)] } ?? [])
  }
}

let gpuModels: [GPUModel] = [
  gpu("T4", mebibytes: 16_384, bandwidth: 320, fp16: 65, sheet: "T4"),
  gpu("V100-32GB", mebibytes: 32_768, bandwidth: 900, fp16: 125, sheet: "V100 SXM2"),
  gpu("L4", mebibytes: 22_888, bandwidth: 300, fp16: 121, fp8: 242, sheet: "L4"),
  gpu("A10G", mebibytes: 22_888, bandwidth: 600, fp16: 70, sheet: "A10G"),
  gpu("L40S", mebibytes: 45_776, bandwidth: 864, fp16: 362, fp8: 733, sheet: "L40S"),
  gpu("A30", mebibytes: 24_576, bandwidth: 933, fp16: 165, sheet: "A30"),
  gpu("A100-40GB", mebibytes: 40_960, bandwidth: 1555, fp16: 312, sheet: "A100 40GB SXM"),
  gpu("A100-80GB", mebibytes: 81_920, bandwidth: 2039, fp16: 312, sheet: "A100 80GB SXM"),
  gpu("H100-80GB", mebibytes: 81_920, bandwidth: 3350, fp16: 989, fp8: 1979, sheet: "H100 SXM"),
  gpu("H200", mebibytes: 144_384, bandwidth: 4800, fp16: 989, fp8: 1979, sheet: "H200 SXM"),
  gpu("B200", mebibytes: 183_359, bandwidth: 8000, fp16: 2250, fp8: 4500, sheet: "HGX B200"),
  gpu("B300", mebibytes: 275_040, bandwidth: 8000, fp16: 2250, fp8: 4500, sheet: "HGX B300"),
]

private func gpu(
  _ name: String,
  mebibytes: Double,
  bandwidth: Double,
  fp16: Double,
  fp8: Double? = nil,
  sheet: String
) -> GPUModel {
  let source = "NVIDIA \(sheet) data sheet, without sparsity"
  // The A30 is the only one here that EC2 does not offer.
  let memorySource = name == "A30" ? source : instanceSource
  return GPUModel(
    name: name,
    memory: Constant(mebibytes, "Mi", .vendor, memorySource),
    bandwidth: Constant(bandwidth, "GB/s", .vendor, source),
    peakFP16: Constant(fp16, "TFLOP/s", .vendor, source),
    peakFP8: fp8.map { Constant($0, "TFLOP/s", .vendor, source) }
  )
}
