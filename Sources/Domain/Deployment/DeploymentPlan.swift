package import EventCore

/// A scenario under one isolation pattern: which clusters, nodes, namespaces and pods there are.
package struct DeploymentPlan: Sendable {
  package var pattern: IsolationPattern
  package var clusters: [PlannedCluster]
  package var nodes: [PlannedNode]
  package var namespaces: [PlannedNamespace]
  /// In creation order: quota admits and the scheduler sees them in this order within a priority.
  package var pods: [PlannedPod]
  /// Whether token buckets and limits per minute at the edge apply.
  package var enforcesRateLimits: Bool
  /// What the pattern makes of the shared services.
  package var sharedGroups: [SharedReplicaGroup]
  /// Machines that are paid but not among the nodes.
  package var unusedReservations: [UnusedReservation]

  package init(
    pattern: IsolationPattern,
    clusters: [PlannedCluster],
    nodes: [PlannedNode],
    namespaces: [PlannedNamespace],
    pods: [PlannedPod],
    enforcesRateLimits: Bool,
    sharedGroups: [SharedReplicaGroup] = [],
    unusedReservations: [UnusedReservation] = []
  ) {
    self.pattern = pattern
    self.clusters = clusters
    self.nodes = nodes
    self.namespaces = namespaces
    self.pods = pods
    self.enforcesRateLimits = enforcesRateLimits
    self.sharedGroups = sharedGroups
    self.unusedReservations = unusedReservations
  }
}

/// One Kubernetes cluster of a plan.
package struct PlannedCluster: Sendable {
  package var name: String
  package var version: KubernetesVersion
  /// The tenants it serves, ascending.
  package var tenants: [TenantID]
  package var scheduler: SchedulerSettings
  package var features: SchedulerFeatures

  package init(
    name: String,
    version: KubernetesVersion,
    tenants: [TenantID],
    scheduler: SchedulerSettings = SchedulerSettings(),
    features: SchedulerFeatures = SchedulerFeatures()
  ) {
    self.name = name
    self.version = version
    self.tenants = tenants
    self.scheduler = scheduler
    self.features = features
  }
}

/// One machine of a plan.
package struct PlannedNode: Sendable {
  package var name: String
  /// Index into `DeploymentPlan.clusters`.
  package var cluster: Int
  /// Index into `Scenario.nodePools`.
  package var nodePool: Int
  /// The pool of the pattern it was dealt to, for example `shared` or `high`.
  package var pool: String
  /// The tenants whose pods it accepts, ascending; one means the node is dedicated.
  package var tenants: [TenantID]
  /// What pods may request: advertised by the machine, less what daemons take.
  package var allocatable: ResourceList
  package var gpus: NodeGPUs?
  package var labels: [String: String]
  package var taints: [Taint]
  package var pricePerHour: Money
  /// How its hours are bought.
  package var priceCategory: PriceCategory
  /// Images that lie on the node's disk from the beginning, with their sizes.
  package var images: [String: Bytes]

  package init(
    name: String,
    cluster: Int,
    nodePool: Int,
    pool: String,
    tenants: [TenantID],
    allocatable: ResourceList,
    gpus: NodeGPUs?,
    labels: [String: String],
    taints: [Taint],
    pricePerHour: Money,
    priceCategory: PriceCategory = .onDemand,
    images: [String: Bytes] = [:]
  ) {
    self.name = name
    self.cluster = cluster
    self.nodePool = nodePool
    self.pool = pool
    self.tenants = tenants
    self.allocatable = allocatable
    self.gpus = gpus
    self.labels = labels
    self.taints = taints
    self.pricePerHour = pricePerHour
    self.priceCategory = priceCategory
    self.images = images
  }
}

