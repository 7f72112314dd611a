/// Progressive filling: all rates rise together until a link is full; who crosses it stops there,
/// the others rise on. Source: Bertsekas and Gallager, *Data Networks*, section 6.5.2.
extension StarTransfers {
  /// A link while rates rise.
  fileprivate struct Filling {
    /// What those who have stopped leave.
    var left: Double
    /// Transfers that still rise.
    var rising = 0

    /// The rate at which it will be full.
    var level: Double { rising > 0 ? max(0, left) / Double(rising) : .infinity }
  }

  /// Gives every group its rate and the link that sets it.
  mutating func divide() {
    var registry = Filling(left: root)
    var networks = busyLeaves.map { Filling(left: leaves[$0].network) }
    var disks = busyLeaves.map { Filling(left: leaves[$0].disk) }
    var rising: [(place: Int, path: Path)] = []
    for (place, leaf) in busyLeaves.enumerated() {
      for path in Path.allCases {
        let count = groups[Self.group(leaf, path)].members.count
        guard count > 0 else { continue }
        rising.append((place, path))
        if path.crosses(.registry) { registry.rising += count }
        if path.crosses(.network) { networks[place].rising += count }
        if path.crosses(.disk) { disks[place].rising += count }
      }
    }
    while !rising.isEmpty {
      let level = min(
        registry.level,
        networks.lazy.map(\.level).min() ?? .infinity,
        disks.lazy.map(\.level).min() ?? .infinity
      )
      // Links that are full at the same rate, but for rounding, stop together.
      let full = level * (1 + 1e-12)
      let isRegistryFull = registry.level <= full
      let areFull = networks.indices.map { (networks[$0].level <= full, disks[$0].level <= full) }
      rising.removeAll { place, path in
        let bottleneck: Link
        if isRegistryFull, path.crosses(.registry) {
          bottleneck = .registry
        } else if areFull[place].0, path.crosses(.network) {
          bottleneck = .network
        } else if areFull[place].1, path.crosses(.disk) {
          bottleneck = .disk
        } else {
          return false
        }
        let group = Self.group(busyLeaves[place], path)
        let count = groups[group].members.count
        groups[group].rate = level
        groups[group].bottleneck = bottleneck
        if path.crosses(.registry) { registry.stop(count, at: level) }
        if path.crosses(.network) { networks[place].stop(count, at: level) }
        if path.crosses(.disk) { disks[place].stop(count, at: level) }
        return true
      }
    }
  }
}

extension StarTransfers.Filling {
  fileprivate mutating func stop(_ count: Int, at level: Double) {
    rising -= count
    if level < .infinity { left -= level * Double(count) }
  }
}

extension StarTransfers.Path {
  func crosses(_ link: StarTransfers.Link) -> Bool {
    switch (self, link) {
    case (.pull, _), (.stream, .registry), (.stream, .network), (.read, .disk): true
    case (.stream, .disk), (.read, .registry), (.read, .network): false
    }
  }
}
