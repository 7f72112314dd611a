internal import Contention
internal import Domain
internal import EventCore

/// How the containers of a layout start and what memory they use: all that is known before a run.
struct LifeFacts: Sendable {
  /// By container.
  private(set) var memory: [ContainerMemory] = []
  /// By container.
  private(set) var starts: [ContainerStart] = []
  /// The nodes on which a container may state its memory.
  private(set) var nodes: [NodeMemory] = []
  /// The registries and nodes of each cluster as the links of a star.
  private(set) var stars: [StarTransfers] = []
  /// By node of the plan: its cluster's star and its place there.
  private(set) var leaves: [(star: Int, leaf: Int)] = []
  /// What nodes hold at the beginning, as `node × images + image`.
  private(set) var images: Set<Int> = []
  private(set) var imageCount = 0
  /// By pod of the plan, its container; -1 if it has none.
  private(set) var containerOfPod: [Int32] = []

  init() {}

  init(
    _ containers: [DeviceLayout.Container],
    _ deployment: Deployment,
    _ scenario: Scenario,
    _ roster: Roster
  ) {
    let plan = deployment.plan
    readStarts(of: containers, plan, scenario, roster)
    readMemory(of: containers, deployment, scenario)
    containerOfPod = Array(repeating: -1, count: plan.pods.count)
    for (index, container) in containers.enumerated() where !container.isSpare {
      containerOfPod[container.pod.index] = Int32(index)
    }
    var clusterLeaves = plan.clusters.map { _ in [StarTransfers.Leaf]() }
    for node in plan.nodes {
      let bandwidth = scenario.nodePools[node.nodePool].bandwidth
      leaves.append((node.cluster, clusterLeaves[node.cluster].count))
      clusterLeaves[node.cluster].append(
        StarTransfers.Leaf(
          network: bandwidth.network ?? .infinity,
          disk: bandwidth.disk ?? .infinity
        )
      )
    }
    let root = scenario.cluster.registryBandwidth ?? .infinity
    stars = clusterLeaves.map { StarTransfers(root: root, leaves: $0) }
  }

  // MARK: Starting

  private mutating func readStarts(
    of containers: [DeviceLayout.Container],
    _ plan: DeploymentPlan,
    _ scenario: Scenario,
    _ roster: Roster
  ) {
    var numbers: [String: Int] = [:]
    var names: [[String]] = []
    for container in containers {
      guard let (startup, title, listed) = roster.startup(of: container) else {
        starts.append(ContainerStart())
        continue
      }
      let key = listed.isEmpty ? title : listed.sorted().joined(separator: " ")
      let number = numbers[key] ?? names.count
      if number == names.count {
        numbers[key] = number
        names.append(listed)
      }
      starts.append(ContainerStart(startup, image: number))
    }
    imageCount = names.count
    for (index, node) in plan.nodes.enumerated() {
      for (image, listed) in names.enumerated()
      where !listed.isEmpty && listed.allSatisfy({ node.images[$0] != nil }) {
        images.insert(index * imageCount + image)
      }
    }
    for (container, start) in zip(containers, starts)
    where container.presence.bound <= .start && !start.startsCold && start.image >= 0 {
      images.insert(container.node * imageCount + Int(start.image))
    }
  }

  // MARK: Memory

  private mutating func readMemory(
    of containers: [DeviceLayout.Container],
    _ deployment: Deployment,
    _ scenario: Scenario
  ) {
    let stated = StatedMemory(scenario)
    let stating = Set(containers.filter { stated.has($0.workload) }.map(\.node))
    let numbers = Dictionary(
      uniqueKeysWithValues: stating.sorted().enumerated().map { ($1, $0) }
    )
    nodes = stating.sorted().map { index in
      let node = deployment.plan.nodes[index]
      let rules = scenario.nodePools[node.nodePool].memoryPressure
      return NodeMemory(index, offers: node.allocatable.amount(.memory), rules)
    }
    for (index, container) in containers.enumerated() {
      let number = numbers[container.node]
      if let number { nodes[number].containers.append(index) }
      memory.append(
        ContainerMemory(
          deployment.placements[container.pod.index],
          deployment.plan.pods[container.pod.index],
          stated.use(of: container.workload),
          node: number,
          capacity: number.map { nodes[$0].capacity } ?? 0
        )
      )
    }
  }
}

