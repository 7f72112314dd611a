/// A queue at one load: what theory says of it, and how to watch it.
struct TheoryCase: Sendable {
  /// For example `M/M/4`.
  var queue: String
  var load: Double
  /// Whether a scenario was run through the simulation, or a network of stations beside it.
  var isScenario: Bool
  var figures: [Figure]
  /// Returns what one replication shows of each figure.
  var observe: @Sendable (_ seed: UInt64, _ replication: Int) throws -> [Double]

  /// Something that theory predicts.
  struct Figure: Sendable {
    var name: String
    /// Empty for probabilities.
    var unit: String
    var predicted: Double
    /// How far the model may be off for a known reason, as a share of the prediction.
    var allowance = 0.0
  }
}

/// How long queues are watched.
struct TheoryEffort: Sendable {
  var replications: Int
  /// Length of a window in relaxation times.
  var relaxations: Double
  /// The least requests of a window.
  var requests: Double

  static let full = TheoryEffort(replications: 30, relaxations: 130, requests: 20_000)
  static let quick = TheoryEffort(replications: 10, relaxations: 30, requests: 4000)

  /// Warm-up and window, in units of the mean service.
  ///
  /// The number in M/M/1 forgets its beginning with time constant 1 ÷ (1 − √ρ)² services, in other
  /// queues about (1 + cv²) ÷ 2 times as slowly; warm-up is twenty of those.
  func lengths(load: Double, servers: Double = 1, cv: Double = 1) -> (warmUp: Double, end: Double) {
    let memory = max(1, (1 + cv * cv) / 2) / ((1 - load.squareRoot()) * (1 - load.squareRoot()))
    let relaxation = max(memory / servers, 1)
    let warmUp = 20 * relaxation + 100
    let window = max(relaxations * relaxation, requests / (load * servers))
    return (warmUp, warmUp + window)
  }
}

/// The loads at which queues are watched.
let theoryLoads = [0.1, 0.3, 0.5, 0.7, 0.9, 0.95]
