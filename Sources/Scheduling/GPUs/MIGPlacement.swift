/// How a GPU can be cut into MIG instances: memory slots side by side, and compute slices.
package struct MIGGeometry: Sendable {
  package var memorySlots: Int
  package var computeSlices: Int
  package var profiles: [String: Profile]

  /// One kind of instance.
  package struct Profile: Sendable {
    /// Memory slots that it covers.
    package var size: Int
    package var computeSlices: Int
    package var maxInstances: Int
    /// The slots at which it may begin.
    package var starts: [Int]

    package init(size: Int, computeSlices: Int, maxInstances: Int, starts: [Int]) {
      self.size = size
      self.computeSlices = computeSlices
      self.maxInstances = maxInstances
      self.starts = starts
    }
  }

  /// An instance that exists; it can't move.
  package struct Instance: Sendable {
    package var profile: String
    package var start: Int

    package init(profile: String, start: Int) {
      self.profile = profile
      self.start = start
    }
  }

  package init(memorySlots: Int, computeSlices: Int, profiles: [String: Profile]) {
    self.memorySlots = memorySlots
    self.computeSlices = computeSlices
    self.profiles = profiles
  }

  /// Whether instances of the requested profiles find room beside those that exist.
  package func hasRoom(for requested: [String], besides occupied: [Instance] = []) -> Bool {
    var state = Occupancy(isTaken: Array(repeating: false, count: memorySlots))
    for instance in occupied {
      guard let profile = profiles[instance.profile] else { return false }
      state = state.adding(profile, named: instance.profile, at: instance.start)
    }
    // The largest first: they have the fewest starts, so dead ends show early.
    let names = requested.sorted { left, right in
      let (first, second) = (profiles[left]?.size ?? 0, profiles[right]?.size ?? 0)
      return first == second ? left < right : first > second
    }
    return hasRoom(for: names[...], in: state)
  }

  private func hasRoom(for names: ArraySlice<String>, in state: Occupancy) -> Bool {
    guard let name = names.first else { return true }
    guard let profile = profiles[name],
      state.instances[name, default: 0] < profile.maxInstances,
      state.computeSlices + profile.computeSlices <= computeSlices
    else { return false }
    return profile.starts.contains { start in
      state.isFree(from: start, size: profile.size)
        && hasRoom(for: names.dropFirst(), in: state.adding(profile, named: name, at: start))
    }
  }

  private struct Occupancy {
    var isTaken: [Bool]
    var computeSlices = 0
    var instances: [String: Int] = [:]

    func isFree(from start: Int, size: Int) -> Bool {
      start + size <= isTaken.count && !isTaken[start..<start + size].contains(true)
    }

    func adding(_ profile: Profile, named name: String, at start: Int) -> Self {
      var next = self
      for slot in start..<min(start + profile.size, isTaken.count) { next.isTaken[slot] = true }
      next.computeSlices += profile.computeSlices
      next.instances[name, default: 0] += 1
      return next
    }
  }
}
