internal import Domain
internal import ScenarioLoading

/// The authors' results: a value for each seed of every workload and policy.
struct PublishedResults: Sendable {
  struct Key: Hashable, Sendable {
    var workload: String
    var policy: GPUPlacementPolicy
    var measure: FGDMeasure
  }

  /// By seed, as written.
  private(set) var values: [Key: [String: Double]] = [:]

  /// Workloads with results, by the names of their files.
  var workloads: Set<String> { Set(values.keys.map(\.workload)) }

  func sample(_ workload: String, _ policy: GPUPlacementPolicy, _ measure: FGDMeasure) -> Sample? {
    let key = Key(workload: workload, policy: policy, measure: measure)
    guard let values = values[key] else { return nil }
    return Sample(values.keys.sorted().compactMap { values[$0] })
  }

  /// The value of one seed.
  func value(_ key: Key, seed: UInt64) -> Double? { values[key]?["\(seed)"] }

  /// Adds the curves of one file; rows of other policies or of another load don't count.
  mutating func read(_ bytes: [UInt8], path: String, curve: FGDMeasure.Curve) -> [Diagnostic] {
    let measures = FGDMeasure.all.filter { $0.curve == curve }
    let columns = ["workload", "sc_policy", "tune", "seed"]
    var table = TableReader(
      bytes,
      path: path,
      columns: columns + measures.map { "\($0.arrived)" }
    )
    let at = columns.map { table.column($0) ?? 0 }
    let places = measures.map { (measure: $0, column: table.column("\($0.arrived)") ?? 0) }
    while table.next() {
      // The authors number their policies: `06-FGD`.
      let name = table.text(at[1]).split(separator: "-").last.map(String.init) ?? ""
      guard table.text(at[2]) == "1.3", let workload = table.name(at[0]),
        let policy = GPUPlacementPolicy.allCases.first(where: { $0.publishedName == name })
      else { continue }
      // A curve leaves a place empty if nothing arrived there.
      for place in places where !table.text(place.column).isEmpty {
        guard let value = table.number(place.column) else { continue }
        let key = Key(workload: workload, policy: policy, measure: place.measure)
        values[key, default: [:]][table.text(at[3])] = value
      }
    }
    return table.problems
  }
}

/// Values of equal standing, one for each seed.
struct Sample: Sendable, Equatable {
  var count: Int
  var mean: Double
  /// Nil of a single value.
  var standardDeviation: Double?

  /// - Precondition: there are values.
  init(_ values: [Double]) {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    count = values.count
    self.mean = mean
    standardDeviation =
      values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
  }

  /// The standard error of the mean, squared; 0 where it is not known.
  var variance: Double {
    (standardDeviation.map { $0 * $0 } ?? 0) / Double(count)
  }
}
