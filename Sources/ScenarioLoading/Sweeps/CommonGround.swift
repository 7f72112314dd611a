internal import Domain
internal import EventCore

/// Returns what a point of a sweep has otherwise than the first one, though all points must have
/// it in common: what is numbered in one is numbered alike in all.
func differenceInKind(of scenario: Scenario, from first: Scenario) -> String? {
  if scenario.tenants.map(\.cast) != first.tenants.map(\.cast) {
    return "the names of tenants, their services, endpoints and batch workloads"
  }
  if scenario.sharedServices.map(\.service.name) != first.sharedServices.map(\.service.name) {
    return "the names of shared services"
  }
  if scenario.nodePools.map(\.name) != first.nodePools.map(\.name) {
    return "the names of node pools"
  }
  if scenario.cluster.addOns.map(\.name) != first.cluster.addOns.map(\.name) {
    return "the names of add-ons"
  }
  if scenario.objectives.map(\.promise) != first.objectives.map(\.promise) {
    return "what the objectives count (their values and targets may differ)"
  }
  if scenario.gates != first.gates { return "the gates" }
  if scenario.costs.currency != first.costs.currency { return "the currency" }
  return nil
}

extension Tenant {
  /// Everybody by name.
  fileprivate var cast: [[String]] {
    [[name]] + services.map { [$0.name] + $0.endpoints.map(\.name) }
      + uses.map { ["uses", $0.service] + $0.endpoints.map(\.name) }
      + [["batch"] + batchWorkloads.map(\.name)]
  }
}

extension Objective {
  /// The objective without its numbers.
  fileprivate var promise: Objective {
    var promise = self
    promise.displayName = nil
    promise.threshold = .zero
    promise.target = 0
    return promise
  }
}
