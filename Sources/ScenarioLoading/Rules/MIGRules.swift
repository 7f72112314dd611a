internal import Domain

/// A MIG geometry is one that the driver can set up on that model.
func checkMIG(_ scenario: Scenario, _ reading: Reading) {
  for (index, pool) in scenario.nodePools.enumerated() {
    guard let gpus = pool.gpus, case .mig(let slices) = gpus.sharing else { continue }
    let path = ("spec.capacity.nodePools" as FieldPath)[index]["gpus"]
    let geometry = path["sharing"]["mig"]
    guard reading.isSound(path["model"]), reading.isSound(geometry) else { continue }
    checkGeometry(slices.map(\.profile), model: gpus.model, path, geometry, reading)
  }
}

private func checkGeometry(
  _ profiles: [String],
  model name: String,
  _ path: FieldPath,
  _ geometry: FieldPath,
  _ reading: Reading
) {
  guard let model = MIGModel.named(name) else {
    let models = MIGModel.all.map(\.name)
    let accepted = list(models.map { "`\($0)`" }, "and")
    reading.report(
      "the MIG profiles of \(quoted(name)) are not known; known are those of \(accepted)",
      at: path["model"],
      help: didYouMean(name, among: models)
    )
    return
  }
  var isKnown = true
  for (index, profile) in profiles.enumerated() where model.geometry.profile(profile) == nil {
    isKnown = false
    let known = model.geometry.profiles.map(\.name)
    reading.report(
      "the \(name) has no profile \(quoted(profile)), but \(list(known.map(quoted), "and"))",
      at: geometry[index],
      help: didYouMean(profile, among: known)
    )
  }
  if isKnown, !model.geometry.hasRoom(for: profiles) {
    let all = profiles.count > 8 ? "\(profiles.count) instances" : list(profiles.map(quoted), "and")
    reading.report("one \(name) has no room for \(all) at the same time", at: geometry)
  }
}
