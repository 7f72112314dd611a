internal import Domain

extension Division {
  /// A namespace per tenant with its rules, then the platform's; or one for all without any.
  func namespaces(
    _ scenario: Scenario,
    _ pattern: IsolationPattern,
    _ shared: SharedReplicas
  ) -> [PlannedNamespace] {
    guard pattern.hasRules else {
      return [PlannedNamespace(name: Place.shared.pool, cluster: 0, quota: [:], limitRange: nil)]
    }
    let own = scenario.tenants.enumerated().map { index, tenant in
      PlannedNamespace(
        name: tenant.name,
        cluster: cluster(of: TenantID(index)),
        quota: tenant.quota,
        scopedQuotas: tenant.scopedQuotas,
        limitRange: tenant.limitRange,
        podLimitRange: tenant.podLimitRange,
        disruptionBudgets: tenant.resolvedBudgets
      )
    }
    return own + platformNamespaces(shared, scenario)
  }
}

extension Tenant {
  /// The tenant's disruption budgets in whole pods, of those that its workloads want.
  fileprivate var resolvedBudgets: [PodDisruptionBudget] {
    disruptionBudgets.map { budget in
      let services = services.filter {
        budget.selector.matches($0.terms.rules.podLabels(name, $0.name))
      }
      let batch = batchWorkloads.filter {
        budget.selector.matches($0.terms.rules.podLabels(name, $0.name))
      }
      let pods = services.reduce(0) { $0 + $1.replicas } + batch.reduce(0) { $0 + $1.replicas }
      return budget.budget(forMatching: pods)
    }
  }
}
