internal import Domain
internal import Randomness
internal import Scheduling

extension ConformanceTopic {
  /// Whom a pod preempts, and on which node, where one resource is all that is short.
  static let preemption = ConformanceTopic("preemption") {
    (inputs: Inputs, expected: Expected) in
    let (setting, pod) = try inputs.setting()
    var session = setting.session()
    for (index, other) in inputs.pods.enumerated() {
      session.bind(
        pod + 1 + index,
        to: try setting.node(other.node),
        startTime: other.startTime ?? 0
      )
    }
    var victims: [String: [String]] = [:]
    for (number, name) in inputs.nodes.enumerated() {
      let found = session.victims(for: pod, on: number, budgets: try inputs.budgets())
      victims[name] = found.map { inputs.pods[$0 - pod - 1].name }.sorted()
    }
    for (name, names) in expected.victims ?? [:] {
      try expectEqual(victims[name] ?? [], names.sorted(), "victims on \(name)")
    }
    var offsets = RandomStream(seed: 1, purpose: "preemption")
    let choice = session.preempt(for: pod, budgets: try inputs.budgets(), using: &offsets).found
    let name = choice.map { inputs.nodes[$0.node] }
    guard
      expected.candidatesAnyOf.isEmpty
        ? name == nil : name.map(expected.candidatesAnyOf.contains) ?? false
    else {
      let wanted = expected.candidatesAnyOf.joined(separator: ", ")
      throw Mismatch(description: "candidate: found \(name ?? "none"), expected any of [\(wanted)]")
    }
  }
}

private struct Inputs: Decodable {
  struct Preemptor: Decodable {
    var request: Int64
    var priority: Int
    var preemptionPolicy: String?
  }

  struct Pod: Decodable {
    var name: String
    var node: String
    var request: Int64
    var priority: Int
    var startTime: Int64?
    var labels: [String: String]?
  }

  struct Budget: Decodable {
    var selector: [String: String]?
    var disruptionsAllowed: Int
  }

  var preemptor: Preemptor
  var nodeCapacity: Int64
  var nodes: [String]
  var pods: [Pod]
  var pdbs: [Budget]?

  private static let unit = ResourceName("example.com/unit")

  /// The nodes and pods, the preemptor first.
  func setting() throws -> (SchedulerCase, pod: Int) {
    let policies = ["PreemptLowerPriority", "Never"]
    let policy = preemptor.preemptionPolicy ?? policies[0]
    guard policies.contains(policy) else {
      throw Mismatch(description: "unknown preemption policy '\(policy)'")
    }
    var setting = SchedulerCase()
    try setting.add(nodes.map { SchedulerNodeShape(name: $0) })
    for index in setting.nodes.indices {
      setting.nodes[index].allocatable[Self.unit] = try amount(nodeCapacity)
    }
    let pod = setting.addPod(
      namespace: nil,
      priority: try priority(preemptor.priority),
      requests: ResourceList([Self.unit: try amount(preemptor.request)]),
      rules: SchedulingRules(mayPreempt: policy != "Never")
    )
    for other in pods {
      _ = setting.addPod(
        namespace: nil,
        priority: try priority(other.priority),
        requests: ResourceList([Self.unit: try amount(other.request)]),
        rules: SchedulingRules(labels: other.labels ?? [:])
      )
    }
    return (setting, pod)
  }

  func budgets() throws -> [SchedulerSession.Budget] {
    (pdbs ?? []).map { budget in
      SchedulerSession.Budget(
        namespace: "default",
        selector: LabelSelector(matchLabels: budget.selector ?? [:]),
        allowed: budget.disruptionsAllowed
      )
    }
  }

  /// Sums of a case's amounts stay far from the end of 64 bits.
  private func amount(_ amount: Int64) throws -> Int64 {
    guard (0...1 << 40).contains(amount) else {
      throw Mismatch(description: "the amount \(amount) is out of range")
    }
    return amount
  }

  /// Priorities are 32-bit numbers in Kubernetes.
  private func priority(_ priority: Int) throws -> Int {
    guard Int32(exactly: priority) != nil else {
      throw Mismatch(description: "the priority \(priority) is out of range")
    }
    return priority
  }
}

private struct Expected: Decodable {
  var candidatesAnyOf: [String]
  var victims: [String: [String]]?
}
