internal import Domain

/// What one kind of pod asks of other pods' whereabouts, compiled to numbers.
///
/// Every rule looks at *inputs*: how many pods of a population are in the domain of a node.
struct TopologyRules: Sendable {
  struct Input: Sendable, Hashable {
    var population: Int
    var key: Int
    /// Whether pods on nodes of a class count; nil means all do.
    var countsClass: [Bool]?
  }

  /// `DoNotSchedule`.
  struct HardSpread: Sendable {
    var input: Int
    var maxSkew: Int
    /// 1 if the pod matches its own selector.
    var ownMatch: Int
    /// Whether there are fewer domains than the pod wants, so that the minimum counts as 0.
    var lacksDomains: Bool
    /// Whether a class has domains that count.
    var isEligible: [Bool]
  }

  /// `ScheduleAnyway`.
  struct SoftSpread: Sendable {
    var input: Int
    var key: Int
    var maxSkew: Int
    /// Counts the node's own pods, and nodes rather than domains.
    var isHostname: Bool
  }

  /// Pods of other kinds that keep this one away, or the other way round.
  struct Repulsion: Sendable {
    var input: Int
    /// Whether it is the other pod that has the term.
    var isByOthers: Bool
  }

  struct Attraction: Sendable {
    var input: Int
    var weight: Int
  }

  var inputs: [Input] = []
  /// The inputs with fine keys, which differ from node to node within a class.
  var fineInputs: [Int] = []
  var hardSpread: [HardSpread] = []
  var softSpread: [SoftSpread] = []
  /// By class: whether its nodes lack a key that all soft constraints together require.
  var ignoresClass: [Bool] = []
  /// Inputs of which each must have a pod: required affinity.
  var affinity: [Int] = []
  /// Pods that match all required terms; nil without any.
  var affinityPopulation: Int?
  /// Whether the pod itself would, and so may be the first of its group.
  var matchesOwnAffinity = false
  var repulsions: [Repulsion] = []
  var attractions: [Attraction] = []

  /// By input and class: what `TopologySums` has for nodes of the class at that place; `missing`
  /// where they lack the key, and from `fine` downwards the place in a level's vector.
  var places: [Int32] = []
  static let missing: Int32 = -1
  static let fine: Int32 = -2

  /// Fine keys of which several nodes share a domain.
  private(set) var sharedFineKeys: [Int] = []
  /// Fine keys of soft constraints, other than the host name, whose domains must be counted.
  var fineSpreadKeys: [Int] = []

  /// Whether nodes can be refused for other pods' sake.
  var hasFilters: Bool { !hardSpread.isEmpty || affinityPopulation != nil || !repulsions.isEmpty }

  /// Settles where each input is found for nodes of each class.
  mutating func settlePlaces(_ keys: [TopologyKey], classes: Int) {
    fineInputs = inputs.indices.filter { keys[inputs[$0].key].isFine }
    var sums: Int32 = 0
    for (index, input) in inputs.enumerated() {
      let key = keys[input.key]
      let fineIndex = fineInputs.firstIndex(of: index) ?? 0
      for members in 0..<classes {
        if !key.hasKey[members] {
          places.append(Self.missing)
        } else if key.isFine {
          places.append(Self.fine - Int32(fineIndex))
        } else {
          places.append(sums + Int32(key.domainOfClass[members]))
        }
        if let place = places.last, place >= 0, input.countsClass?[members] != false {
          let count = Int32(input.population * classes + members)
          sources.append(Source(place: place, count: count))
        }
      }
      if !key.isFine { sums += Int32(key.domainCount) }
    }
    sumCount = Int(sums)
    for input in fineInputs where !keys[inputs[input].key].members.isEmpty {
      if !sharedFineKeys.contains(inputs[input].key) { sharedFineKeys.append(inputs[input].key) }
    }
    fineSpreadKeys = softSpread.filter { !$0.isHostname && keys[$0.key].isFine }.map(\.key)
  }

  /// The number of coarse domains of all inputs.
  private(set) var sumCount = 0
  /// What is added up to them.
  private(set) var sources: [Source] = []

  /// The pods of a population on nodes of one class count in one domain.
  struct Source: BitwiseCopyable {
    var place: Int32
    /// Index into the counts by population and class.
    var count: Int32
  }
}

/// The rules of a kind, shared rather than copied.
final class KindTopology: Sendable {
  let rules: TopologyRules

  init(_ rules: TopologyRules) { self.rules = rules }
}
