/// What a pod says about the nodes it wants, besides its node selector.
package struct NodeAffinity: Hashable, Sendable {
  /// A node must meet all requirements of at least one term; empty asks for nothing.
  package var required: [[LabelRequirement]]
  package var preferred: [Preference]

  /// A term and what a node that meets it is worth, from 1 to 100.
  package struct Preference: Hashable, Sendable {
    package var weight: Int
    package var requirements: [LabelRequirement]

    package init(weight: Int, requirements: [LabelRequirement]) {
      self.weight = weight
      self.requirements = requirements
    }
  }

  package init(required: [[LabelRequirement]] = [], preferred: [Preference] = []) {
    self.required = required
    self.preferred = preferred
  }
}

/// What a pod says about the pods it wants near it, or away from it.
package struct PodAffinity: Hashable, Sendable {
  package var required: [Term]
  package var preferred: [Preference]
  /// Kept away from, as a rule.
  package var requiredAnti: [Term]
  /// Kept away from, if possible.
  package var preferredAnti: [Preference]

  /// Pods that match, on nodes with one value of the topology key.
  package struct Term: Hashable, Sendable {
    package var topologyKey: String
    /// Nil matches no pod.
    package var selector: LabelSelector?
    /// Names of namespaces; empty means the pod's own.
    package var namespaces: [String]

    package init(topologyKey: String, selector: LabelSelector?, namespaces: [String] = []) {
      self.topologyKey = topologyKey
      self.selector = selector
      self.namespaces = namespaces
    }
  }

  /// A term and its weight, from 1 to 100.
  package struct Preference: Hashable, Sendable {
    package var weight: Int
    package var term: Term

    package init(weight: Int, term: Term) {
      self.weight = weight
      self.term = term
    }
  }

  package init(
    required: [Term] = [],
    preferred: [Preference] = [],
    requiredAnti: [Term] = [],
    preferredAnti: [Preference] = []
  ) {
    self.required = required
    self.preferred = preferred
    self.requiredAnti = requiredAnti
    self.preferredAnti = preferredAnti
  }
}
