internal import Domain

/// A pod that uses more memory than its limit from the start would never serve anybody.
func checkMemory(_ scenario: Scenario, _ reading: Reading) {
  for (index, tenant) in scenario.tenants.enumerated() {
    let path = ("spec.tenants" as FieldPath)[index]
    for (number, service) in tenant.services.enumerated() {
      check(service.memoryUse, service.limits, at: path["services"][number], reading)
    }
    for (number, workload) in tenant.batchWorkloads.enumerated() {
      check(workload.memoryUse, workload.limits, at: path["batch"][number], reading)
    }
  }
}

private func check(
  _ use: MemoryUse?,
  _ limits: ResourceList,
  at path: FieldPath,
  _ reading: Reading
) {
  guard let use, let limit = limits[.memory], use.base > limit else { return }
  let place = path["memoryUse"]["base"]
  guard reading.isSound(place), reading.isSound(path["limits"]["memory"]) else { return }
  reading.report(
    "is above the memory limit of \(written(limit, of: .memory)): "
      + "the container would be killed as soon as it starts",
    at: place
  )
}
