internal import Domain

/// What stays the same while pods come and go: nodes, kinds of pods, and who asks about whom.
struct ClusterModel: Sendable {
  let catalog: NodeCatalog
  let keys: [TopologyKey]
  let resources: ResourceIndex
  let kinds: [PodKind]
  let populations: Populations

  /// For a cluster's nodes in the plan's order, and every kind of pod to come with what it requests
  /// after admission; namespaces are the plan's, by name.
  init(
    nodes: [PlannedNode],
    shapes: [(shape: PodShape, requests: ResourceList)],
    namespaces: [String],
    cluster: PlannedCluster,
    options: SchedulerOptions
  ) {
    var interests = NodeCatalog.Interests(of: shapes.map(\.shape))
    interests.ordersByName = cluster.scheduler.ties == .nameOrder
    interests.impliesHostnames = options.impliesHostnames
    let catalog = NodeCatalog(nodes, interests)
    // The last key is that of nodes themselves, for which only their own pods count.
    let nodeKey = TopologyKey(
      everySlotAlone: catalog.slotCount,
      classes: catalog.classes.count
    )
    let keys = catalog.keys + [nodeKey]
    let resources = ResourceIndex(naming: nodes.map(\.allocatable) + shapes.map(\.requests))
    var compiler = KindCompiler(catalog, keys, shapes.map(\.shape), namespaces, options)
    let images = ImageHolders(nodes)
    let features = cluster.features.effective(in: cluster.version)
    kinds = shapes.enumerated().map { index, entry in
      let verdicts = catalog.classes.map { entry.shape.verdict(on: $0, images, features) }
      let rules = compiler.rules(of: index)
      return PodKind(
        shape: entry.shape,
        requests: entry.requests,
        demand: PodDemand(PodSpec(requests: entry.requests), resources),
        namespace: compiler.namespaces[index],
        verdicts: verdicts,
        topology: KindTopology(rules),
        strata: KindStrata(verdicts, rules, keys)
      )
    }
    self.catalog = catalog
    self.keys = keys
    self.resources = resources
    populations = compiler.populations
  }

  /// The key of which every node is a domain of its own.
  var nodeKey: Int { keys.count - 1 }
}

extension NodeCatalog.Interests {
  /// What the pods of some shapes ask of nodes.
  init(of shapes: [PodShape]) {
    self.init()
    var seen: Set<String> = []
    func ask(_ key: String) { if seen.insert(key).inserted { topologyKeys.append(key) } }
    for shape in shapes {
      labels.formUnion(shape.nodeSelector.keys)
      let affinity = shape.rules.nodeAffinity
      for term in affinity.required + affinity.preferred.map(\.requirements) {
        labels.formUnion(term.map(\.key))
      }
      images.formUnion(shape.rules.images.map(normalizedImage))
      for constraint in shape.spreadConstraints { ask(constraint.topologyKey) }
      for (term, _) in shape.rules.podAffinity.terms { ask(term.topologyKey) }
    }
  }
}

extension PodAffinity {
  /// Every term with its role.
  var terms: [(term: Term, role: PodAffinityRole)] {
    required.map { ($0, .required) } + requiredAnti.map { ($0, .requiredAnti) }
      + preferred.map { ($0.term, .preferred($0.weight)) }
      + preferredAnti.map { ($0.term, .preferred(-$0.weight)) }
  }
}

extension PodShape {
  /// The pod's own constraints, or the scheduler's built-in ones if it leaves them to it.
  ///
  /// The built-in ones are for pods of a Service, ReplicaSet or StatefulSet. Those of a batch
  /// workload are a Job's, which has no such constraints. Source: `podtopologyspread/plugin.go`.
  var spreadConstraints: [TopologySpreadConstraint] {
    if let own = rules.topologySpread { return own }
    if case .batch = workload { return [] }
    return Self.builtInSpread
  }

  /// Whether nodes may lack the keys of soft constraints, which is so for the built-in ones.
  var requiresAllSpreadKeys: Bool { rules.topologySpread != nil }

  private static let builtInSpread = [
    (NodePool.hostnameLabel, 3), (NodePool.zoneLabel, 5),
  ].map { key, maxSkew in
    TopologySpreadConstraint(
      maxSkew: maxSkew,
      topologyKey: key,
      whenUnsatisfiable: .scheduleAnyway,
      selector: nil
    )
  }

  fileprivate func verdict(
    on members: NodeClass,
    _ images: ImageHolders,
    _ features: SchedulerFeatures.Effective
  ) -> ClassVerdict {
    let locality = ImageLocality(
      containers: rules.images.count,
      perContainer: features.imageThresholdPerContainer
    )
    let found = rules.images.isEmpty ? [] : images.found(rules.images, on: members.images)
    return ClassVerdict(
      refusal: staticRefusal(taints: members.taints, labels: members.labels),
      softTaints: untoleratedSoftTaints(members.taints, tolerations),
      preferred: rules.nodeAffinity.preference(for: members.labels),
      images: found.isEmpty ? 0 : locality.score(found, of: images.nodes)
    )
  }
}

/// How many nodes have each image.
private struct ImageHolders {
  let nodes: Int
  private var holders: [String: Int] = [:]

  init(_ nodes: [PlannedNode]) {
    self.nodes = nodes.count
    for node in nodes {
      for name in Set(node.images.keys.map(normalizedImage)) { holders[name, default: 0] += 1 }
    }
  }

  /// Those of the names that the node has.
  func found(_ names: [String], on images: [String: Bytes]) -> [(size: Int64, holders: Int)] {
    let sizes = Dictionary(
      images.map { (normalizedImage($0.key), $0.value.value) },
      uniquingKeysWith: max
    )
    return names.compactMap { name in
      let name = normalizedImage(name)
      return sizes[name].map { (size: $0, holders: holders[name] ?? 0) }
    }
  }
}
