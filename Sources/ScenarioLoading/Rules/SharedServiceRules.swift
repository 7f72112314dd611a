internal import Domain
internal import EventCore

/// An endpoint with what it shares with others of its service, and where the file describes it.
struct EndpointTemplate {
  var path: FieldPath
  var tenant: Int
  var endpoint: Endpoint
  /// Nil if it uses a shared service that there is not.
  var service: InferenceService?
}

extension Scenario {
  /// Every endpoint, of tenants' own services and of shared ones.
  var endpointTemplates: [EndpointTemplate] {
    let shared = Dictionary(
      sharedServices.map { ($0.service.name, $0.service) },
      uniquingKeysWith: { first, _ in first }
    )
    return tenants.enumerated().flatMap { index, tenant in
      let path = ("spec.tenants" as FieldPath)[index]
      func templates(
        _ endpoints: [Endpoint],
        of service: InferenceService?,
        at path: FieldPath
      ) -> [EndpointTemplate] {
        endpoints.enumerated().map { number, endpoint in
          EndpointTemplate(
            path: path["endpoints"][number],
            tenant: index,
            endpoint: endpoint,
            service: service
          )
        }
      }
      let own = tenant.services.enumerated().flatMap { number, service in
        templates(service.endpoints, of: service, at: path["services"][number])
      }
      let used = tenant.uses.enumerated().flatMap { number, use in
        templates(use.endpoints, of: shared[use.service], at: path["uses"][number])
      }
      return own + used
    }
  }

  /// Every service and where the file describes it: the tenants' own, then the shared ones.
  var serviceTemplates: [(path: FieldPath, service: InferenceService)] {
    let own = tenants.enumerated().flatMap { index, tenant in
      tenant.services.enumerated().map { number, service in
        (("spec.tenants" as FieldPath)[index]["services"][number], service)
      }
    }
    let shared = sharedServices.enumerated().map { index, shared in
      (("spec.sharedServices" as FieldPath)[index], shared.service)
    }
    return own + shared
  }
}

/// Shared services have users, users use services there are, and the platform keeps to itself.
func checkSharedServices(_ scenario: Scenario, _ reading: Reading) {
  let services = scenario.sharedServices.map(\.service.name)
  var used: Set<String> = []
  for (index, tenant) in scenario.tenants.enumerated() {
    let path = ("spec.tenants" as FieldPath)[index]["uses"]
    for (number, use) in tenant.uses.enumerated() {
      let place = path[number]["service"]
      used.insert(use.service)
      reading.expect(use.service, among: services, "shared service", at: place)
      if !use.service.isEmpty, tenant.services.contains(where: { $0.name == use.service }) {
        let message = "the tenant has a service of its own named \(quoted(use.service))"
        reading.report(message, at: place, help: "give one of them another name")
      }
    }
  }
  let tenants = Set(scenario.tenants.map(\.name))
  for (index, shared) in scenario.sharedServices.enumerated() {
    let path = ("spec.sharedServices" as FieldPath)[index]
    if tenants.contains(shared.namespace), !shared.namespace.isEmpty {
      let message = "\(quoted(shared.namespace)) is the namespace of the tenant of that name"
      reading.report(message, at: path["namespace"], help: "name another `namespace`")
    }
    let name = shared.service.name
    if !used.contains(name), !used.contains(""), reading.isSound("spec.tenants") {
      reading.report("no tenant uses \(quoted(name))", at: path["name"])
    }
  }
}

/// Schedulers and caches fit the services they are for.
func checkServing(_ scenario: Scenario, _ reading: Reading) {
  for (path, service) in scenario.serviceTemplates {
    guard reading.isSound(path["scheduler"]), reading.isSound(path["runtime"]) else { continue }
    if case .virtualTokenCounter = service.scheduling, !service.runtime.emitsTokens {
      reading.report(
        "virtual token counters need a runtime that works token by token",
        at: path["scheduler"],
        help: "`weightedFair` shares the device time of other runtimes"
      )
    }
  }
  for template in scenario.endpointTemplates {
    guard let cache = template.service?.cache, let timeout = template.endpoint.timeout,
      cache.hitRatio > 0, cache.latency > timeout
    else { continue }
    reading.report(
      "clients give up before the cache answers after \(written(cache.latency))",
      at: template.path["timeout"]
    )
  }
}

/// A limit on tokens is about requests that have some.
func checkTokenLimits(_ scenario: Scenario, _ reading: Reading) {
  func check(_ limits: UsageLimits?, _ endpoints: [Endpoint], at path: FieldPath) {
    guard limits?.tokensPerMinute != nil, reading.isSound(path) else { return }
    let countsTokens = endpoints.contains { endpoint in
      if case .tokens = endpoint.demand { true } else { false }
    }
    if !countsTokens {
      let message = "none of the requests that it is about has tokens"
      reading.report(message, at: path["limits"]["tokensPerMinute"])
    }
  }
  for (index, tenant) in scenario.tenants.enumerated() {
    let path = ("spec.tenants" as FieldPath)[index]
    let own = tenant.services.flatMap(\.endpoints)
    check(tenant.limits, own + tenant.uses.flatMap(\.endpoints), at: path)
    for (number, use) in tenant.uses.enumerated() {
      check(use.limits, use.endpoints, at: path["uses"][number])
    }
  }
}
