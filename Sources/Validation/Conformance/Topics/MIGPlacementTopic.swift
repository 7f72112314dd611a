internal import Domain

extension ConformanceTopic {
  /// Whether MIG instances find places on one GPU.
  static let migPlacement = ConformanceTopic("mig_placement") {
    (inputs: MIGInputs, expected: MIGExpected) in
    let geometry = try known(inputs.geometry.value, "no GPU has such a geometry")
    let occupied = inputs.occupied.map { MIGInstance(profile: $0.profile, start: $0.start) }
    let hasRoom = geometry.hasRoom(for: inputs.requested, besides: occupied)
    try expectEqual(hasRoom, expected.feasible, "feasible")
  }
}

private struct MIGInputs: Decodable {
  struct Geometry: Decodable {
    struct Profile: Decodable {
      var size: Int
      var computeSlices: Int
      var maxInstances: Int
      var starts: [Int]
    }

    var memorySlots: Int
    var computeSlices: Int
    var profiles: [String: Profile]

    var value: MIGGeometry? {
      MIGGeometry(
        memorySlots: memorySlots,
        computeSlices: computeSlices,
        profiles: profiles.sorted { $0.key < $1.key }.map { name, profile in
          MIGProfile(
            name: name,
            slots: profile.size,
            computeSlices: profile.computeSlices,
            mostInstances: profile.maxInstances,
            starts: profile.starts
          )
        }
      )
    }
  }

  struct Instance: Decodable {
    var profile: String
    var start: Int
  }

  /// Only says whose geometry it is.
  var gpu: String?
  var geometry: Geometry
  var occupied: [Instance]
  var requested: [String]
}

private struct MIGExpected: Decodable {
  var feasible: Bool
}
