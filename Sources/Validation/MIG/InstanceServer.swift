internal import Contention
internal import Domain
internal import EventCore
internal import Foundation
internal import Randomness
internal import Serving

/// A server with dynamic batching on one MIG instance, as far as its latencies tell.
struct InstanceServer {
  /// Queries a second at full batches.
  var capacity: Double
  var maxBatch: Int
  /// The part of a full batch's time that does not depend on its size.
  var fixedPart: Double
  /// Longest wait for company, in seconds.
  var delay: Double
  /// Coefficient of variation of a query's size; sizes are lognormal with mean 1.
  var variation: Double

  /// Times of batches, by the sum of their sizes.
  private var curve: LatencyCurve {
    let whole = Double(maxBatch) / capacity
    func point(_ batches: Double) -> ServingRuntime.LatencyPoint {
      let time = whole * (fixedPart + (1 - fixedPart) * batches)
      return .init(items: batches * Double(maxBatch), latency: .seconds(rounding: time))
    }
    return LatencyCurve([point(0), point(100)])
  }

  /// Answers the queries beside so many busy neighbours; returns milliseconds at
  /// `InterferenceRow.quantiles`.
  func latencies(of queries: Queries, on instances: Instances, busy: Int) -> [Double] {
    let sizes = queries.sizes(variation: variation)
    let curve = curve
    var gpus = SharedGPUs([GPUSpec(contexts: instances.contexts)])
    for neighbour in 0..<busy { gpus.start(0, work: .infinity, on: 1 + neighbour, at: .start) }
    var latencies: [Double] = []
    var (now, next, arrived) = (SimTime.start, 0, 0)
    while next < queries.arrivals.count {
      while arrived < queries.arrivals.count, queries.arrivals[arrived] <= now { arrived += 1 }
      let decision = BatchDecision(
        queued: arrived - next,
        oldestQueuedAt: queries.arrivals[next],
        now: now,
        maxBatch: maxBatch,
        maxQueueDelay: .seconds(rounding: delay)
      )
      switch decision {
      case .rest: now = queries.arrivals[next]
      case .wait(let until):
        now = arrived < queries.arrivals.count ? min(until, queries.arrivals[arrived]) : until
      case .start(let count):
        let items = sizes[next..<next + count].reduce(0, +)
        let work = curve.nanoseconds(items: items) * instances.contexts[0].speed
        now = gpus.start(1, work: work, on: 0, at: now).nextFinish
        gpus.finishNext(on: 0, at: now)
        for query in next..<next + count {
          latencies.append((now - queries.arrivals[query]).inSeconds * 1000)
        }
        next += count
      }
    }
    // The empty start does not count.
    let measured = latencies.dropFirst(latencies.count / 20).sorted()
    return InterferenceRow.quantiles.map { measured[measured.count * $0 / 100] }
  }
}

/// An instance of a GPU and all others that fit beside it, as a run has them.
struct Instances {
  var contexts: [ContextSpec]

  init(_ row: InterferenceRow) {
    let kept = GPUInterference.ofInstances(on: row.gpu).0
      .kept(row.isMemoryBound ? .memoryBound : .usual)
    let all = 1 + row.neighbours
    let context = ContextSpec(
      speed: 1 / Double(all),
      keptBesideOthers: kept,
      pressure: 1 / Double(max(1, row.neighbours)),
      jobCapacity: 1
    )
    contexts = Array(repeating: context, count: all)
  }
}

/// Queries of a Poisson stream, drawn once, so that servers are compared on the same ones.
struct Queries {
  let arrivals: [SimTime]
  private let normals: [Double]

  init(_ count: Int, perSecond: Double, seed: UInt64) {
    var stream = RandomStream(seed: seed, purpose: "mig queries")
    var (arrivals, normals, time) = ([SimTime](), [Double](), 0.0)
    for _ in 0..<count {
      time -= log(Double.random(in: 0x1p-53..<1, using: &stream)) / perSecond
      arrivals.append(.start + .seconds(rounding: time))
      let radius = (-2 * log(Double.random(in: 0x1p-53..<1, using: &stream))).squareRoot()
      normals.append(radius * cos(2 * Double.pi * Double.random(in: 0..<1, using: &stream)))
    }
    self.arrivals = arrivals
    self.normals = normals
  }

  func sizes(variation: Double) -> [Double] {
    guard variation > 0 else { return normals.map { _ in 1 } }
    let variance = log(1 + variation * variation)
    return normals.map { exp(variance.squareRoot() * $0 - variance / 2) }
  }
}
