internal import Domain
internal import Scheduling

/// A label selector as the cases of the scheduler write it.
struct SelectorShape: Decodable {
  struct Expression: Decodable {
    var key: String
    var `operator`: String
    var values: [String]?
  }

  var matchLabels: [String: String]?
  var matchExpressions: [Expression]?

  func selector() throws -> LabelSelector {
    LabelSelector(
      matchLabels: matchLabels ?? [:],
      matchExpressions: try (matchExpressions ?? []).map { expression in
        guard let comparison = LabelRequirement.Comparison(rawValue: expression.operator) else {
          throw Mismatch(description: "unknown operator '\(expression.operator)'")
        }
        return LabelRequirement(
          key: expression.key,
          comparison: comparison,
          values: expression.values ?? []
        )
      }
    )
  }
}

/// A node of the scheduler's cases; what they don't mention is there in abundance.
struct SchedulerNodeShape: Decodable {
  struct TaintShape: Decodable {
    var key: String
    var value: String?
    var effect: String
  }

  var name: String
  var labels: [String: String]?
  var taints: [TaintShape]?
  var images: [String: Int64]?

  func node() throws -> PlannedNode {
    PlannedNode(
      name: name,
      cluster: 0,
      nodePool: 0,
      pool: "",
      tenants: [],
      allocatable: ResourceList([.cpu: 1 << 30, .memory: 1 << 45, .pods: 1 << 20]),
      gpus: nil,
      labels: labels ?? [:],
      taints: try (taints ?? []).map { taint in
        guard let effect = TaintEffect(rawValue: taint.effect) else {
          throw Mismatch(description: "unknown effect '\(taint.effect)'")
        }
        return Taint(key: taint.key, value: taint.value ?? "", effect: effect)
      },
      pricePerHour: .zero,
      images: (images ?? [:]).mapValues { Bytes($0) }
    )
  }
}

/// Nodes by name, and pods gathered for a session.
struct SchedulerCase {
  var nodes: [PlannedNode] = []
  var pods: [PlannedPod] = []
  var namespaces: [String] = []
  private var numbers: [String: Int] = [:]

  mutating func add(_ shapes: [SchedulerNodeShape]) throws {
    for shape in shapes {
      guard numbers.updateValue(nodes.count, forKey: shape.name) == nil else {
        throw Mismatch(description: "two nodes are called \(shape.name)")
      }
      nodes.append(try shape.node())
    }
  }

  func node(_ name: String) throws -> Int {
    guard let number = numbers[name] else {
      throw Mismatch(description: "there is no node \(name)")
    }
    return number
  }

  /// Adds a pod that asks for nothing, and returns its number.
  mutating func addPod(
    namespace: String?,
    priority: Int = 0,
    requests: ResourceList = ResourceList(),
    nodeSelector: [String: String] = [:],
    rules: SchedulingRules
  ) -> Int {
    let name = namespace ?? "default"
    let number = namespaces.firstIndex(of: name) ?? namespaces.count
    if number == namespaces.count { namespaces.append(name) }
    pods.append(
      PlannedPod(
        name: "pod-\(pods.count)",
        tenant: nil,
        workload: .batch(BatchID(0)),
        namespace: number,
        cluster: 0,
        requests: requests,
        limits: ResourceList(),
        nodeSelector: nodeSelector,
        tolerations: [],
        priority: priority,
        rules: rules
      )
    )
    return pods.count - 1
  }

  /// A scheduler of the newest release with these nodes and pods, none of them bound.
  func session(_ options: SchedulerOptions = SchedulerOptions()) -> SchedulerSession {
    var options = options
    options.impliesHostnames = false
    return SchedulerSession(
      nodes: nodes,
      pods: pods,
      namespaces: namespaces,
      cluster: PlannedCluster(name: "cluster", version: .minor36, tenants: []),
      options: options
    )
  }

  /// A value for each node by its name.
  func byName<Value>(_ values: [Value]) -> [String: Value] {
    Dictionary(zip(nodes.map(\.name), values), uniquingKeysWith: { first, _ in first })
  }
}

/// A topology spread constraint of the cases.
struct SpreadConstraintShape: Decodable {
  var maxSkew: Int
  var topologyKey: String
  var selector: SelectorShape?
  var minDomains: Int?
  var nodeAffinityPolicy: String?
  var nodeTaintsPolicy: String?

  func constraint(
    _ whenUnsatisfiable: TopologySpreadConstraint.WhenUnsatisfiable
  ) throws -> TopologySpreadConstraint {
    guard (0...1_000_000).contains(maxSkew) else {
      throw Mismatch(description: "max_skew \(maxSkew) is out of range")
    }
    return TopologySpreadConstraint(
      maxSkew: maxSkew,
      topologyKey: topologyKey,
      whenUnsatisfiable: whenUnsatisfiable,
      selector: try selector?.selector(),
      minDomains: minDomains,
      nodeAffinityPolicy: try policy(nodeAffinityPolicy ?? "Honor"),
      nodeTaintsPolicy: try policy(nodeTaintsPolicy ?? "Ignore")
    )
  }

  private func policy(_ name: String) throws -> TopologySpreadConstraint.NodeInclusion {
    guard let policy = TopologySpreadConstraint.NodeInclusion(rawValue: name) else {
      throw Mismatch(description: "unknown policy '\(name)'")
    }
    return policy
  }
}

/// A pod that runs already, as far as topology spread is concerned.
struct SpreadPodShape: Decodable {
  var node: String
  var labels: [String: String]?
  var namespace: String?
  var terminating: Bool?
}

extension SchedulerSession {
  /// Binds the pods, which were added last and in this order, to their nodes.
  mutating func bind(
    _ shapes: [SpreadPodShape],
    numberedFrom first: Int,
    in setting: SchedulerCase
  ) throws {
    for (index, shape) in shapes.enumerated() {
      bind(first + index, to: try setting.node(shape.node))
      if shape.terminating == true { beginTermination(of: first + index) }
    }
  }
}
