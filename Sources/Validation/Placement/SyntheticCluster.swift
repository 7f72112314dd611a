internal import Domain
internal import EventCore
internal import Randomness

/// A cluster of many nodes and a crowd of pods of many kinds, drawn at random from a seed.
///
/// Nodes come in four shapes and three zones, some with taints or images; kinds differ in requests,
/// tolerations, affinity, images, spread and priority. Together the pods take about half of the
/// cluster, as far as averages go.
struct SyntheticCluster {
  private var draws: RandomStream
  private let size: PlacementSize

  init(_ size: PlacementSize) {
    self.size = size
    draws = RandomStream(seed: size.seed, purpose: "synthetic cluster")
  }

  mutating func plan() -> DeploymentPlan {
    let kinds = (0..<size.kinds).map { kind($0) }
    return DeploymentPlan(
      pattern: .namespaces,
      clusters: [
        PlannedCluster(
          name: "synthetic",
          version: .minor36,
          tenants: [],
          scheduler: SchedulerSettings(percentageOfNodesToScore: 100)
        )
      ],
      nodes: (0..<size.nodes).map { node($0) },
      namespaces: (0..<8).map { number in
        PlannedNamespace(name: "team-\(number)", cluster: 0, quota: [:], limitRange: nil)
      },
      pods: (0..<size.pods).map { number in
        var pod = kinds[pick(0...kinds.count - 1)]
        pod.name += "-\(number)"
        return pod
      },
      enforcesRateLimits: false
    )
  }

  // MARK: Nodes

  private mutating func node(_ number: Int) -> PlannedNode {
    let shape = pick(0...9)
    let hasGPUs = shape == 9
    let cores = Int64([16, 16, 16, 32, 32, 32, 32, 64, 64, 48][shape])
    var allocatable = ResourceList([.cpu: cores * 1000, .memory: cores * 4 << 30, .pods: 110])
    if hasGPUs { allocatable[.gpu] = 8 }
    var taints: [Taint] = []
    if hasGPUs { taints.append(Taint(key: ResourceName.gpu.rawValue, effect: .noSchedule)) }
    if pick(0...9) == 0 { taints.append(Taint(key: "spot", effect: .preferNoSchedule)) }
    let images = pick(0...3)
    return PlannedNode(
      name: "node-\(number)",
      cluster: 0,
      nodePool: 0,
      pool: "synthetic",
      tenants: [],
      allocatable: allocatable,
      gpus: nil,
      labels: [
        NodePool.zoneLabel: "zone-\(number % 3)", "pool": hasGPUs ? "gpu" : "cpu-\(cores)",
      ],
      taints: taints,
      pricePerHour: .zero,
      images: images == 0 ? ["registry/model:1": Bytes(6 << 30)] : [:]
    )
  }

  // MARK: Pods

  private mutating func kind(_ number: Int) -> PlannedPod {
    let usesGPU = pick(0...9) == 0
    var requests = ResourceList([
      .cpu: Int64(pick(1...(usesGPU ? 40 : 24))) * 100, .memory: Int64(pick(1...32)) << 28,
    ])
    if usesGPU { requests[.gpu] = Int64(pick(0...3) == 0 ? 2 : 1) }
    var tolerations: [Toleration] = []
    if usesGPU || pick(0...9) == 0 {
      tolerations.append(Toleration(key: ResourceName.gpu.rawValue, comparison: .exists))
    }
    if pick(0...4) == 0 { tolerations.append(Toleration(key: "spot", comparison: .exists)) }
    return PlannedPod(
      name: "kind-\(number)",
      tenant: nil,
      workload: .service(ServiceID(number)),
      namespace: pick(0...7),
      cluster: 0,
      requests: requests,
      limits: ResourceList(),
      nodeSelector: [:],
      tolerations: tolerations,
      priority: pick(0...3) == 0 ? 100 : 0,
      rules: rules(number, usesGPU: usesGPU)
    )
  }

  private mutating func rules(_ number: Int, usesGPU: Bool) -> SchedulingRules {
    var rules = SchedulingRules(labels: ["app": "kind-\(number)", "group": "g\(number % 16)"])
    if pick(0...3) == 0 { rules.images = ["registry/model:1"] }
    if pick(0...3) == 0, !usesGPU {
      let pools = LabelRequirement(key: "pool", comparison: .isIn, values: ["cpu-32", "cpu-64"])
      if pick(0...1) == 0 {
        rules.nodeAffinity.required = [[pools]]
      } else {
        rules.nodeAffinity.preferred = [.init(weight: pick(1...100), requirements: [pools])]
      }
    }
    if pick(0...4) == 0 {
      rules.topologySpread = [
        TopologySpreadConstraint(
          maxSkew: pick(1...5),
          topologyKey: NodePool.zoneLabel,
          whenUnsatisfiable: pick(0...2) == 0 ? .doNotSchedule : .scheduleAnyway,
          selector: LabelSelector(matchLabels: ["app": "kind-\(number)"])
        )
      ]
    }
    return rules
  }

  private mutating func pick(_ range: ClosedRange<Int>) -> Int {
    Int.random(in: range, using: &draws)
  }
}

/// How much to place.
package struct PlacementSize: Sendable {
  package var nodes: Int
  package var pods: Int
  package var kinds: Int
  package var seed: UInt64

  package init(nodes: Int, pods: Int, kinds: Int, seed: UInt64) {
    self.nodes = nodes
    self.pods = pods
    self.kinds = kinds
    self.seed = seed
  }
}