/// One namespace of a plan with the rules that bind in it.
package struct PlannedNamespace: Sendable {
  package var name: String
  package var cluster: Int
  /// Empty means no ResourceQuota.
  package var quota: [QuotaKey: Int64]
  /// Quotas beside the first.
  package var scopedQuotas: [ScopedQuota]
  package var limitRange: LimitRange?
  /// Bounds per pod.
  package var podLimitRange: LimitRange?
  package var disruptionBudgets: [PodDisruptionBudget]

  package init(
    name: String,
    cluster: Int,
    quota: [QuotaKey: Int64],
    scopedQuotas: [ScopedQuota] = [],
    limitRange: LimitRange?,
    podLimitRange: LimitRange? = nil,
    disruptionBudgets: [PodDisruptionBudget] = []
  ) {
    self.name = name
    self.cluster = cluster
    self.quota = quota
    self.scopedQuotas = scopedQuotas
    self.limitRange = limitRange
    self.podLimitRange = podLimitRange
    self.disruptionBudgets = disruptionBudgets
  }
}

/// Replicas of a shared service and the tenants whose requests they take, no others'.
package struct SharedReplicaGroup: Hashable, Sendable {
  package var service: ServiceID
  /// Ascending; never empty.
  package var users: [TenantID]
  /// The pattern's pool in which the replicas run, for example `shared` or `high`.
  package var pool: String
  package var replicas: Int

  package init(service: ServiceID, users: [TenantID], pool: String, replicas: Int) {
    self.service = service
    self.users = users
    self.pool = pool
    self.replicas = replicas
  }
}

/// What a pod runs.
package enum PodWorkload: Hashable, Sendable {
  case service(ServiceID)
  case batch(BatchID)
  /// Index into `ClusterTemplate.addOns`.
  case addOn(Int)
}

/// One pod that a controller wants to exist; every pod has one container.
package struct PlannedPod: Sendable {
  package var name: String
  /// Nil for the cluster's own add-ons and for replicas of shared services.
  package var tenant: TenantID?
  package var workload: PodWorkload
  /// Index into `DeploymentPlan.sharedGroups`; nil for pods of nobody but their tenant.
  package var sharedGroup: Int?
  /// Index into `DeploymentPlan.namespaces`; nil for add-ons, which no quota binds.
  package var namespace: Int?
  package var cluster: Int
  package var requests: ResourceList
  package var limits: ResourceList
  package var nodeSelector: [String: String]
  package var tolerations: [Toleration]
  package var priority: Int
  /// The class that gave the priority; nil if none did.
  package var priorityClass: String?
  package var rules: SchedulingRules
  /// When its controller creates it, from the beginning of the run.
  package var createdAt: SimTime
  /// When its controller deletes it; nil keeps it.
  package var deletedAt: SimTime?
  /// The preempted pod in whose place its controller created this one.
  package var replaces: PodID?
  /// What its workload's queue did; nil if it has none.
  package var queueing: PodQueueing?
  package var accelerator: AcceleratorNeeds

  package init(
    name: String,
    tenant: TenantID?,
    workload: PodWorkload,
    sharedGroup: Int? = nil,
    namespace: Int?,
    cluster: Int,
    requests: ResourceList,
    limits: ResourceList,
    nodeSelector: [String: String],
    tolerations: [Toleration],
    priority: Int,
    priorityClass: String? = nil,
    rules: SchedulingRules = SchedulingRules(),
    createdAt: SimTime = .start,
    deletedAt: SimTime? = nil,
    replaces: PodID? = nil,
    queueing: PodQueueing? = nil,
    accelerator: AcceleratorNeeds = AcceleratorNeeds()
  ) {
    self.name = name
    self.tenant = tenant
    self.workload = workload
    self.sharedGroup = sharedGroup
    self.namespace = namespace
    self.cluster = cluster
    self.requests = requests
    self.limits = limits
    self.nodeSelector = nodeSelector
    self.tolerations = tolerations
    self.priority = priority
    self.priorityClass = priorityClass
    self.rules = rules
    self.createdAt = createdAt
    self.deletedAt = deletedAt
    self.replaces = replaces
    self.queueing = queueing
    self.accelerator = accelerator
  }
}
