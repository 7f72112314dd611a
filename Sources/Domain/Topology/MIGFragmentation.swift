/// What is left of a GPU for new instances beside those that exist.
package struct MIGFragmentation: Sendable, Equatable {
  /// The profiles of which one more instance finds a place, in the order of the geometry.
  package let fitting: [String]
  /// Instances of each profile that would find places if no others came.
  package let reachable: [String: Int]
  /// Instances of each profile for which enough slots, slices and counts are free, but no places.
  package let unreachable: [String: Int]

  /// Nil if the instances can't exist side by side.
  package init?(of geometry: MIGGeometry, with occupied: [MIGInstance]) {
    guard let taken = MIGOccupancy(occupied, in: geometry) else { return nil }
    let freeSlots = geometry.memorySlots - taken.mask.nonzeroBitCount
    let freeCompute = geometry.computeSlices - taken.computeSlices
    var reachable: [String: Int] = [:]
    var unreachable: [String: Int] = [:]
    for profile in geometry.profiles {
      let left = profile.mostInstances - taken.counts[profile.name, default: 0]
      let bySlices = profile.computeSlices == 0 ? left : freeCompute / profile.computeSlices
      let enough = max(0, min(left, bySlices, freeSlots / profile.slots))
      let placed =
        (0...enough).last { count in
          geometry.hasRoom(
            for: Array(repeating: profile.name, count: count),
            besides: occupied
          )
        } ?? 0
      reachable[profile.name] = placed
      unreachable[profile.name] = enough - placed
    }
    fitting = geometry.profiles.map(\.name).filter { reachable[$0, default: 0] > 0 }
    self.reachable = reachable
    self.unreachable = unreachable
  }
}
