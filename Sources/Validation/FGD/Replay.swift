internal import Domain
internal import Randomness
internal import Scheduling

/// One experiment of the study: the pods of a workload come one by one and stay.
struct Replay: Sendable {
  var workload: OpenbWorkload
  var policy: GPUPlacementPolicy
  var ties: TieBreaking
  var seed: UInt64

  /// Numbers of the authors' stream that go elsewhere between the order of pods and the names of
  /// nodes.
  ///
  /// Inferred: with ten, and no other number up to 20 that was tried, figures agree with those
  /// published for `default` and seed 42; then they do for all other workloads and seeds.
  /// Presumably each informer of their scheduler draws how long to watch (client-go,
  /// `reflector.go`).
  private static let drawsOfInformers = 10

  /// Returns the figures in the order of `FGDMeasure.all`; nil where nothing arrived, and nil for
  /// all if it is to stop.
  ///
  /// Pods, their order and the names of nodes are those of the authors' run with the seed. What a
  /// policy or a tie leaves to chance is drawn from a stream of its own: the authors' draws depend
  /// on the order in which threads finish.
  func run(isStopped: () -> Bool) -> [Double?]? {
    var random = GoRandom(seed: seed)
    // The authors' program draws one for a line of its log.
    random.skip(1)
    let arrivals = workload.arrivals(using: &random)
    random.skip(Self.drawsOfInformers)
    let nodes = workload.namedNodes(using: &random)
    var choiceStream = RandomStream(
      seed: seed,
      owner: [workload.name, policy.rawValue],
      purpose: "fgd-choices"
    )
    var placement = ClusterPlacement(
      GPUPlacement(
        policy,
        nodes: nodes,
        kinds: workload.kinds,
        typical: workload.typical
      ),
      ties: ties
    )
    var curves = ArrivalCurves(capacityMilli: workload.capacityMilli)
    for (number, kind) in arrivals.enumerated() {
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
