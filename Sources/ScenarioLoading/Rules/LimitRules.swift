internal import Domain

/// Requests, limits and their bounds agree, as the API server demands.
func checkLimits(_ scenario: Scenario, _ reading: Reading) {
  for pods in scenario.podTemplates { checkLimits(of: pods, reading) }
  for (index, tenant) in scenario.tenants.enumerated() {
    let path = ("spec.tenants" as FieldPath)[index]
    if let range = tenant.limitRange { checkLimitRange(range, at: path["limitRange"], reading) }
    if let range = tenant.podLimitRange {
      checkLimitRange(range, at: path["podLimitRange"], reading)
    }
  }
}

private func checkLimits(of pods: PodTemplate, _ reading: Reading) {
  for name in pods.limits.names {
    let path = pods.path["limits"][name.rawValue]
    guard reading.isSound(path), reading.isSound(pods.path["requests"][name.rawValue]) else {
      continue
    }
    let limit = pods.limits.amount(name)
    if limit <= 0 {
      reading.report("a limit of 0 leaves nothing to run on", at: path)
    }
    guard let request = pods.requests[name] else { continue }
    if request > limit {
      let message = "the request is above the limit of \(written(limit, of: name))"
      reading.report(message, at: pods.path["requests"][name.rawValue])
    } else if name.isExtended, request != limit {
      let message = "must equal the request of \(written(request, of: name)): "
      reading.report(message + "devices can't be overcommitted", at: path)
    }
  }
}

private func checkLimitRange(_ range: LimitRange, at path: FieldPath, _ reading: Reading) {
  func expect(_ low: ResourceList, _ lowName: String, atMost high: ResourceList, _ name: String) {
    for resource in low.names {
      guard let most = high[resource], low.amount(resource) > most else { continue }
      let place = path[lowName][resource.rawValue]
      guard reading.isSound(place), reading.isSound(path[name][resource.rawValue]) else { continue }
      reading.report("is above the `\(name)` of \(written(most, of: resource))", at: place)
    }
  }
  expect(range.min, "min", atMost: range.max, "max")
  expect(range.defaultRequests, "defaultRequest", atMost: range.defaultLimits, "default")
  expect(range.defaultRequests, "defaultRequest", atMost: range.max, "max")
  expect(range.defaultLimits, "default", atMost: range.max, "max")
  expect(range.min, "min", atMost: range.defaultRequests, "defaultRequest")
}
