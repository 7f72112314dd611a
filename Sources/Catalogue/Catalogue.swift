/// What ships with the product so that scenarios need not measure it again: serving profiles, GPUs
/// and instance types, every figure with its pedigree and its source.
package enum Catalogue {
  package static let gpus: [GPUModel] = gpuModels
  package static let instanceTypes: [InstanceType] = gpuInstanceTypes + cpuInstanceTypes
  package static let profiles: [ServingProfile] =
    [measuredLlama] + benchmarkedLanguageModels + derivedLanguageModels + visionProfiles
    + embeddingProfiles + cpuProfiles

  package static func gpu(_ name: String) -> GPUModel? { gpusByName[name] }
  package static func instanceType(_ name: String) -> InstanceType? { instanceTypesByName[name] }
  package static func profile(_ name: String) -> ServingProfile? { profilesByName[name] }

  private static let gpusByName = byName(gpus, \.name)
  private static let instanceTypesByName = byName(instanceTypes, \.name)
  private static let profilesByName = byName(profiles, \.name)

  private static func byName<Entry>(
    _ entries: [Entry],
    _ name: (Entry) -> String
  ) -> [String: Entry] {
    Dictionary(entries.map { (name($0), $0) }) { first, _ in first }
  }
}
