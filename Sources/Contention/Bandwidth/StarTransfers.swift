package import EventCore

/// Transfers that share the links of a two-level star: one registry in the middle, and a network
/// link and a disk on each node.
///
/// Rates are max-min fair: no transfer could be faster without slowing one that is not faster than
/// itself. Transfers of one node over the same links are alike, so a node has three groups at most.
/// `StarTransfers+Division.swift` finds the rates.
///
/// Bandwidths are in bytes per second; `infinity` is a link that never holds anybody back.
///
/// - Complexity: O(*nodes* × distinct rates) a change.
package struct StarTransfers: Sendable {
  /// The links of a node.
  package struct Leaf: Sendable {
    package var network: Double
    package var disk: Double

    package init(network: Double = .infinity, disk: Double = .infinity) {
      self.network = network
      self.disk = disk
    }
  }

  /// The links that a transfer crosses.
  package enum Path: Int, Sendable, CaseIterable {
    /// From the registry over the network onto the disk, as images go.
    case pull
    /// From the registry over the network into memory.
    case stream
    /// From the disk into memory.
    case read
  }

  /// A link, as the cause of a transfer's rate.
  package enum Link: Int, Sendable, CaseIterable {
    case registry
    case network
    case disk
  }

  /// What has ended, and for how many seconds each link held it back, by `Link`.
  package struct Ended: Sendable {
    package var transfer: Int
    package var heldBack: SIMD4<Double>
  }

  struct Group: Sendable {
    struct Member: Sendable {
      /// What the group must have delivered to each member when this one is done.
      var tag: Double
      var transfer: Int
      var heldBackBefore: SIMD4<Double>
    }

    var members: [Member] = []
    /// Bytes to each member since the group was last empty.
    var delivered = 0.0
    var rate = 0.0
    var bottleneck = Link.registry
    var heldBack = SIMD4<Double>.zero
  }

  let root: Double
  let leaves: [Leaf]
  /// By leaf and path.
  var groups: [Group]
  /// Of the leaves with transfers, ascending.
  var busyLeaves: [Int] = []
  private var settledAt = SimTime.start
  private var nextGroup = 0

  /// When the next transfer is done; `SimTime.never` if none is under way.
  package private(set) var nextFinish = SimTime.never

  package init(root: Double = .infinity, leaves: [Leaf]) {
    self.root = root
    self.leaves = leaves
    groups = Array(repeating: Group(), count: leaves.count * Path.allCases.count)
  }

  package mutating func start(
    _ transfer: Int,
    bytes: Double,
    over path: Path,
    on leaf: Int,
    at now: SimTime
  ) {
    settle(at: now)
    let group = Self.group(leaf, path)
    if groups[group].members.isEmpty { groups[group].delivered = 0 }
    groups[group].members.append(
      Group.Member(
        tag: groups[group].delivered + bytes,
        transfer: transfer,
        heldBackBefore: groups[group].heldBack
      )
    )
    if !busyLeaves.contains(leaf) {
      busyLeaves.insert(leaf, at: busyLeaves.firstIndex { $0 > leaf } ?? busyLeaves.count)
    }
    divide()
    plan(from: now)
  }

  /// Ends the transfer that is done next; there must be one.
  package mutating func finishNext(at now: SimTime) -> Ended {
    settle(at: now)
    let member = groups[nextGroup].members.indices.min { first, second in
      groups[nextGroup].members[first].tag < groups[nextGroup].members[second].tag
    }
    guard let member else { preconditionFailure("no transfer is under way at \(now)") }
    return end(member, of: nextGroup, at: now)
  }

  /// Ends a transfer before it is done; nil if it isn't under way.
  package mutating func cancel(
    _ transfer: Int,
    over path: Path,
    on leaf: Int,
    at now: SimTime
  ) -> Ended? {
    let group = Self.group(leaf, path)
    let member = groups[group].members.firstIndex { $0.transfer == transfer }
    guard let member else { return nil }
    settle(at: now)
    return end(member, of: group, at: now)
  }

  /// The rate of a transfer that goes that way now.
  package func rate(over path: Path, on leaf: Int) -> Double { groups[Self.group(leaf, path)].rate }

  private mutating func end(_ member: Int, of group: Int, at now: SimTime) -> Ended {
    let ended = groups[group].members.remove(at: member)
    let heldBack = groups[group].heldBack - ended.heldBackBefore
    let leaf = group / Path.allCases.count
    let isIdle = Path.allCases.allSatisfy { groups[Self.group(leaf, $0)].members.isEmpty }
    if isIdle { busyLeaves.removeAll { $0 == leaf } }
    divide()
    plan(from: now)
    return Ended(transfer: ended.transfer, heldBack: heldBack)
  }

  private mutating func settle(at now: SimTime) {
    let seconds = (now - settledAt).inSeconds
    settledAt = now
    guard seconds > 0 else { return }
    for leaf in busyLeaves {
      for path in Path.allCases {
        let group = Self.group(leaf, path)
        guard !groups[group].members.isEmpty else { continue }
        groups[group].delivered += groups[group].rate * seconds
        groups[group].heldBack[groups[group].bottleneck.rawValue] += seconds
      }
    }
  }

  private mutating func plan(from now: SimTime) {
    nextFinish = .never
    for leaf in busyLeaves {
      for path in Path.allCases {
        let group = Self.group(leaf, path)
        guard let tag = groups[group].members.lazy.map(\.tag).min() else { continue }
        let left = tag - groups[group].delivered
        let rest = left > 0 ? left / groups[group].rate * 1e9 : 0
        // Up to a whole nanosecond, but for what rounding left; beyond a century nobody looks.
        let length = Int64(min((rest - 1e-3).rounded(.up), 3e18))
        let finish = now + SimDuration(nanoseconds: max(0, length))
        if finish < nextFinish { (nextFinish, nextGroup) = (finish, group) }
      }
    }
  }

  static func group(_ leaf: Int, _ path: Path) -> Int { leaf * Path.allCases.count + path.rawValue }
}
