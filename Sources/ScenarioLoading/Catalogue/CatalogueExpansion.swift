internal import Catalogue

/// Writes out what a scenario takes from the catalogue, so that readers meet ordinary fields.
///
/// Names that the catalogue doesn't know are left as they stand; their readers report them.
struct CatalogueExpansion {
  /// Which profile each service names, by the path of the service.
  private(set) var profiles: [FieldPath: ServingProfile] = [:]
  /// How many names of the catalogue were written out.
  private var names = 0
  /// By name, those of shared services.
  private var sharedProfiles: [String: ServingProfile] = [:]
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
          if let name = service["name"]?.value.text { sharedProfiles[name] = profiles[path] }
          return expanded
        }
      }.changing("tenants") { tenants in
        tenants.changingItems { index, tenant in
          let path = ("spec.tenants" as FieldPath)[index]["services"]
          return tenant.changing("services") { services in
            services.changingItems { number, service in
              expandedService(service, at: path[number])
            }
          }.changing("uses") { uses in
            uses.changingItems { _, use in
              let profile = use["service"]?.value.text.flatMap { sharedProfiles[$0] }
              return profile.map { expandedEndpoints(of: use, $0) } ?? use
            }
          }
        }
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
    let settings = Setting.Field(profile.runtime.rawValue, .fields(profile.settings))
    let expanded = service.changing("runtime") { runtime in
      let own = runtime.without("profile")
      // A runtime of another kind stays beside the name, where the reader refuses it.
      guard own.hasOnly(settings.key) else { return runtime }
      return merged(.fields([settings]), of: name, under: own, at: written.span)
    }
    return expandedEndpoints(of: expanded, profile)
  }

  private func expandedEndpoints(of owner: YAMLNode, _ profile: ServingProfile) -> YAMLNode {
    owner.changing("endpoints") { endpoints in
      endpoints.changingItems { _, endpoint in
        endpoint.changing("work") { work in
          guard work.text == ServingProfile.workWord, let own = profile.work else { return work }
          return merged(own, of: profile.name, under: nil, at: work.span)
        }
      }
    }
  }

  private mutating func isWithinBudget(_ span: Span) -> Bool {
    names += 1
    if names > Self.mostNames, excess == nil { excess = span }
    return names <= Self.mostNames
  }
}

extension ServingProfile {
  /// What an endpoint says under `work` to take the profile's.
  static let workWord = "profile"
}

extension YAMLNode {
  fileprivate func filtered(_ isKept: (String) -> Bool) -> YAMLNode {
    guard case .mapping(let entries) = content else { return self }
    return .mapping(entries.filter { isKept($0.key) }, at: span)
  }

  fileprivate func only(_ key: String) -> YAMLNode { filtered { $0 == key } }
  fileprivate func without(_ key: String) -> YAMLNode { filtered { $0 != key } }

  /// Whether a mapping has no field but this one.
  fileprivate func hasOnly(_ key: String) -> Bool {
    guard case .mapping(let entries) = content else { return false }
    return entries.allSatisfy { $0.key == key }
  }
}
