internal import Domain

/// Sets of pods whose numbers some rule asks for, for example all pods that match a selector.
///
/// Which pods belong to which set depends on their kinds alone, so it is settled once.
struct Populations: Sendable {
  /// A kind's part in a population.
  struct Membership: BitwiseCopyable, Sendable {
    var population: Int
    /// How often each pod counts: the number of its terms, where terms are counted.
    var multiplicity: Int32
    var countsTerminating: Bool
  }

  private(set) var count = 0
  /// By kind.
  private(set) var memberships: [[Membership]]
  private var known: [Definition: Int] = [:]

  /// What makes a pod a member.
  enum Definition: Hashable {
    /// For topology spread: matches the selector in a namespace, and isn't terminating.
    case spread(LabelSelector, namespace: String)
    case owned(PodOwner)
    /// For inter-pod affinity: matches every one of the terms.
    case matching([ResolvedTerm])
    /// Has this term itself.
    case holding(ResolvedTerm, role: PodAffinityRole)
  }

  init(kinds: Int) { memberships = Array(repeating: [], count: kinds) }

  /// The number of the population; its members are found when it is first asked for.
  mutating func number(
    of definition: Definition,
    multiplicity: (_ kind: Int) -> Int
  ) -> Int {
    if let number = known[definition] { return number }
    let number = count
    known[definition] = number
    count += 1
    for kind in memberships.indices {
      let times = multiplicity(kind)
      guard times > 0 else { continue }
      memberships[kind].append(
        Membership(
          population: number,
          multiplicity: Int32(times),
          countsTerminating: definition.countsTerminating
        )
      )
    }
    return number
  }

  /// The number of members' kinds of a population, and how often each counts.
  func multiplicity(of kind: Int, in population: Int) -> Int32 {
    memberships[kind].first { $0.population == population }?.multiplicity ?? 0
  }
}

extension Populations.Definition {
  /// Topology spread leaves out pods that are on their way out, inter-pod affinity doesn't.
  var countsTerminating: Bool {
    switch self {
    case .spread, .owned: false
    case .matching, .holding: true
    }
  }
}

/// What a term of inter-pod affinity asks for.
enum PodAffinityRole: Hashable, Sendable {
  case required
  case requiredAnti
  /// With its weight, which is negative for anti-affinity.
  case preferred(Int)
}

/// A term with the namespaces it is about.
struct ResolvedTerm: Hashable, Sendable {
  var topologyKey: String
  var selector: LabelSelector?
  var namespaces: [String]

  init(_ term: PodAffinity.Term, of namespace: String) {
    topologyKey = term.topologyKey
    selector = term.selector
    namespaces = term.namespaces.isEmpty ? [namespace] : term.namespaces.sorted()
  }

  func matches(_ labels: [String: String], in namespace: String) -> Bool {
    guard let selector, namespaces.contains(namespace) else { return false }
    return selector.matches(labels)
  }
}
