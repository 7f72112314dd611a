internal import Domain

/// What a scenario says of clusters, before names are resolved to tenants.
struct WrittenCluster {
  /// Its overrides name no tenants yet.
  var template = ClusterTemplate()
  /// The tenants of each override.
  var overrideTenants: [[String]] = []
}

/// What every Kubernetes cluster has.
func clusterShape() -> Shape<WrittenCluster> {
  object("Cluster", "What every Kubernetes cluster has, whatever the pattern.") { fields in
    var template = ClusterTemplate(
      version: fields.optional(
        "kubernetesVersion",
        "The release whose rules are followed.",
        word(of: KubernetesVersion.self, standIn: .minor36),
        default: .minor36
      ),
      reservedPerNode: fields.optional(
        "reservedPerNode",
        "What daemons take from each node.",
        resources(.pod),
        default: ResourceList()
      ),
      addOns: fields.optional(
        "addOns",
        "Pods that each cluster runs for itself.",
        list(of: addOnShape()),
        default: []
      ),
      features: fields.optional(
        "features",
        "Where clusters depart from their release.",
        featuresShape(),
        default: SchedulerFeatures()
      ),
      scheduler: fields.optional(
        "scheduler",
        "How the scheduler is set up.",
        schedulerShape(),
        default: SchedulerSettings()
      ),
      registryBandwidth: fields.optional(
        "registry",
        "Where images and weights come from.",
        registryShape(),
        default: nil
      )
    )
    let overrides = fields.optional(
      "overrides",
      "What clusters that named tenants have for themselves have otherwise.",
      list(of: overrideShape()),
      default: []
    )
    template.overrides = overrides.map(\.override)
    return WrittenCluster(template: template, overrideTenants: overrides.map(\.tenants))
  }
}

private func overrideShape() -> Shape<(tenants: [String], override: ClusterOverride)> {
  object("ClusterOverride", "What the clusters of named tenants have otherwise.") { fields in
    let tenants = fields.required(
      "tenants",
      "Whose clusters are meant.",
      list(of: scalar(name()), atLeast: 1)
    )
    let override = ClusterOverride(
      tenants: [],
      version: fields.optional(
        "kubernetesVersion",
        "The release whose rules are followed.",
        word(of: KubernetesVersion.self, standIn: .minor36)
      ),
      features: fields.optional(
        "features",
        "Where they depart from their release.",
        featuresShape(),
        default: SchedulerFeatures()
      ),
      scheduler: fields.optional("scheduler", "In place of the other, whole.", schedulerShape())
    )
    return (tenants, override)
  }
}

private func addOnShape() -> Shape<AddOn> {
  object("AddOn", "A system workload that each cluster runs once.") { fields in
    AddOn(
      name: fields.required("name", "Name of the add-on.", scalar(name())),
      replicas: fields.optional("replicas", "Pods.", quantity(wholeNumber(0...1000)), default: 1),
      requests: fields.required("requests", "What each pod requests.", resources(.pod))
    )
  }
}

/// A named scheduling priority.
func priorityClassShape() -> Shape<PriorityClass> {
  object("PriorityClass", "A named scheduling priority; higher values go first.") { fields in
    PriorityClass(
      name: fields.required("name", "Name that tenants refer to.", scalar(name())),
      value: fields.required(
        "value",
        "The priority.",
        // Kubernetes keeps what is above a billion for itself.
        quantity(wholeNumber(-1_000_000_000...1_000_000_000))
      )
    )
  }
}