extension Roster {
  /// What a container's workload says of its start, with a name for its image unless it has some.
  fileprivate func startup(
    of container: DeviceLayout.Container
  ) -> (startup: Startup, title: String, images: [String])? {
    let owner = container.tenant.map { String($0.index) } ?? ""
    switch container.workload {
    case .service(let id):
      let service = services[id.index].service
      return (service.startup, "\(owner)/\(service.name)", service.terms.rules.images)
    case .batch(let id):
      let workload = batchWorkloads[id.index].workload
      return (workload.startup, "\(owner)/\(workload.name)", workload.terms.rules.images)
    case .addOn:
      return nil
    }
  }
}

/// How a container starts.
struct ContainerStart: Sendable, BitwiseCopyable {
  /// Number of its image; -1 if nothing is pulled.
  var image: Int32 = -1
  var imageBytes = 0.0
  var weightBytes = 0.0
  var readsDisk = false
  var compile = SimDuration.zero
  var startsCold = false

  init() {}

  init(_ startup: Startup, image: Int) {
    if startup.image > 0 { self.image = Int32(image) }
    imageBytes = Double(startup.image)
    weightBytes = Double(startup.weights)
    readsDisk = startup.weightsFrom == .disk
    compile = startup.compile
    startsCold = startup.startsCold
  }

  /// Whether a start takes any time.
  var takesTime: Bool { image >= 0 || weightBytes > 0 || compile > .zero }
}

/// What a container uses of memory; bytes, and nanoseconds.
struct ContainerMemory: Sendable, BitwiseCopyable {
  /// Among the nodes that are watched; -1 if its own is not.
  let node: Int32
  let isStated: Bool
  let request: Int64
  /// Infinite if there is none.
  let limit: Double
  let base: Double
  let perRequest: Double
  let perWaiting: Double
  let growth: Double
  let growsTo: Double
  let priority: Int64
  /// What the kernel adds to its badness, in thousandths of the node's memory.
  let adjustment: Int64

  init(
    _ placement: PodPlacement,
    _ pod: PlannedPod,
    _ use: MemoryUse?,
    node: Int?,
    capacity: Double
  ) {
    self.node = Int32(node ?? -1)
    isStated = use != nil
    request = placement.requests.amount(.memory)
    limit = placement.limits[.memory].map(Double.init) ?? .infinity
    base = Double(use?.base ?? request)
    perRequest = Double(use?.perRequest ?? 0)
    perWaiting = Double(use?.perWaiting ?? 0)
    growth = (use?.growthPerSecond ?? 0) / 1e9
    growsTo = use?.growsTo.map(Double.init) ?? .infinity
    priority = Int64(pod.priority)
    let kind = OOMClass(placement.requests, placement.limits, priority: priority)
    adjustment = oomScoreAdjustment(kind, request: request, capacity: Int64(capacity))
  }

  /// Base and growth of a process that has been running for so long.
  func grown(after length: SimDuration) -> Double {
    min(base + growth * Double(length.nanoseconds), max(base, growsTo))
  }
}

extension OOMClass {
  /// The class of a pod with one container.
  fileprivate init(_ requests: ResourceList, _ limits: ResourceList, priority: Int64) {
    let resources = [ResourceName.cpu, .memory]
    let asks = resources.contains { requests.amount($0) > 0 || limits.amount($0) > 0 }
    let isBounded = resources.allSatisfy {
      limits.amount($0) > 0 && limits.amount($0) == requests.amount($0)
    }
    self =
      priority >= Self.criticalPriority
      ? .nodeCritical : isBounded ? .guaranteed : asks ? .burstable : .bestEffort
  }
}

/// A node whose memory is watched.
struct NodeMemory: Sendable {
  /// In the plan.
  let node: Int
  /// What its pods may use together before the kernel kills: bytes.
  ///
  /// The kubelet withholds the hard threshold from what it offers to pods; daemons and the system
  /// are taken to use what is reserved for them.
  let capacity: Double
  let threshold: Int64
  let interval: SimDuration
  let transitionPeriod: SimDuration
  var containers: [Int] = []

  init(_ node: Int, offers: Int64, _ rules: MemoryPressureRules) {
    self.node = node
    capacity = Double(offers) + Double(rules.memoryAvailable)
    threshold = rules.memoryAvailable
    interval = rules.interval
    transitionPeriod = rules.transitionPeriod
  }
}
