import Domain
import Foundation
import Testing
import Validation

/// The geometries that the cases bring along are the ones that scenarios are checked against.
@Suite struct ShippedGeometryTests {
  private struct File: Decodable {
    struct Case: Decodable {
      struct Inputs: Decodable {
        var gpu: String
        var geometry: Geometry
      }

      var inputs: Inputs
    }

    var cases: [Case]
  }

  private struct Geometry: Decodable {
    struct Profile: Decodable {
      var size: Int
      var computeSlices: Int
      var maxInstances: Int
      var starts: [Int]
    }

    var memorySlots: Int
    var computeSlices: Int
    var profiles: [String: Profile]
  }

  @Test func oneTable() throws {
    let names = ["A30-24GB": "A30", "A100-40GB": "A100-40GB", "H100-80GB": "H100-80GB"]
    let url = try shippedCases().appending(path: "mig_placement.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let file = try decoder.decode(File.self, from: Data(contentsOf: url))
    #expect(Set(file.cases.map(\.inputs.gpu)) == Set(names.keys))
    for inputs in file.cases.map(\.inputs) {
      let model = try #require(names[inputs.gpu].flatMap { MIGModel.named($0) })
      let (theirs, ours) = (inputs.geometry, model.geometry)
      #expect(theirs.memorySlots == ours.memorySlots)
      #expect(theirs.computeSlices == ours.computeSlices)
      #expect(Set(theirs.profiles.keys) == Set(ours.profiles.map(\.name)))
      for (name, profile) in theirs.profiles {
        let own = MIGProfile(
          name: name,
          slots: profile.size,
          computeSlices: profile.computeSlices,
          mostInstances: profile.maxInstances,
          starts: profile.starts,
          // The cases say nothing of it.
          usableMemory: ours.profile(name)?.usableMemory
        )
        #expect(ours.profile(name) == own)
      }
    }
  }
}
