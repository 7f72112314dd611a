internal import Domain
internal import Randomness
internal import Scheduling

/// One experiment of the study: the pods of a workload come one by one and stay.
struct Replay: Sendable {
  var workload: OpenbWorkload
  var policy: GPUPlacementPolicy
  var ties: TieBreaking
  var seed: UInt64

  /// Returns the figures in the order of `FGDMeasure.all`; nil where nothing arrived, and nil for
  /// all if it is to stop.
  ///
  /// Pods and names of nodes are the same under every policy.
  func run(isStopped: () -> Bool) -> [Double?]? {
    let owner = [workload.name]
    var arrivalStream = RandomStream(seed: seed, owner: owner, purpose: "fgd-arrivals")
    var nameStream = RandomStream(seed: seed, owner: owner, purpose: "fgd-node-names")
    var choiceStream = RandomStream(
      seed: seed,
      owner: owner + [policy.rawValue],
      purpose: "fgd-choices"
    )
    var placement = ClusterPlacement(
      GPUPlacement(
        policy,
        nodes: workload.namedNodes(using: &nameStream),
        kinds: workload.kinds,
        typical: workload.typical
      ),
      ties: ties
    )
    var curves = ArrivalCurves(capacityMilli: workload.capacityMilli)
    for (number, kind) in workload.arrivals(using: &arrivalStream).enumerated() {
      if number % 1024 == 0, isStopped() { return nil }
      _ = placement.place(Int(kind), using: &choiceStream)
      curves.record(
        arriving: workload.milli[Int(kind)],
        allocated: placement.allocatedMilli,
        fragmentation: placement.fragmentation
      )
    }
    return FGDMeasure.all.map { curves.value($0) }
  }
}

/// Means of what is seen after each arrival, by the arrived load in whole hundredths.
private struct ArrivalCurves {
  private let capacityMilli: Double
  private var arrivedMilli: Int64 = 0
  private var events: [Double]
  private var sums: [[Double]]

  private static let last = 131

  init(capacityMilli: Int64) {
    self.capacityMilli = Double(capacityMilli)
    events = Array(repeating: 0, count: Self.last + 1)
    sums = FGDMeasure.Curve.allCases.map { _ in Array(repeating: 0, count: Self.last + 1) }
  }

  mutating func record(arriving milli: Int64, allocated: Int64, fragmentation: Fragmentation) {
    arrivedMilli += milli
    let percent = (Double(arrivedMilli) / capacityMilli * 100).rounded(.toNearestOrEven)
    guard percent <= Double(Self.last) else { return }
    let place = Int(percent)
    events[place] += 1
    sums[0][place] += Double(allocated) / capacityMilli * 100
    sums[1][place] += fragmentation.fragmentedMilli / capacityMilli * 100
    sums[2][place] += fragmentation.shareOfIdle * 100
  }

  /// The mean at the measure's load or, if nothing arrived there, of its neighbours.
  func value(_ measure: FGDMeasure) -> Double? {
    let curve = FGDMeasure.Curve.allCases.firstIndex(of: measure.curve) ?? 0
    let at = measure.arrived
    for places in [at...at, at - 1...at + 1] {
      let count = places.reduce(0) { $0 + events[$1] }
      if count > 0 { return places.reduce(0) { $0 + sums[curve][$1] } / count }
    }
    return nil
  }
}
