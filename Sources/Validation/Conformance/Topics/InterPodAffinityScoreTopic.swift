internal import Domain
internal import Scheduling

extension ConformanceTopic {
  /// InterPodAffinity's preferred terms as a score, those of running pods included.
  static let interPodAffinityScore = ConformanceTopic("interpod_affinity_score") {
    (inputs: Inputs, expected: Expected) in
    var setting = SchedulerCase()
    try setting.add(inputs.nodes)
    let pod = try inputs.pod.add(to: &setting)
    for other in inputs.existingPods { _ = try other.add(to: &setting) }
    var options = SchedulerOptions()
    options.hardPodAffinityWeight = try checked(inputs.hardPodAffinityWeight ?? 1)
    var session = setting.session(options)
    for (index, other) in inputs.existingPods.enumerated() {
      session.bind(pod + 1 + index, to: try setting.node(other.node ?? ""))
    }
    let isSkipped = !session.hasPodAffinityScores(for: pod)
    try expectEqual(isSkipped, expected.skip ?? false, "skip")
    if isSkipped { return }
    let scores = session.scores(of: pod, on: Array(inputs.nodes.indices)).map(\.podAffinity)
    try expectEqual(setting.byName(scores), expected.scores ?? [:], "scores")
  }
}

private struct Inputs: Decodable {
  struct Term: Decodable {
    /// Required terms have none.
    var weight: Int?
    var topologyKey: String
    var selector: SelectorShape?
    var namespaces: [String]?

    func term() throws -> PodAffinity.Term {
      PodAffinity.Term(
        topologyKey: topologyKey,
        selector: try selector?.selector(),
        namespaces: namespaces ?? []
      )
    }

    func preference() throws -> PodAffinity.Preference {
      guard let weight else { throw Mismatch(description: "a preferred term has no weight") }
      return PodAffinity.Preference(
        weight: try checked(weight),
        term: try term()
      )
    }
  }

  struct Pod: Decodable {
    var labels: [String: String]?
    var namespace: String?
    var node: String?
    var preferredAffinity: [Term]?
    var preferredAntiAffinity: [Term]?
    var requiredAffinity: [Term]?
    var requiredAntiAffinity: [Term]?

    func add(to setting: inout SchedulerCase) throws -> Int {
      setting.addPod(
        namespace: namespace,
        rules: SchedulingRules(
          labels: labels ?? [:],
          podAffinity: PodAffinity(
            required: try (requiredAffinity ?? []).map { try $0.term() },
            preferred: try (preferredAffinity ?? []).map { try $0.preference() },
            requiredAnti: try (requiredAntiAffinity ?? []).map { try $0.term() },
            preferredAnti: try (preferredAntiAffinity ?? []).map { try $0.preference() }
          )
        )
      )
    }
  }

  var pod: Pod
  var existingPods: [Pod]
  var nodes: [SchedulerNodeShape]
  var hardPodAffinityWeight: Int?
}

private struct Expected: Decodable {
  var skip: Bool?
  var scores: [String: Int]?
}

/// A weight that sums of can't overflow.
private func checked(_ weight: Int) throws -> Int {
  guard (-1_000_000...1_000_000).contains(weight) else {
    throw Mismatch(description: "the weight \(weight) is out of range")
  }
  return weight
}
