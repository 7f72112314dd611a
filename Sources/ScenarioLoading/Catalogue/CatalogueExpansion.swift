internal import Catalogue

/// Writes out what a scenario takes from the catalogue, so that readers meet ordinary fields.
///
/// Names that the catalogue doesn't know are left as they stand; their readers report them.
struct CatalogueExpansion {
  /// Which profile each service names, by the path of the service.
  private(set) var profiles: [FieldPath: ServingProfile] = [:]
  /// The same of shared services, by their names, for those who use them.
  private var shared: [String: ServingProfile] = [:]
  /// How many names of the catalogue were written out.
  private var names = 0
  /// The first name too many.
  private(set) var excess: Span?

  /// Far more than the services of a scenario that the budget of YAML nodes admits.
  static let mostNames = 50_000

  mutating func expanded(_ root: YAMLNode) -> YAMLNode {
    root.changing("spec") { spec in
      spec.changing("capacity") { capacity in
        capacity.changing("nodePools") { pools in
          pools.changingItems { _, pool in expandedPool(pool) }
        }
      }.changing("sharedServices") { services in
        services.changingItems { index, service in
          let path = ("spec.sharedServices" as FieldPath)[index]
          let expanded = expandedService(service, at: path)
          if let name = service["name"]?.value.text { shared[name] = profiles[path] }
          return expanded
        }
      }.changing("tenants") { tenants in
        tenants.changingItems { index, tenant in
          expandedTenant(tenant, at: ("spec.tenants" as FieldPath)[index])
        }
      }
    }
  }

  private mutating func expandedTenant(_ tenant: YAMLNode, at path: FieldPath) -> YAMLNode {
    tenant.changing("services") { services in
      services.changingItems { number, service in
        expandedService(service, at: path["services"][number])
      }
    }.changing("uses") { uses in
      uses.changingItems { _, use in
        guard let name = use["service"]?.value.text, let profile = shared[name] else { return use }
        return use.takingWork(of: profile)
      }
    }
  }

  private mutating func expandedPool(_ pool: YAMLNode) -> YAMLNode {
    let pool = pool.changing("gpus") { expandedGPUs($0) }
    guard let written = pool["instanceType"]?.value, let name = written.text,
      let type = Catalogue.instanceType(name), isWithinBudget(written.span)
    else { return pool }
    return merged(type.settings, of: name, under: pool, at: written.span)
  }

  /// Fills in the memory of a GPU that the catalogue knows.
  private mutating func expandedGPUs(_ gpus: YAMLNode) -> YAMLNode {
    guard gpus["memory"] == nil, let model = gpus["model"]?.value, let name = model.text,
      let gpu = Catalogue.gpu(name), isWithinBudget(model.span)
    else { return gpus }
    let memory = Setting.fields([.init("memory", gpu.memory)])
    return merged(memory, of: name, under: gpus, at: model.span)
  }

  private mutating func expandedService(_ service: YAMLNode, at path: FieldPath) -> YAMLNode {
    guard let written = service["runtime"]?.value["profile"]?.value, let name = written.text else {
      return service
    }
    guard let profile = Catalogue.profile(name), isWithinBudget(written.span) else {
      return service.changing("runtime") { $0.only("profile") }
    }
    profiles[path] = profile
    return service.filledIn(from: profile, at: written.span)
  }

  private mutating func isWithinBudget(_ span: Span) -> Bool {
    names += 1
    if names > Self.mostNames, excess == nil { excess = span }
    return names <= Self.mostNames
  }
}
