internal import Domain

/// Turns what pods say about other pods into populations and numbered rules.
struct KindCompiler {
  private let catalog: NodeCatalog
  private let keys: [TopologyKey]
  private let keyNumbers: [String: Int]
  private let shapes: [PodShape]
  /// The namespace of each shape, by name.
  let namespaces: [String]
  private(set) var populations: Populations
  private let options: SchedulerOptions
  /// Every term of every kind, and which kinds have it how often.
  private var holders: [Held: [Int: Int]] = [:]
  /// The same terms in the order in which they were met.
  private var heldTerms: [Held] = []

  private struct Held: Hashable {
    var term: ResolvedTerm
    var role: PodAffinityRole
  }

  init(
    _ catalog: NodeCatalog,
    _ keys: [TopologyKey],
    _ shapes: [PodShape],
    _ namespaces: [String],
    _ options: SchedulerOptions
  ) {
    self.options = options
    self.catalog = catalog
    self.keys = keys
    self.shapes = shapes
    keyNumbers = Dictionary(
      catalog.keys.enumerated().map { ($1.name, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    self.namespaces = shapes.map { shape in
      // Add-ons are of no namespace of the plan's.
      shape.namespace.map { namespaces[$0] } ?? "kube-system"
    }
    populations = Populations(kinds: shapes.count)
    for (kind, shape) in shapes.enumerated() {
      for (term, role) in shape.rules.podAffinity.terms {
        let held = Held(term: ResolvedTerm(term, of: self.namespaces[kind]), role: role)
        if holders[held] == nil { heldTerms.append(held) }
        holders[held, default: [:]][kind, default: 0] += 1
      }
    }
  }

  mutating func rules(of kind: Int) -> TopologyRules {
    var rules = TopologyRules()
    addSpread(of: kind, to: &rules)
    addAffinity(of: kind, to: &rules)
    addTermsOfOthers(about: kind, to: &rules)
    rules.settlePlaces(keys, classes: catalog.classes.count)
    return rules
  }

  // MARK: Topology spread

  private mutating func addSpread(of kind: Int, to rules: inout TopologyRules) {
    let shape = shapes[kind]
    let hard = shape.spreadConstraints.filter { $0.whenUnsatisfiable == .doNotSchedule }
    let soft = shape.spreadConstraints.filter { $0.whenUnsatisfiable == .scheduleAnyway }
    for constraint in hard {
      let eligible = eligibleClasses(kind, constraint, havingKeysOf: hard)
      let key = keyNumber(constraint)
      let domains = domainCount(of: key, in: eligible)
      rules.hardSpread.append(
        TopologyRules.HardSpread(
          input: rules.input(spreadPopulation(kind, constraint), key, eligible),
          maxSkew: constraint.maxSkew,
          ownMatch: constraint.selector?.matches(shape.rules.labels) == true ? 1 : 0,
          lacksDomains: domains < constraint.minDomains ?? 1,
          isEligible: eligible
        )
      )
    }
    let required =
      shape.requiresAllSpreadKeys && !options.allowsMissingSpreadKeys ? soft : []
    rules.ignoresClass = catalog.classes.indices.map { !hasKeys($0, of: required) }
    for constraint in soft {
      let isHostname = constraint.topologyKey == NodePool.hostnameLabel
      let key = keyNumber(constraint)
      let eligible =
        isHostname ? nil : eligibleClasses(kind, constraint, havingKeysOf: required)
      rules.softSpread.append(
        TopologyRules.SoftSpread(
          input: rules.input(
            spreadPopulation(kind, constraint),
            isHostname ? keys.count - 1 : key,
            eligible
          ),
          key: key,
          maxSkew: constraint.maxSkew,
          isHostname: isHostname
        )
      )
    }
  }

  private func keyNumber(_ constraint: TopologySpreadConstraint) -> Int {
    keyNumbers[constraint.topologyKey] ?? keys.count - 1
  }

  private func hasKeys(_ index: Int, of constraints: [TopologySpreadConstraint]) -> Bool {
    constraints.allSatisfy { keys[keyNumber($0)].hasKey[index] }
  }

  /// The classes whose nodes count as domains of a constraint.
  private func eligibleClasses(
    _ kind: Int,
    _ constraint: TopologySpreadConstraint,
    havingKeysOf all: [TopologySpreadConstraint]
  ) -> [Bool] {
    let shape = shapes[kind]
    return catalog.classes.indices.map { index in
      let members = catalog.classes[index]
      guard hasKeys(index, of: all) else { return false }
      if constraint.nodeAffinityPolicy == .honor, !shape.selectsNode(members.labels) {
        return false
      }
      return constraint.nodeTaintsPolicy == .ignore
        || firstUntoleratedTaint(members.taints, shape.tolerations) == nil
    }
  }

  private func domainCount(of key: Int, in eligible: [Bool]) -> Int {
    guard keys[key].isFine else {
      return Set(eligible.indices.filter { eligible[$0] }.map { keys[key].domainOfClass[$0] }).count
    }
    let slots = catalog.slotOfNode.filter { eligible[catalog.classOf($0)] }
    return Set(slots.map { keys[key].domainOfSlot[$0] }).count
  }

  private mutating func spreadPopulation(
    _ kind: Int,
    _ constraint: TopologySpreadConstraint
  ) -> Int {
    let shapes = shapes
    let namespaces = namespaces
    if !shapes[kind].requiresAllSpreadKeys {
      let owner = shapes[kind].owner
      return populations.number(of: .owned(owner)) { shapes[$0].owner == owner ? 1 : 0 }
    }
    // Neither none nor an empty selector counts any pod.
    let selector = constraint.selector ?? LabelSelector()
    return populations.number(of: .spread(selector, namespace: namespaces[kind])) { other in
      !selector.isEmpty && namespaces[other] == namespaces[kind]
        && selector.matches(shapes[other].rules.labels) ? 1 : 0
    }
  }

  // MARK: Inter-pod affinity

  private mutating func addAffinity(of kind: Int, to rules: inout TopologyRules) {
    let affinity = shapes[kind].rules.podAffinity
    let required = affinity.required.map { ResolvedTerm($0, of: namespaces[kind]) }
    if !required.isEmpty {
      let population = matching(required)
      rules.affinityPopulation = population
      rules.matchesOwnAffinity = populations.multiplicity(of: kind, in: population) > 0
      for term in required {
        rules.affinity.append(rules.input(population, key(of: term), nil))
      }
    }
    for (term, role) in affinity.terms where role != .required {
      let term = ResolvedTerm(term, of: namespaces[kind])
      let input = rules.input(matching([term]), key(of: term), nil)
      if case .preferred(let weight) = role {
        rules.attractions.append(TopologyRules.Attraction(input: input, weight: weight))
      } else {
        rules.repulsions.append(TopologyRules.Repulsion(input: input, isByOthers: false))
      }
    }
  }

  private func key(of term: ResolvedTerm) -> Int { keyNumbers[term.topologyKey] ?? keys.count - 1 }

  private mutating func matching(_ terms: [ResolvedTerm]) -> Int {
    let (shapes, namespaces) = (shapes, namespaces)
    return populations.number(of: .matching(terms)) { other in
      terms.allSatisfy { $0.matches(shapes[other].rules.labels, in: namespaces[other]) } ? 1 : 0
    }
  }

  /// The terms of pods that run already count for the one to come too.
  ///
  /// Their required affinity counts with a weight of its own.
  private mutating func addTermsOfOthers(about kind: Int, to rules: inout TopologyRules) {
    let holders = holders
    for held in heldTerms where held.term.matches(shapes[kind].rules.labels, in: namespaces[kind]) {
      if held.role == .required, options.hardPodAffinityWeight <= 0 { continue }
      let population = populations.number(of: .holding(held.term, role: held.role)) { other in
        holders[held]?[other] ?? 0
      }
      let input = rules.input(population, key(of: held.term), nil)
      switch held.role {
      case .required:
        rules.attractions.append(.init(input: input, weight: options.hardPodAffinityWeight))
      case .requiredAnti: rules.repulsions.append(.init(input: input, isByOthers: true))
      case .preferred(let weight):
        rules.attractions.append(.init(input: input, weight: weight))
      }
    }
  }
}

extension TopologyRules {
  /// The number of an input, a new one unless there is one like it.
  fileprivate mutating func input(_ population: Int, _ key: Int, _ classes: [Bool]?) -> Int {
    let input = Input(population: population, key: key, countsClass: classes)
    if let known = inputs.firstIndex(of: input) { return known }
    inputs.append(input)
    return inputs.count - 1
  }
}

extension LabelSelector {
  /// Whether it has no condition at all.
  var isEmpty: Bool { matchLabels.isEmpty && matchExpressions.isEmpty }
}
