/// What NVIDIA's driver can cut a GPU model into.
///
/// Placements as in go-nvml's mocks for the A100 and as printed by `nvidia-smi mig -lgipp`; the
/// mocks of newer models give 3g and 7g too few slots, so theirs follow the printed ones. Sources:
/// github.com/NVIDIA/mig-parted, NVIDIA MIG user guide ("Supported MIG profiles"). The starts on
/// the RTX PRO 6000 are assumed to be those of the A30, which is cut alike.
package struct MIGModel: Sendable {
  package let name: String
  package let geometry: MIGGeometry

  package static let all: [MIGModel] = [
    fourSlices("A30", gigabytes: [6, 12, 24], hasMediaPairs: true),
    sevenSlices("A100-40GB", gigabytes: [5, 10, 10, 20, 20, 40]),
    sevenSlices("A100-80GB", gigabytes: [10, 20, 20, 40, 40, 80]),
    sevenSlices("H100-80GB", gigabytes: [10, 20, 20, 40, 40, 80]),
    sevenSlices("H200", gigabytes: [18, 35, 35, 71, 71, 141]),
    sevenSlices("B200", gigabytes: [23, 45, 45, 90, 90, 180]),
    fourSlices("RTX-PRO-6000", gigabytes: [24, 48, 96], hasMediaPairs: false),
  ].compactMap(\.self)

  package static func named(_ name: String) -> MIGModel? { all.first { $0.name == name } }

  private init?(_ name: String, memorySlots: Int, computeSlices: Int, _ profiles: [MIGProfile]) {
    let geometry = MIGGeometry(
      memorySlots: memorySlots,
      computeSlices: computeSlices,
      profiles: profiles
    )
    guard let geometry else { return nil }
    self.name = name
    self.geometry = geometry
  }

  /// Eight memory slots and seven compute slices; sizes of 1g, 1g double, 2g, 3g, 4g and 7g.
  private static func sevenSlices(_ name: String, gigabytes sizes: [Int]) -> MIGModel? {
    let ones = [0, 1, 2, 3, 4, 5, 6]
    return MIGModel(
      name,
      memorySlots: 8,
      computeSlices: 7,
      [
        profile("1g.\(sizes[0])gb", slots: 1, compute: 1, most: 7, ones),
        profile("1g.\(sizes[0])gb+me", slots: 1, compute: 1, most: 1, ones),
        profile("1g.\(sizes[1])gb", slots: 2, compute: 1, most: 4, [0, 2, 4, 6]),
        profile("2g.\(sizes[2])gb", slots: 2, compute: 2, most: 3, [0, 2, 4]),
        profile("3g.\(sizes[3])gb", slots: 4, compute: 3, most: 2, [0, 4]),
        profile("4g.\(sizes[4])gb", slots: 4, compute: 4, most: 1, [0]),
        profile("7g.\(sizes[5])gb", slots: 8, compute: 7, most: 1, [0]),
      ]
    )
  }

  /// Four memory slots and four compute slices; sizes of 1g, 2g and 4g.
  private static func fourSlices(
    _ name: String,
    gigabytes sizes: [Int],
    hasMediaPairs: Bool
  ) -> MIGModel? {
    let (ones, twos) = ([0, 1, 2, 3], [0, 2])
    var profiles = [
      profile("1g.\(sizes[0])gb", slots: 1, compute: 1, most: 4, ones),
      profile("1g.\(sizes[0])gb+me", slots: 1, compute: 1, most: 1, ones),
      profile("2g.\(sizes[1])gb", slots: 2, compute: 2, most: 2, twos),
      profile("2g.\(sizes[1])gb+me", slots: 2, compute: 2, most: 1, twos),
      profile("4g.\(sizes[2])gb", slots: 4, compute: 4, most: 1, [0]),
    ]
    if !hasMediaPairs { profiles.removeAll { $0.name.hasSuffix("+me") } }
    return MIGModel(name, memorySlots: 4, computeSlices: 4, profiles)
  }

  private static func profile(
    _ name: String,
    slots: Int,
    compute: Int,
    most: Int,
    _ starts: [Int]
  ) -> MIGProfile {
    MIGProfile(
      name: name,
      slots: slots,
      computeSlices: compute,
      mostInstances: most,
      starts: starts
    )
  }
}
