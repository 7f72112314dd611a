internal import Domain

/// Objectives are about tenants, services and endpoints that there are, under names of their own.
func checkObjectives(_ written: WrittenScenario, _ reading: Reading) {
  let subjects = ObjectiveSubjects(written.scenario)
  let affordable = subjects.affordable(written.objectives)
  if affordable < written.objectives.count {
    let most = ObjectiveSubjects.mostCovered
    let message = "the objectives up to here cover more than \(most) endpoints, one by one"
    reading.report(message, at: written.objectives[affordable].path)
  }
  var names: Set<String> = []
  for objective in written.objectives.prefix(affordable) {
    checkSubject(of: objective, subjects, reading)
    checkAlertNames(of: objective, reading)
    let tenants = subjects.tenants(of: objective)
    for (name, _) in objective.promises(to: tenants, named: { subjects.tenants[$0].name }) {
      // The stand-in for an unreadable name is empty.
      guard !objective.objective.name.isEmpty, !names.insert(name).inserted else { continue }
      let message = "another objective is already named \(quoted(name))"
      reading.report(message, at: objective.places.name)
    }
  }
}

private func checkSubject(
  of written: WrittenObjective,
  _ subjects: ObjectiveSubjects,
  _ reading: Reading
) {
  switch written.subject {
  case .tenant(let name):
    checkTenant(name, of: written, at: written.places.tenants, subjects, reading)
  case .selector(let selector):
    guard let names = selector.tenants else {
      checkMatch(of: written, subjects, reading)
      return
    }
    let isPlain = reading.isWritten(written.places.tenants["tenants"])
    for (index, name) in names.enumerated() {
      let path = written.places.tenants
      let place = isPlain ? path["tenants"][index] : path
      checkTenant(name, of: written, at: place, subjects, reading)
      if names[..<index].contains(name), !name.isEmpty {
        reading.report("the tenant \(quoted(name)) is given twice", at: place)
      }
    }
    checkMatch(of: written, subjects, reading)
  }
}

/// A tenant that is named has what the objective covers.
private func checkTenant(
  _ name: String,
  of written: WrittenObjective,
  at path: FieldPath,
  _ subjects: ObjectiveSubjects,
  _ reading: Reading
) {
  guard let index = subjects.selected(by: .tenant(name)).first else {
    reading.expect(name, among: subjects.tenants.map(\.name), "tenant", at: path)
    return
  }
  let tenant = subjects.tenants[index]
  guard let serviceName = written.service else {
    if tenant.services.isEmpty, tenant.uses.isEmpty {
      let message = "the tenant \(quoted(tenant.name)) has no service to hold to an objective"
      reading.report(message, at: path)
    }
    return
  }
  let services =
    tenant.services.map { ($0.name, $0.endpoints) } + tenant.uses.map { ($0.service, $0.endpoints) }
  let place = written.places.service
  let serviceKind = "service of the tenant \(quoted(tenant.name))"
  guard reading.expect(serviceName, among: services.map(\.0), serviceKind, at: place),
    let service = services.first(where: { $0.0 == serviceName }),
    let endpoint = written.endpoint
  else { return }
  let endpointKind = "endpoint of the service \(quoted(serviceName))"
  let endpoints = service.1.map(\.name)
  reading.expect(endpoint, among: endpoints, endpointKind, at: written.places.endpoint)
}

/// A selector that matches nobody promises nothing, however it came about.
private func checkMatch(
  of written: WrittenObjective,
  _ subjects: ObjectiveSubjects,
  _ reading: Reading
) {
  // A tenant that could not be read may have been the one that is missed.
  guard reading.isSound(written.path), reading.isSound("spec.tenants"),
    subjects.tenants(of: written).isEmpty
  else { return }
  let selected = subjects.selected(by: written.subject)
  guard selected.isEmpty else {
    let what = written.endpoint.map { "an endpoint \(quoted($0)) of " } ?? ""
    let service = written.service.map { "a service \(quoted($0))" } ?? "a service"
    let names = selected.prefix(12).map { quoted(subjects.tenants[$0].name) }
    let more = selected.count > 12 ? ", …" : ""
    reading.report(
      "none of the selected tenants has \(what)\(service); selected are "
        + names.joined(separator: ", ") + more,
      at: written.places.service
    )
    return
  }
  func tiers<Tier: CaseIterable & RawRepresentable<String> & Equatable>(
    _ tier: (Tenant) -> Tier
  ) -> String {
    Tier.allCases.filter { one in subjects.tenants.contains { tier($0) == one } }
      .map { "`\($0.rawValue)`" }.joined(separator: ", ")
  }
  reading.report(
    "no tenant matches the selector; there are the service tiers \(tiers(\.serviceTier)) "
      + "and the risk tiers \(tiers(\.riskTier))",
    at: written.places.tenants
  )
}

/// Alerts of one objective are told apart by their names.
private func checkAlertNames(of written: WrittenObjective, _ reading: Reading) {
  var seen: Set<String> = []
  for alert in written.objective.alerts where !alert.name.isEmpty {
    guard !seen.insert(alert.name).inserted else { continue }
    let message = "another alert of the objective is already named \(quoted(alert.name))"
    reading.report(message, at: written.places.alerts)
  }
}
