internal import Domain

/// Language models without a measurement at hand: all their times are the roofline's.
let derivedLanguageModels: [ServingProfile] = [
  derived("llama-2-7b-a100-80gb", "Llama 2 7B", .llama2With7B, on: "A100-80GB"),
  derived("llama-2-13b-a100-80gb", "Llama 2 13B", .llama2With13B, on: "A100-80GB"),
  derived("llama-2-13b-l40s", "Llama 2 13B", .llama2With13B, on: "L40S", sequences: 32),
  derived("llama-3.1-8b-l4", "Llama 3.1 8B", .llama31With8B, on: "L4", sequences: 32),
  derived("llama-3.1-8b-a10g", "Llama 3.1 8B", .llama31With8B, on: "A10G", sequences: 32),
  derived("llama-3.1-8b-l40s", "Llama 3.1 8B", .llama31With8B, on: "L40S", sequences: 128),
  derived("llama-3.1-8b-a100-40gb", "Llama 3.1 8B", .llama31With8B, on: "A100-40GB"),
  derived("llama-3.1-8b-a100-80gb", "Llama 3.1 8B", .llama31With8B, on: "A100-80GB"),
  derived("llama-3.1-8b-h100", "Llama 3.1 8B", .llama31With8B, on: "H100-80GB"),
  derived("llama-3.1-70b-a100-80gbx4", "Llama 3.1 70B", .llama31With70B, on: "A100-80GB", 4),
  derived("llama-3.1-70b-h100x4", "Llama 3.1 70B", .llama31With70B, on: "H100-80GB", 4),
].compactMap(\.self)

/// A model in 16 bits, its cache as well.
private func derived(
  _ name: String,
  _ model: String,
  _ facts: LanguageModel,
  on gpuName: String,
  _ gpuCount: Int = 1,
  sequences: Double = 256
) -> ServingProfile? {
  guard let gpu = Catalogue.gpu(gpuName) else { return nil }
  let roofline = Roofline(
    model: facts,
    gpu: gpu,
    gpuCount: Double(gpuCount),
    bytesPerWeight: 2,
    bytesPerCacheValue: 2
  )
  let number = gpuCount == 1 ? "one" : "\(gpuCount)"
  let way = gpuCount == 1 ? "" : " (tensor parallel, at no cost)"
  return ServingProfile(
    name,
    "\(model) in 16 bits on \(number) \(gpuName)\(way), derived",
    gpu: gpuName,
    gpuCount: gpuCount,
    runtime: .continuousBatching,
    settings: roofline.settings(sequences: sequences),
    range: limits(
      input: 4096,
      output: 4096,
      sequences: sequences,
      like: Constant(
        0,
        .assumed,
        "beyond it attention's own arithmetic and the GPU's limits should be looked at"
      )
    ),
    memory: roofline.memory
  )
}
