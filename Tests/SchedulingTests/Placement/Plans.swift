import Domain
import EventCore
import Scheduling

/// Plans of one cluster with one namespace, `team`, spelled out in a line or two.
enum Plans {
  static func plan(
    nodes: [PlannedNode],
    pods: [PlannedPod],
    quota: [QuotaKey: Int64] = [:],
    limitRange: LimitRange? = nil
  ) -> DeploymentPlan {
    DeploymentPlan(
      pattern: .namespaces,
      clusters: [PlannedCluster(name: "shared", version: .minor36, tenants: [])],
      nodes: nodes,
      namespaces: [
        PlannedNamespace(name: "team", cluster: 0, quota: quota, limitRange: limitRange)
      ],
      pods: pods,
      enforcesRateLimits: true
    )
  }

  static func place(_ plan: DeploymentPlan) -> [PodPlacement] {
    Scheduling.place(plan, until: .start, seed: 1).placements
  }

  static func node(
    cpu: Int64,
    gpu: Int64? = nil,
    gpus: NodeGPUs? = nil,
    taints: [Taint] = [],
    labels: [String: String] = [:]
  ) -> PlannedNode {
    var allocatable = ResourceList([.cpu: cpu, .memory: 64 << 30, .pods: 110])
    allocatable[.gpu] = gpu
    return PlannedNode(
      name: "node",
      cluster: 0,
      nodePool: 0,
      pool: "shared",
      tenants: [],
      allocatable: allocatable + (gpus?.advertised ?? ResourceList()),
      gpus: gpus,
      labels: labels,
      taints: taints,
      pricePerHour: .zero
    )
  }

  static func pod(
    cpu: Int?,
    gpu: Int64? = nil,
    extra: [ResourceName: Int64] = [:],
    namespace: Int? = nil,
    priority: Int = 0,
    nodeSelector: [String: String] = [:]
  ) -> PlannedPod {
    var requests = ResourceList(extra)
    requests[.cpu] = cpu.map { Int64($0) }
    requests[.gpu] = gpu
    return PlannedPod(
      name: "pod",
      tenant: nil,
      workload: .addOn(0),
      namespace: namespace,
      cluster: 0,
      requests: requests,
      limits: ResourceList(),
      nodeSelector: nodeSelector,
      tolerations: [],
      priority: priority
    )
  }
}
