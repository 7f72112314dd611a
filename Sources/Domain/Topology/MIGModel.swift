/// What NVIDIA's driver can cut a GPU model into.
///
/// Placements as in go-nvml's mocks for the A100 and as printed by `nvidia-smi mig -lgipp`; the
/// mocks of newer models give 3g and 7g too few slots, so theirs follow the printed ones. Sources:
/// github.com/NVIDIA/mig-parted, NVIDIA MIG user guide ("Supported MIG profiles"). The starts on
/// the RTX PRO 6000 are assumed to be those of the A30, which is cut alike.
///
/// Usable mebibytes: H100 as printed by `nvidia-smi mig -lgip`; A100 and A30 from go-nvml's mocks;
/// H200 and B200 from mocks too, which round up; RTX PRO 6000 assumed to be even parts of the card.
package struct MIGModel: Sendable {
  package let name: String
  package let geometry: MIGGeometry

  package static let all: [MIGModel] = [
    fourSlices("A30", gigabytes: [6, 12, 24], usable: [5836, 11672, 23344], hasMediaPairs: true),
    sevenSlices(
      "A100-40GB",
      gigabytes: [5, 10, 10, 20, 20, 40],
      usable: [4864, 9856, 9856, 19968, 19968, 40192]
    ),
    sevenSlices(
      "A100-80GB",
      gigabytes: [10, 20, 20, 40, 40, 80],
      usable: [9856, 19968, 19968, 40192, 40192, 80384]
    ),
    sevenSlices(
      "H100-80GB",
      gigabytes: [10, 20, 20, 40, 40, 80],
      usable: [9984, 20091, 20091, 40448, 40448, 81152]
    ),
    sevenSlices(
      "H200",
      gigabytes: [18, 35, 35, 71, 71, 141],
      usable: [18432, 35840, 35840, 72704, 72704, 144_384]
    ),
    sevenSlices(
      "B200",
      gigabytes: [23, 45, 45, 90, 90, 180],
      usable: [23552, 46080, 46080, 92160, 92160, 184_320]
    ),
    fourSlices(
      "RTX-PRO-6000",
      gigabytes: [24, 48, 96],
      usable: [24471, 48943, 97887],
      hasMediaPairs: false
    ),
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
  private static func sevenSlices(
    _ name: String,
    gigabytes sizes: [Int],
    usable: [Int64]
  ) -> MIGModel? {
    let ones = [0, 1, 2, 3, 4, 5, 6]
    return MIGModel(
      name,
      memorySlots: 8,
      computeSlices: 7,
      [
        profile("1g.\(sizes[0])gb", slots: 1, compute: 1, most: 7, ones, usable[0]),
        profile("1g.\(sizes[0])gb+me", slots: 1, compute: 1, most: 1, ones, usable[0]),
        profile("1g.\(sizes[1])gb", slots: 2, compute: 1, most: 4, [0, 2, 4, 6], usable[1]),
        profile("2g.\(sizes[2])gb", slots: 2, compute: 2, most: 3, [0, 2, 4], usable[2]),
        profile("3g.\(sizes[3])gb", slots: 4, compute: 3, most: 2, [0, 4], usable[3]),
        profile("4g.\(sizes[4])gb", slots: 4, compute: 4, most: 1, [0], usable[4]),
        profile("7g.\(sizes[5])gb", slots: 8, compute: 7, most: 1, [0], usable[5]),
      ]
    )
  }

  /// Four memory slots and four compute slices; sizes of 1g, 2g and 4g.
  private static func fourSlices(
    _ name: String,
    gigabytes sizes: [Int],
    usable: [Int64],
    hasMediaPairs: Bool
  ) -> MIGModel? {
    let (ones, twos) = ([0, 1, 2, 3], [0, 2])
    var profiles = [
      profile("1g.\(sizes[0])gb", slots: 1, compute: 1, most: 4, ones, usable[0]),
      profile("1g.\(sizes[0])gb+me", slots: 1, compute: 1, most: 1, ones, usable[0]),
      profile("2g.\(sizes[1])gb", slots: 2, compute: 2, most: 2, twos, usable[1]),
      profile("2g.\(sizes[1])gb+me", slots: 2, compute: 2, most: 1, twos, usable[1]),
      profile("4g.\(sizes[2])gb", slots: 4, compute: 4, most: 1, [0], usable[2]),
    ]
    if !hasMediaPairs { profiles.removeAll { $0.name.hasSuffix("+me") } }
    return MIGModel(name, memorySlots: 4, computeSlices: 4, profiles)
  }

  private static func profile(
    _ name: String,
    slots: Int,
    compute: Int,
    most: Int,
    _ starts: [Int],
    _ usableMebibytes: Int64
  ) -> MIGProfile {
    MIGProfile(
      name: name,
      slots: slots,
      computeSlices: compute,
      mostInstances: most,
      starts: starts,
      usableMemory: Bytes(usableMebibytes << 20)
    )
  }
}
