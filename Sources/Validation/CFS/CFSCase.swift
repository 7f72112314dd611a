internal import EventCore
internal import Randomness

/// One situation on a node of few CPUs: a server under a quota or a weight, and its neighbours.
///
/// Both sides of the comparison read it: the processes in real cgroups, and the prediction.
struct CFSCase: Sendable {
  var name: String
  /// CPUs that all its processes are bound to.
  var cpus: Int
  /// Threads of the server; each works on one request at a time.
  var workers: Int
  /// CPU limit of the server in thousandths of a core.
  var limitMilli: Int64?
  /// Shares of the server, and of the group that it is in if there is one.
  var shares: Int64 = 1024
  var groupShares: Int64?
  var neighbours: [Neighbour] = []
  /// Requests come in bunches of so many.
  var bunch = 1
  var bunchesPerSecond: Double
  /// CPU time of a request, drawn evenly between these, in milliseconds.
  var workMilliseconds: ClosedRange<Double>

  /// A process that spins on one thread.
  struct Neighbour: Sendable {
    var shares: Int64
    /// Whether it is in the group of the server.
    var isSibling = false
  }

  /// One request: when it should arrive and the CPU time it takes, both in nanoseconds.
  struct Request: Sendable {
    var arrival: Int64
    var work: Int64
  }

  /// What arrives within so many seconds: the same for the same seed in any process.
  func requests(seconds: Double, seed: UInt64) -> [Request] {
    var random = RandomStream(seed: seed, purpose: "cfs suite")
    var requests: [Request] = []
    var time = 0.0
    while true {
      let gap = -logarithm(of: Double.random(in: Double.ulpOfOne...1, using: &random))
      time += gap / bunchesPerSecond
      guard time < seconds else { return requests }
      for _ in 0..<bunch {
        let work = Double.random(in: workMilliseconds, using: &random) * 1e6
        requests.append(Request(arrival: Int64(time * 1e9), work: Int64(work)))
      }
    }
  }

  /// Throttled, weighted, and both.
  static let all = [
    CFSCase(
      name: "limit-serial",
      cpus: 1,
      workers: 1,
      limitMilli: 400,
      bunchesPerSecond: 14,
      workMilliseconds: 4...24
    ),
    CFSCase(
      name: "limit-burst",
      cpus: 2,
      workers: 2,
      limitMilli: 500,
      bunch: 8,
      bunchesPerSecond: 2,
      workMilliseconds: 8...20
    ),
    CFSCase(
      name: "weight-2:1",
      cpus: 1,
      workers: 1,
      shares: 2048,
      neighbours: [Neighbour(shares: 1024)],
      bunchesPerSecond: 6,
      workMilliseconds: 25...75
    ),
    CFSCase(
      name: "weight-1:2",
      cpus: 1,
      workers: 1,
      neighbours: [Neighbour(shares: 2048)],
      bunchesPerSecond: 4,
      workMilliseconds: 20...50
    ),
    CFSCase(
      name: "group-of-two",
      cpus: 1,
      workers: 1,
      groupShares: 2048,
      neighbours: [Neighbour(shares: 1024, isSibling: true), Neighbour(shares: 1024)],
      bunchesPerSecond: 4,
      workMilliseconds: 20...50
    ),
    CFSCase(
      name: "limit-and-weight",
      cpus: 1,
      workers: 1,
      limitMilli: 300,
      neighbours: [Neighbour(shares: 1024)],
      bunchesPerSecond: 8,
      workMilliseconds: 6...30
    ),
  ]
}
