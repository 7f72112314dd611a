/// How a GPU can be cut into MIG instances: memory slots side by side, and compute slices.
///
/// Instances begin at fixed slots and can't move, so a GPU may have enough free slices for an
/// instance and yet no place for it.
package struct MIGGeometry: Sendable, Equatable {
  package let memorySlots: Int
  package let computeSlices: Int
  package let profiles: [MIGProfile]

  /// Nil unless there are 1 to 16 slots and at most 64 slices, each profile covers at least one
  /// slot of the GPU and no two have the same name.
  package init?(memorySlots: Int, computeSlices: Int, profiles: [MIGProfile]) {
    guard 1...16 ~= memorySlots, 0...64 ~= computeSlices,
      Set(profiles.map(\.name)).count == profiles.count,
      profiles.allSatisfy({ 1...memorySlots ~= $0.slots && 0...64 ~= $0.computeSlices })
    else { return nil }
    self.memorySlots = memorySlots
    self.computeSlices = computeSlices
    self.profiles = profiles
  }

  package func profile(_ name: String) -> MIGProfile? { profiles.first { $0.name == name } }

  /// Whether instances of the requested profiles find places beside those that exist.
  ///
  /// - Complexity: O(2^*slots* × *starts*) for each instance requested.
  package func hasRoom(for requested: [String], besides occupied: [MIGInstance] = []) -> Bool {
    guard let taken = MIGOccupancy(occupied, in: self), requested.count <= memorySlots else {
      return false
    }
    var compute = taken.computeSlices
    var counts = taken.counts
    var masks: Set<UInt32> = [taken.mask]
    for name in requested {
      guard let profile = profile(name) else { return false }
      counts[name, default: 0] += 1
      compute += profile.computeSlices
      guard counts[name, default: 0] <= profile.mostInstances, compute <= computeSlices else {
        return false
      }
      let places = starts(of: profile).map(profile.mask)
      // Every way to have placed all instances so far, by the slots that it leaves taken.
      masks = masks.reduce(into: []) { next, mask in
        for place in places where mask & place == 0 { next.insert(mask | place) }
      }
      if masks.isEmpty { return false }
    }
    return true
  }

  /// Where one more instance could be, profile by profile; none if what exists is impossible.
  package func freePlaces(besides occupied: [MIGInstance] = []) -> [MIGInstance] {
    guard let taken = MIGOccupancy(occupied, in: self) else { return [] }
    return profiles.flatMap { profile -> [MIGInstance] in
      guard taken.counts[profile.name, default: 0] < profile.mostInstances,
        taken.computeSlices <= computeSlices - profile.computeSlices
      else { return [] }
      return starts(of: profile).filter { profile.mask(at: $0) & taken.mask == 0 }
        .map { MIGInstance(profile: profile.name, start: $0) }
    }
  }

  /// The starts at which a profile does not stick out of the GPU.
  private func starts(of profile: MIGProfile) -> [Int] {
    profile.starts.filter { 0...(memorySlots - profile.slots) ~= $0 }
  }
}

/// One kind of instance.
package struct MIGProfile: Sendable, Hashable {
  /// NVIDIA's name, for example `2g.20gb`.
  package var name: String
  /// Memory slots that it covers from its start on.
  package var slots: Int
  package var computeSlices: Int
  /// Most instances on one GPU.
  package var mostInstances: Int
  /// The slots at which it may begin.
  package var starts: [Int]
  /// What a pod may use of its memory, which is less than its name says; nil if that isn't known.
  package var usableMemory: Bytes?

  package init(
    name: String,
    slots: Int,
    computeSlices: Int,
    mostInstances: Int,
    starts: [Int],
    usableMemory: Bytes? = nil
  ) {
    self.name = name
    self.slots = slots
    self.computeSlices = computeSlices
    self.mostInstances = mostInstances
    self.starts = starts
    self.usableMemory = usableMemory
  }

  /// A bit for each slot that it covers; the start lies on the GPU.
  func mask(at start: Int) -> UInt32 { ((UInt32(1) << slots) - 1) << start }
}

/// An instance that exists; it can't move.
package struct MIGInstance: Sendable, Hashable {
  package var profile: String
  package var start: Int

  package init(profile: String, start: Int) {
    self.profile = profile
    self.start = start
  }
}

/// What instances take of a GPU.
struct MIGOccupancy {
  /// A bit for each slot.
  var mask: UInt32 = 0
  var computeSlices = 0
  var counts: [String: Int] = [:]

  /// Nil if an instance is of no profile of the GPU, sticks out of it or lies on another one.
  init?(_ instances: [MIGInstance], in geometry: MIGGeometry) {
    for instance in instances {
      guard let profile = geometry.profile(instance.profile),
        0...(geometry.memorySlots - profile.slots) ~= instance.start,
        mask & profile.mask(at: instance.start) == 0
      else { return nil }
      mask |= profile.mask(at: instance.start)
      computeSlices += profile.computeSlices
      counts[instance.profile, default: 0] += 1
    }
  }
}
