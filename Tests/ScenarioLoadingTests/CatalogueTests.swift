import Catalogue
import Domain
import ScenarioLoading
import Testing

/// The catalogue is consistent in itself, whatever scenarios make of it.
@Suite struct CatalogueTests {
  private static let entries: [(name: String, constants: [(path: String, constant: Constant)])] =
    Catalogue.profiles.map { ($0.name, $0.constants) }
    + Catalogue.gpus.map { ($0.name, $0.constants) }
    + Catalogue.instanceTypes.map { ($0.name, $0.constants) }

  @Test func everyConstantHasPedigreeAndSource() {
    for entry in Self.entries {
      #expect(!entry.constants.isEmpty, "\(entry.name)")
      for (path, constant) in entry.constants {
        #expect(constant.source.count > 10, "\(entry.name) \(path)")
        #expect(constant.pedigree != .extrapolated, "\(entry.name) \(path)")
        #expect(constant.value.isFinite && constant.value > 0, "\(entry.name) \(path)")
        #expect(Double(constant.number) == constant.value, "\(entry.name) \(path)")
      }
    }
  }

  @Test func namesAreUniqueAndAreNames() {
    let kinds = [
      Catalogue.profiles.map(\.name), Catalogue.gpus.map(\.name),
      Catalogue.instanceTypes.map(\.name),
    ]
    for names in kinds {
      #expect(Set(names).count == names.count)
      #expect(names.allSatisfy { $0.wholeMatch(of: /[A-Za-z0-9.-]{2,40}/) != nil })
    }
    #expect(kinds.map(\.count).min() ?? 0 > 10)
  }

  @Test func nothingIsAllocatableThatIsNotThere() {
    for type in Catalogue.instanceTypes {
      #expect(type.allocatableCPU.value < type.vcpus.value * 1000, "\(type.name)")
      #expect(type.allocatableMemory.value < type.memory.value, "\(type.name)")
      #expect(type.gpu.map { Catalogue.gpu($0) != nil } ?? true, "\(type.name)")
      #expect((type.gpu == nil) == (type.gpuCount == nil), "\(type.name)")
    }
  }

  /// Prices per GPU-hour of the smallest machines, as serving-cost comparisons quote them.
  private static let prices: [(name: String, perGPU: Double)] = [
    ("g4dn.xlarge", 0.526), ("g6.xlarge", 0.8048), ("g5.xlarge", 1.006), ("g6e.xlarge", 1.861),
    ("p4d.24xlarge", 2.744_705_25), ("p4de.24xlarge", 3.430_881_25), ("p5.48xlarge", 6.88),
    ("p5en.48xlarge", 7.912), ("p6-b200.48xlarge", 14.2416),
  ]

  @Test(arguments: prices)
  func pricePerGPU(name: String, perGPU: Double) throws {
    let type = try #require(Catalogue.instanceType(name))
    let count = try #require(type.gpuCount)
    #expect(abs(type.price.value / count.value - perGPU) < 1e-9)
  }

  /// Every MIG model is a GPU of the catalogue, but for the one that has no data sheet here.
  @Test func modelsThatCanBeCutAreListed() {
    let cuttable = Set(Catalogue.gpus.filter { $0.mig != nil }.map(\.name))
    #expect(cuttable == Set(MIGModel.all.map(\.name)).subtracting(["RTX-PRO-6000"]))
  }

  @Test func modelsFitTheirGPUs() throws {
    for profile in Catalogue.profiles {
      guard let name = profile.gpu, let memory = profile.memory else { continue }
      let gpu = try #require(Catalogue.gpu(name))
      #expect(memory.total.value < gpu.memoryBytes * Double(profile.gpuCount), "\(profile.name)")
    }
  }

  /// Llama-2-7b holds 2 × 32 layers × 32 heads × 128 values × 2 bytes a token: 512 KiB.
  @Test func bytesOfAToken() throws {
    let memory = try #require(Catalogue.profile("llama-2-7b-a10g")?.memory)
    #expect(memory.perCacheToken?.value == 524_288)
    #expect(memory.weights.value == 6.738e9 * 2)
  }

  /// The fit gives back the batches of the cost profile that it was taken from: seconds for one
  /// step of so many requests with so many tokens in the cache, measured by VTC's authors.
  private static let batches: [(sequences: Double, tokens: Double, perRequest: Double)] = [
    (138, 5520, 0.030275464057922363 / 64), (78, 7488, 0.03831646686945206 / 64),
    (19, 7296, 0.5011190740685714 / 256), (13, 8320, 0.7603553992051345 / 256),
  ]

  @Test(arguments: batches)
  func stepsAsMeasured(sequences: Double, tokens: Double, perRequest: Double) throws {
    let seconds = perRequest * sequences
    let profile = try #require(Catalogue.profile("llama-2-7b-a10g"))
    func time(_ name: String) throws -> Double {
      let path = "continuousBatching.steps.\(name)"
      let constant = try #require(profile.constants.first { $0.path == path }).constant
      let scale = try #require(["ms": 1e-3, "us": 1e-6][constant.unit])
      return constant.value * scale
    }
    let base = try time("decodeBase")
    let predicted =
      try base + sequences * time("perSequence") + tokens * time("perContextToken")
    #expect(abs(predicted / seconds - 1) < 0.11)
  }
}
