/// What NVIDIA's driver can cut a GPU model into.
///
/// Placements as in go-nvml's mocks for the A100 and as printed by `nvidia-smi mig -lgipp`; the
/// mocks of newer models give 3g and 7g too few slots, so theirs follow the printed ones. Sources:
/// github.com/NVIDIA/mig-parted, NVIDIA MIG user guide ("Supported MIG profiles").
struct MIGModel {
  /// An instance profile and where it may begin.
  struct Profile {
    var name: String
    var starts: [Int]
    /// Memory slots it takes from its start on.
    var slots: Int
    var compute: Int
    /// Most instances on one GPU.
    var most: Int
  }

  var name: String
  var computeSlices: Int
  var profiles: [Profile]

  static let all: [MIGModel] = [
    MIGModel(
      name: "A30",
      computeSlices: 4,
      profiles: [
        Profile(name: "1g.6gb", starts: [0, 1, 2, 3], slots: 1, compute: 1, most: 4),
        Profile(name: "1g.6gb+me", starts: [0, 1, 2, 3], slots: 1, compute: 1, most: 1),
        Profile(name: "2g.12gb", starts: [0, 2], slots: 2, compute: 2, most: 2),
        Profile(name: "2g.12gb+me", starts: [0, 2], slots: 2, compute: 2, most: 1),
        Profile(name: "4g.24gb", starts: [0], slots: 4, compute: 4, most: 1),
      ]
    ),
    sevenSlices("A100-40GB", gigabytes: [5, 10, 10, 20, 20, 40]),
    sevenSlices("A100-80GB", gigabytes: [10, 20, 20, 40, 40, 80]),
    sevenSlices("H100-80GB", gigabytes: [10, 20, 20, 40, 40, 80]),
    sevenSlices("H200", gigabytes: [18, 35, 35, 71, 71, 141]),
    sevenSlices("B200", gigabytes: [23, 45, 45, 90, 90, 180]),
  ]

  static func named(_ name: String) -> MIGModel? { all.first { $0.name == name } }

  func profile(_ name: String) -> Profile? { profiles.first { $0.name == name } }

  /// Eight memory slots and seven compute slices; sizes of 1g, 1g double, 2g, 3g, 4g and 7g.
  private static func sevenSlices(_ name: String, gigabytes sizes: [Int]) -> MIGModel {
    let ones = [0, 1, 2, 3, 4, 5, 6]
    return MIGModel(
      name: name,
      computeSlices: 7,
      profiles: [
        Profile(name: "1g.\(sizes[0])gb", starts: ones, slots: 1, compute: 1, most: 7),
        Profile(name: "1g.\(sizes[0])gb+me", starts: ones, slots: 1, compute: 1, most: 1),
        Profile(name: "1g.\(sizes[1])gb", starts: [0, 2, 4, 6], slots: 2, compute: 1, most: 4),
        Profile(name: "2g.\(sizes[2])gb", starts: [0, 2, 4], slots: 2, compute: 2, most: 3),
        Profile(name: "3g.\(sizes[3])gb", starts: [0, 4], slots: 4, compute: 3, most: 2),
        Profile(name: "4g.\(sizes[4])gb", starts: [0], slots: 4, compute: 4, most: 1),
        Profile(name: "7g.\(sizes[5])gb", starts: [0], slots: 8, compute: 7, most: 1),
      ]
    )
  }

  /// Whether all instances find a place on one GPU at the same time.
  func canPlace(_ names: [String]) -> Bool {
    let wanted = names.compactMap(profile).sorted { $0.slots > $1.slots }
    guard wanted.count == names.count, names.count <= computeSlices else { return false }
    guard wanted.reduce(0, { $0 + $1.compute }) <= computeSlices else { return false }
    let isWithinCounts = profiles.allSatisfy { profile in
      wanted.count { $0.name == profile.name } <= profile.most
    }
    return isWithinCounts && findsPlaces(wanted[...], taken: 0)
  }

  /// Tries every start of each instance; at most seven of them, so there are few ways.
  private func findsPlaces(_ wanted: ArraySlice<Profile>, taken: UInt16) -> Bool {
    guard let first = wanted.first else { return true }
    return first.starts.contains { start in
      let mask = ((UInt16(1) << UInt16(first.slots)) - 1) << UInt16(start)
      return taken & mask == 0 && findsPlaces(wanted.dropFirst(), taken: taken | mask)
    }
  }
}
